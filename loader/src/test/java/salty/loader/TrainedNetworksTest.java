package salty.loader;

import static org.assertj.core.api.Assertions.assertThat;

import java.awt.Color;
import java.awt.Font;
import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import javax.imageio.ImageIO;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import salty.engine.backend.Backend;
import salty.engine.compile.Program;
import salty.engine.model.Model;
import salty.engine.reference.ReferenceBackend;
import salty.loader.keras.LoadOptions;

/** Networks that others trained do their work: digits drawn here are read, photographs scaled to 32 x 32 are recognised. */
class TrainedNetworksTest {

    private static final List<String> CIFAR_10 = List.of("airplane", "automobile", "bird", "cat", "deer", "dog", "frog",
            "horse", "ship", "truck");

    @ParameterizedTest
    @ValueSource(strings = {"leyuzak-mnist_cnn.keras", "leyuzak-mnist_cnn.h5", "tinymaix-mnist_resnet.h5"})
    void networks_of_MNIST_read_printed_digits(String file) {
        Model model = ModelLoader.load(Fixtures.file("keras-files/" + file), LoadOptions.DEFAULT);
        int right = 0;
        for (int digit = 0; digit < 10; digit++) {
            right += best(model, digit(digit)) == digit ? 1 : 0;
        }
        assertThat(right).isGreaterThanOrEqualTo(8);
    }

    @ParameterizedTest
    @CsvSource({"cat.jpg, cat", "dog.jpg, dog", "owl.jpg, bird"})
    void a_network_of_CIFAR_10_recognises_photographs(String photograph, String expected) throws IOException {
        Model model = ModelLoader.load(Fixtures.file("keras-files/mlcommons-pretrainedResnet.h5"), LoadOptions.DEFAULT);
        assertThat(CIFAR_10.get(best(model, thumbnail(Fixtures.file("images/" + photograph))))).isEqualTo(expected);
    }

    private static int best(Model model, float[] image) {
        try (Backend backend = new ReferenceBackend();
                Program program = Program.compile(backend, model.outputs())) {
            float[] scores = program.run(Map.of(model.input(), image)).get(model.output());
            int best = 0;
            for (int i = 1; i < scores.length; i++) {
                best = scores[i] > scores[best] ? i : best;
            }
            return best;
        }
    }

    /** A white digit on black, 28 x 28, in [0, 1]. */
    private static float[] digit(int digit) {
        BufferedImage image = new BufferedImage(28, 28, BufferedImage.TYPE_BYTE_GRAY);
        Graphics2D g = image.createGraphics();
        g.setRenderingHint(RenderingHints.KEY_TEXT_ANTIALIASING, RenderingHints.VALUE_TEXT_ANTIALIAS_ON);
        g.setColor(Color.WHITE);
        g.setFont(new Font(Font.SANS_SERIF, Font.PLAIN, 26));
        String text = Integer.toString(digit);
        g.drawString(text, (28 - g.getFontMetrics().stringWidth(text)) / 2, 23);
        float[] pixels = new float[28 * 28];
        for (int i = 0; i < pixels.length; i++) {
            pixels[i] = image.getRaster().getSample(i % 28, i / 28, 0) / 255f;
        }
        return pixels;
    }

    /** The middle square of a photograph, averaged to 32 x 32 pixels in [0, 255]. */
    private static float[] thumbnail(Path path) throws IOException {
        BufferedImage image = ImageIO.read(path.toFile());
        int side = Math.min(image.getWidth(), image.getHeight());
        int left = (image.getWidth() - side) / 2;
        int top = (image.getHeight() - side) / 2;
        double[] sums = new double[32 * 32 * 3];
        int[] counts = new int[32 * 32];
        for (int y = 0; y < side; y++) {
            for (int x = 0; x < side; x++) {
                int rgb = image.getRGB(left + x, top + y);
                int pixel = y * 32 / side * 32 + x * 32 / side;
                counts[pixel]++;
                for (int c = 0; c < 3; c++) {
                    sums[3 * pixel + c] += rgb >> 16 - 8 * c & 0xff;
                }
            }
        }
        float[] pixels = new float[sums.length];
        for (int i = 0; i < pixels.length; i++) {
            pixels[i] = (float) (sums[i] / counts[i / 3]);
        }
        return pixels;
    }
}
