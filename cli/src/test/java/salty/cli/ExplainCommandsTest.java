package salty.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import salty.loader.image.ImageDecoder;
import salty.loader.image.Npy;
import salty.loader.image.RgbImage;
import salty.vision.model.LayerChoice;
import salty.vision.model.Network;

/** {@code salty gradient} and {@code salty cam}: golden numbers, options, what they say. */
class ExplainCommandsTest {
    @TempDir
    private Path folder;
    private Path tensor;
    private Path image;

    @BeforeEach
    void prepareInputs() throws IOException {
        float[] first = Arrays.copyOf(Golden.read(Golden.VGG, "input"), 64 * 64 * 3);
        tensor = Files.write(folder.resolve("input.npy"), Npy.encode(first, 64, 64, 3));
        image = Pictures.rings(folder.resolve("rings.png"), 90, 70);
    }

    @ParameterizedTest
    @CsvSource({"block1_conv1, 7, reference", "block3_conv2, 31, vector", "block5_conv3, 0, vector"})
    void gradientIsTheGoldenOne(String layer, String filter, String backend) throws IOException {
        Path file = folder.resolve("gradient.npy");

        Run run = Run.salty("gradient", "--model", Run.VGG, "--backend", backend, "--layer", layer, "--filter", filter,
                "--image", tensor, "-o", file);

        assertThat(run.status()).isZero();
        Npy gradient = Npy.read(file, 1 << 20);
        assertThat(gradient.shape()).containsExactly(64, 64, 3);
        float[] all = Golden.read(Golden.VGG, "gradient/" + layer + "/" + filter);
        // The golden gradient is of the mean over all samples; ours has one.
        int samples = all.length / (64 * 64 * 3);
        float[] expected = Arrays.copyOf(all, 64 * 64 * 3);
        for (int i = 0; i < expected.length; i++) {
            expected[i] *= samples;
        }
        assertThat(Golden.relativeDistance(gradient.values(), expected)).isLessThan(1e-5);
    }

    @Test
    void camOfTheProbabilityIsTheGoldenOne() throws IOException {
        int target = Math.round(Golden.read(Golden.VGG, "gradcam_class")[0]);
        Path out = folder.resolve("out");

        Run run = Run.salty("cam", "--model", Run.VGG, "--target", "probability", "--class", target, "--image", tensor,
                "-o", out);

        assertThat(run.status()).isZero();
        Npy map = Npy.read(out.resolve("heatmap.npy"), 1 << 20);
        assertThat(map.shape()).containsExactly(4, 4);
        float[] expected = Arrays.copyOf(Golden.read(Golden.VGG, "gradcam/block5_conv3"), 16);
        for (int i = 0; i < expected.length; i++) {
            assertThat(map.values()[i]).isCloseTo(expected[i], within(1e-5f));
        }
    }

    @Test
    void camWritesOverlayAndMapsAndSaysWhatItShows() throws IOException {
        Path out = folder.resolve("out");

        Run run = Run.salty("cam", "--model", Run.VGG, "--raw", "npy", image, "-o", out);

        assertThat(run.status()).isZero();
        assertThat(run.out().lines().toList().get(0)).matches(
                ".*rings.png: class class_\\d \\(index=\\d\\), layer block5_conv3, target logit, peak .*");
        assertThat(run.out()).contains("Written CAM-overlaid image to: " + out.resolve("cam.png"));
        RgbImage overlay = ImageDecoder.KERAS.decode(out.resolve("cam.png"));
        assertThat(overlay.width()).isEqualTo(64);
        assertThat(overlay.height()).isEqualTo(64);
        assertThat(Npy.read(out.resolve("cam.npy"), 1 << 20).shape()).containsExactly(64, 64, 3);
        assertThat(Npy.read(out.resolve("heatmap.npy"), 1 << 20).shape()).containsExactly(4, 4);
        assertThat(out.resolve("heatmap.png")).isRegularFile();
    }

    @Test
    void camLooksAfterTheLastActivationOfAResidualNetwork() {
        Run run = Run.salty("cam", "--model", Run.RESNET, "--image", image, "-o", folder.resolve("out"));

        assertThat(run.status()).isZero();
        Network network = Run.network(Run.RESNET);
        String layer = LayerChoice.forClassActivation(network).name();
        assertThat(layer).isNotEqualTo(LayerChoice.lastConvolution(network).name());
        assertThat(run.out()).contains("layer " + layer + ",");
    }

    @Test
    void seedCompatibleFeedsRawPixelsAndExplainsTheProbability() throws IOException {
        Path out = folder.resolve("out");

        Run run = Run.salty("cam", "--model", Run.VGG, "--seed-compat", image, "-o", out);

        assertThat(run.status()).isZero();
        assertThat(run.out()).contains("target probability").contains("preprocess=none resize=tfjs-legacy");
        // The overlay is divided by its greatest value, so one sample is 255.
        byte[] levels = ImageDecoder.KERAS.decode(out.resolve("cam.png")).rgb();
        int greatest = 0;
        for (byte level : levels) {
            greatest = Math.max(greatest, level & 0xff);
        }
        assertThat(greatest).isEqualTo(255);
    }
}
