package salty.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import salty.loader.image.ImageDecoder;
import salty.loader.image.Npy;
import salty.loader.image.RgbImage;

/** {@code salty filters}, {@code activations} and {@code visualize}: the files and keys that they leave. */
class GalleryCommandsTest {
    private static final JsonMapper JSON = new JsonMapper();
    private static final List<String> FILTER_LAYERS =
            List.of("block1_conv1", "block2_conv1", "block3_conv2", "block4_conv2");

    @TempDir
    private Path folder;
    private Path image;

    @BeforeEach
    void drawPicture() throws IOException {
        image = Pictures.rings(folder.resolve("my picture.png"), 90, 70);
    }

    @Test
    void filtersAreReproducibleAndDeadOnesAreNamed() throws IOException {
        Run first = filters(folder.resolve("a"), "block1_conv1", 3, 2);
        Run second = filters(folder.resolve("b"), "block1_conv1", 3, 2);

        assertThat(first.status()).isZero();
        assertThat(second.status()).isZero();
        for (int k = 1; k <= 3; k++) {
            assertThat(folder.resolve("a/block1_conv1_" + k + ".png"))
                    .hasSameBinaryContentAs(folder.resolve("b/block1_conv1_" + k + ".png"));
        }
        assertThat(first.err()).contains("salty: warning: filter 3 of block1_conv1 has no gradient at the noise");
        JsonNode manifest = JSON.readTree(Files.readString(folder.resolve("a/filters-manifest.json")));
        JsonNode entry = manifest.path("layers").get(0);
        assertThat(names(entry)).startsWith("layerName", "filePaths");
        assertThat(entry.path("filePaths").get(0).asString()).isEqualTo(folder + "/a/block1_conv1_1.png");
        assertThat(entry.path("filters").get(2).path("noGradient").asBoolean()).isTrue();
        assertThat(entry.path("filters").get(0).path("noGradient").asBoolean()).isFalse();
        assertThat(entry.path("filters").get(0).path("scoreEnd").asDouble())
                .isGreaterThan(entry.path("filters").get(0).path("scoreStart").asDouble());
    }

    @Test
    void aFilterLooksTheSameWhateverElseIsDrawn() {
        filters(folder.resolve("a"), "block1_conv1", 2, 2);
        filters(folder.resolve("b"), "block2_conv1,block1_conv1", 1, 2);

        assertThat(folder.resolve("a/block1_conv1_1.png"))
                .hasSameBinaryContentAs(folder.resolve("b/block1_conv1_1.png"));
    }

    @Test
    void anAscentMovesByWholeLevelsAndStaysInsideTheImage() {
        filters(folder.resolve("a"), "block2_conv1", 1, 60);

        Npy raw = Npy.read(folder.resolve("a/block2_conv1_1.npy"), 1 << 20);
        assertThat(raw.shape()).containsExactly(64, 64, 3);
        float[] means = {103.939f, 116.779f, 123.68f};
        for (int i = 0; i < raw.values().length; i++) {
            assertThat(raw.values()[i] + means[i % 3]).isBetween(-0.001f, 255.001f);
        }
    }

    @Test
    void moreFiltersThanTheLayerHasAreCutOff() {
        Run run = filters(folder.resolve("a"), "block1_conv1", 100_000, 1);

        assertThat(run.status()).isZero();
        assertThat(folder.resolve("a/block1_conv1_8.png")).isRegularFile();
        assertThat(folder.resolve("a/block1_conv1_9.png")).doesNotExist();
    }

    @Test
    void activationsAreTheGoldenOnesBesideTheirPictures() throws IOException {
        float[] all = Golden.read(Golden.VGG, "outputs/block2_conv1");
        float[] input = Arrays.copyOf(Golden.read(Golden.VGG, "input"), 64 * 64 * 3);
        Path tensor = Files.write(folder.resolve("input.npy"), Npy.encode(input, 64, 64, 3));
        Path out = folder.resolve("out");

        Run run = Run.salty("activations", "--model", Run.VGG, "--layers", "block2_conv1", "--filters", 3, "--raw",
                "npy", "--image", tensor, "-o", out);

        assertThat(run.status()).isZero();
        float[] expected = new float[32 * 32];
        for (int k = 0; k < 3; k++) {
            for (int i = 0; i < expected.length; i++) {
                expected[i] = all[16 * i + k];
            }
            Npy map = Npy.read(out.resolve("block2_conv1_" + (k + 1) + ".npy"), 1 << 20);
            assertThat(map.shape()).containsExactly(32, 32);
            assertThat(Golden.relativeDistance(map.values(), expected)).isLessThan(2e-6);
            RgbImage picture = ImageDecoder.KERAS.decode(out.resolve("block2_conv1_" + (k + 1) + ".png"));
            assertThat(picture.width()).isEqualTo(32);
        }
        assertThat(out.resolve("input.png")).isRegularFile();
    }

    @Test
    void visualizeLeavesTheSeedsFilesAndKeysAndAPage() throws IOException {
        Path dist = folder.resolve("dist");

        Run run = Run.salty("visualize", "--model", Run.VGG, "--image", image, "--iterations", 1, "-o", dist);

        assertThat(run.status()).isZero();
        assertThat(run.out()).contains("Top-10 classes:").containsPattern("  class_\\d \\(index=\\d\\): [01]\\.\\d{4}");
        assertThat(run.err()).contains("=== Processing layer 1 of 4: block1_conv1 ===")
                .contains("Processing layer block4_conv2, filter 8 of 8")
                .contains("layer type = Conv2D; layer name = block5_conv3");
        assertThat(pictures(dist.resolve("filters"))).hasSize(32);
        assertThat(pictures(dist.resolve("activation")).stream().filter(name -> name.startsWith("block"))).hasSize(40);
        assertThat(dist.resolve("activation/my picture.png")).hasSameBinaryContentAs(image);

        JsonNode filters = JSON.readTree(Files.readString(dist.resolve("filters/filters-manifest.json")));
        assertThat(names(filters)).startsWith("layers");
        assertThat(filters.path("layers").valueStream().map(layer -> layer.path("layerName").asString()))
                .containsExactlyElementsOf(FILTER_LAYERS);
        JsonNode activations = JSON.readTree(Files.readString(dist.resolve("activation/activation-manifest.json")));
        assertThat(names(activations)).startsWith("indices", "origImagePath", "classNames", "probScores",
                "layerName2FilePaths", "layerName2ImageDims", "camImagePath", "topIndex", "topProb", "topClass");
        assertThat(activations.path("origImagePath").asString()).isEqualTo(dist + "/activation/my picture.png");
        assertThat(activations.path("layerName2ImageDims").path("block5_conv3").toString()).isEqualTo("[4,4]");
        assertThat(activations.path("indices").size()).isEqualTo(10);
        assertThat(activations.path("topClass").asString())
                .isEqualTo(activations.path("classNames").get(0).asString());

        String page = Files.readString(dist.resolve("index.html"));
        assertThat(page).doesNotContain("http://").doesNotContain("https://").doesNotContain("{{")
                .contains("my picture.png");
    }

    @Test
    void aSecondRunReplacesTheFirstAndLeavesOtherFilesAlone() throws IOException {
        Path dist = folder.resolve("dist");
        Run.salty("visualize", "-q", "--model", Run.VGG, "--image", image, "--filters", 2, "--iterations", 1, "-o",
                dist);
        Path own = Files.writeString(dist.resolve("activation/notes.txt"), "mine", StandardCharsets.UTF_8);

        Path other = Pictures.rings(folder.resolve("b.png"), 64, 64);
        Run run = Run.salty("visualize", "-q", "--model", Run.VGG, "--image", other, "--filters", 1, "--iterations", 1,
                "-o", dist);

        assertThat(run.status()).isZero();
        assertThat(own).isRegularFile();
        assertThat(dist.resolve("filters/block1_conv1_1.png")).isRegularFile();
        assertThat(dist.resolve("filters/block1_conv1_2.png")).doesNotExist();
        assertThat(dist.resolve("activation/my picture.png")).doesNotExist();
        assertThat(dist.resolve("activation/b.png")).isRegularFile();
        assertThat(Files.list(dist).map(path -> path.getFileName().toString()))
                .containsExactlyInAnyOrder("filters", "activation", "index.html");
    }

    private Run filters(Path out, String layers, int count, int iterations) {
        return Run.salty("filters", "--model", Run.VGG, "--layers", layers, "--filters", count, "--iterations",
                iterations, "--raw", "npy", "-o", out);
    }

    private static List<String> pictures(Path folder) throws IOException {
        try (var files = Files.list(folder)) {
            return files.map(file -> file.getFileName().toString()).filter(name -> name.endsWith(".png")).toList();
        }
    }

    private static List<String> names(JsonNode object) {
        return new ArrayList<>(object.propertyNames());
    }
}
