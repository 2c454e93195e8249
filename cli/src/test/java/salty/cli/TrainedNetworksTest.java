package salty.cli;

import static java.awt.geom.Arc2D.OPEN;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.Shape;
import java.awt.geom.Arc2D;
import java.awt.geom.Path2D;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Networks that others trained do their work on the command line: digits drawn here are read, photographs recognised.
 */
class TrainedNetworksTest {

    private static final String CIFAR_10 = "airplane automobile bird cat deer dog frog horse ship truck";
    private static final Pattern BEST = Pattern.compile("(?m)^  1  (\\S+)");

    @TempDir
    private Path folder;

    @ParameterizedTest
    @ValueSource(strings = {"leyuzak-mnist_cnn.keras", "leyuzak-mnist_cnn.h5", "tinymaix-mnist_resnet.h5"})
    void networksOfMnistReadDrawnDigits(String model) throws IOException {
        List<Object> words = new ArrayList<>(List.of("classify", "-q", "--model", fixture("keras-files/" + model),
                "--labels", labels("0 1 2 3 4 5 6 7 8 9")));
        for (int digit = 0; digit < 10; digit++) {
            Path picture = folder.resolve(digit + ".png");
            ImageIO.write(drawn(strokes(digit)), "png", picture.toFile());
            words.add(picture);
        }
        List<String> read = best(Run.salty(words.toArray()));
        int right = 0;
        for (int digit = 0; digit < 10; digit++) {
            right += read.get(digit).equals(Integer.toString(digit)) ? 1 : 0;
        }
        assertThat(right).as("%s for 0 to 9", read).isGreaterThanOrEqualTo(8);
    }

    /** That it wants pixels from 0 to 255 is found out from what it remembers of its own. */
    @Test
    void aNetworkOfCifar10RecognisesPhotographs() throws IOException {
        Run run = Run.salty("classify", "--model", fixture("keras-files/mlcommons-pretrainedResnet.h5"), "--labels",
                labels(CIFAR_10), "--resize", "pil-bilinear", fixture("images/cat.jpg"), fixture("images/dog.jpg"),
                fixture("images/owl.jpg"));
        assertThat(best(run)).containsExactly("cat", "dog", "bird");
        assertThat(run.out()).contains("preprocess=none");
    }

    private static List<String> best(Run run) {
        return BEST.matcher(run.out()).results().map((MatchResult match) -> match.group(1)).toList();
    }

    private Path labels(String names) throws IOException {
        return Files.write(folder.resolve("labels.txt"), List.of(names.split(" ")));
    }

    private static Path fixture(String name) {
        String given = System.getProperty("salty.fixtures", "");
        assumeTrue(!given.isEmpty(), "skipped: set -Dsalty.fixtures to the folder of large fixtures");
        return Path.of(given, name);
    }

    /** White on black, 28 x 28, anti-aliased, as MNIST's are. */
    private static BufferedImage drawn(List<Shape> strokes) {
        BufferedImage image = new BufferedImage(28, 28, BufferedImage.TYPE_BYTE_GRAY);
        Graphics2D g = image.createGraphics();
        g.setRenderingHint(RenderingHints.KEY_ANTIALIASING, RenderingHints.VALUE_ANTIALIAS_ON);
        g.setRenderingHint(RenderingHints.KEY_STROKE_CONTROL, RenderingHints.VALUE_STROKE_PURE);
        g.setStroke(new BasicStroke(2.4f, BasicStroke.CAP_ROUND, BasicStroke.JOIN_ROUND));
        g.setColor(Color.WHITE);
        strokes.forEach(g::draw);
        g.dispose();
        return image;
    }

    private static List<Shape> strokes(int digit) {
        return switch (digit) {
            case 0 -> List.of(arc(14, 14, 5, 8, 0, 360));
            case 1 -> List.of(line(11, 8, 15, 5, 14, 22));
            case 2 -> List.of(arc(14, 10, 5, 4.5, 170, -190), line(18.7, 11.5, 9, 22, 20, 22));
            case 3 -> List.of(arc(13.5, 9.5, 4.5, 4, 160, -250), arc(13.5, 18, 5, 4.5, 90, -250));
            case 4 -> List.of(line(12, 6, 8, 15, 20, 15), line(17, 6, 16, 23));
            case 5 -> List.of(line(19, 6, 11, 6, 10.2, 13.2), arc(13.5, 17, 5, 5, 130, -260));
            case 6 -> List.of(line(17, 5, 9.3, 16.5), arc(14, 18, 5, 4.5, 0, 360));
            case 7 -> List.of(line(8, 7, 20, 7, 13, 23));
            case 8 -> List.of(arc(14, 9.5, 4, 4, 0, 360), arc(14, 18, 5, 4.5, 0, 360));
            default -> List.of(arc(13.5, 10, 4.5, 4.5, 0, 360), line(18, 10, 17, 16, 15, 23));
        };
    }

    /** Part of an ellipse about (x, y), in degrees, anticlockwise from the right. */
    private static Shape arc(double x, double y, double width, double height, double start, double extent) {
        return new Arc2D.Double(x - width, y - height, 2 * width, 2 * height, start, extent, OPEN);
    }

    private static Shape line(double... points) {
        Path2D path = new Path2D.Double();
        path.moveTo(points[0], points[1]);
        for (int i = 2; i < points.length; i += 2) {
            path.lineTo(points[i], points[i + 1]);
        }
        return path;
    }
}
