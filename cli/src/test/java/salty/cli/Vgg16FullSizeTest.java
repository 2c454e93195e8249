package salty.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import salty.engine.backend.Backend;
import salty.engine.backend.BackendOptions;
import salty.engine.backend.Backends;
import salty.engine.explain.Activations;
import salty.engine.graph.Node;
import salty.loader.image.ImageDecoder;
import salty.loader.image.ImagePipeline;
import salty.loader.image.Npy;
import salty.vision.model.Network;

/**
 * VGG16 of full size on photographs, against values computed in float64. {@code make_vgg16.py} among the fixtures makes
 * both; the 553 MB of weights are named by {@code -Dsalty.vgg16}.
 */
class Vgg16FullSizeTest {
    private static Path fixtures;
    private static Path model;
    private static JsonNode expected;

    @TempDir
    private Path folder;

    @BeforeAll
    static void findFixtures() throws IOException {
        String given = System.getProperty("salty.fixtures", "");
        assumeTrue(!given.isEmpty(), "skipped: set -Dsalty.fixtures to the folder of large fixtures");
        fixtures = Path.of(given);
        String weights = System.getProperty("salty.vgg16", "");
        assumeTrue(!weights.isEmpty() && Files.exists(Path.of(weights)),
                "skipped: set -Dsalty.vgg16 to the file that vgg16/make_vgg16.py of the fixtures makes");
        model = Path.of(weights);
        expected = new JsonMapper().readTree(Files.readAllBytes(fixtures.resolve("vgg16/vgg16.expected.json")))
                .path("images");
    }

    @ParameterizedTest
    @ValueSource(strings = {"cat_224.png", "dog_224.png", "elephants_224.png", "owl_224.png"})
    void classesAndLogitsAreTheExpectedOnes(String image) throws IOException {
        Run run = Run.salty("classify", "--model", model, "--format", "json", photograph(image));

        assertThat(run.status()).isZero();
        JsonNode top = new JsonMapper().readTree(run.out()).path("top");
        JsonNode expectedTop = expected.path(image).path("top5");
        for (int i = 0; i < 5; i++) {
            assertThat(top.get(i).path("index").asInt()).isEqualTo(expectedTop.get(i).get(0).asInt());
            assertThat(top.get(i).path("probability").asDouble())
                    .isCloseTo(expectedTop.get(i).get(1).asDouble(), within(1e-4));
        }
        float[] logits = logits(photograph(image));
        float[] expectedLogits = numbers(expected.path(image).path("logits"));
        double largest = 0;
        for (float logit : expectedLogits) {
            largest = Math.max(largest, Math.abs(logit));
        }
        for (int i = 0; i < logits.length; i++) {
            assertThat((double) logits[i]).isCloseTo(expectedLogits[i], within(1e-4 * largest));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"cat_224.png", "dog_224.png", "elephants_224.png", "owl_224.png"})
    void gradientsAreTheExpectedOnes(String image) {
        expected.path(image).path("filter_gradients").properties().forEach(entry -> {
            String[] filter = entry.getKey().split("/");
            Path file = folder.resolve("gradient.npy");

            Run run = Run.salty("gradient", "--model", model, "--layer", filter[0], "--filter", filter[1], "--image",
                    photograph(image), "-o", file);

            assertThat(run.status()).isZero();
            Npy gradient = Npy.read(file, 1 << 20);
            double squares = 0;
            for (float value : gradient.values()) {
                squares += (double) value * value;
            }
            double rms = entry.getValue().path("rms").asDouble();
            assertThat(Math.sqrt(squares / gradient.values().length)).isCloseTo(rms, within(1e-4 * rms));
            JsonNode pixel = entry.getValue().path("at_100_100_bgr");
            for (int c = 0; c < 3; c++) {
                assertThat((double) gradient.values()[3 * (100 * 224 + 100) + c])
                        .isCloseTo(pixel.get(c).asDouble(), within(1e-3 * rms));
            }
        });
    }

    @ParameterizedTest
    @ValueSource(strings = {"cat_224.png", "dog_224.png", "elephants_224.png", "owl_224.png"})
    void classActivationMapsAreTheExpectedOnes(String image) {
        Run run = Run.salty("cam", "--model", model, "--target", "probability", "--image", photograph(image), "-o",
                folder);

        assertThat(run.status()).isZero();
        Npy map = Npy.read(folder.resolve("heatmap.npy"), 1 << 20);
        assertThat(map.shape()).containsExactly(14, 14);
        JsonNode rows = expected.path(image).path("gradcam_block5_conv3_14x14");
        for (int y = 0; y < 14; y++) {
            for (int x = 0; x < 14; x++) {
                assertThat((double) map.values()[14 * y + x]).isCloseTo(rows.get(y).get(x).asDouble(), within(1e-3));
            }
        }
    }

    @Test
    void visualizeDrawsEverything() throws IOException {
        Path dist = folder.resolve("dist");

        Run run = Run.salty("visualize", "--model", model, "--image", fixtures.resolve("images/elephants.jpg"),
                "--iterations", 2, "-o", dist);

        assertThat(run.status()).isZero();
        try (var filters = Files.list(dist.resolve("filters")); var maps = Files.list(dist.resolve("activation"))) {
            assertThat(filters.filter(file -> file.toString().endsWith(".png"))).hasSize(32);
            assertThat(maps.filter(file -> file.getFileName().toString().startsWith("block"))).hasSize(40);
        }
    }

    private static Path photograph(String name) {
        return fixtures.resolve("images").resolve(name);
    }

    private static float[] logits(Path image) {
        Network network = Run.network(model);
        Node logits = network.logits();
        float[] pixels = ImagePipeline.KERAS_CAFFE.apply(ImageDecoder.KERAS.decode(image), 224, 224, 3);
        try (Backend backend = Backends.open(Backends.AUTO, BackendOptions.DEFAULT, line -> {});
                Activations program = new Activations(backend, network.model().input(), List.of(logits))) {
            return program.run(pixels).get(logits);
        }
    }

    private static float[] numbers(JsonNode array) {
        float[] values = new float[array.size()];
        for (int i = 0; i < values.length; i++) {
            values[i] = (float) array.get(i).asDouble();
        }
        return values;
    }
}
