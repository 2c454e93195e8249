package salty.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The commands work on networks of ONNX files and TensorFlow graphs as on Keras' own. */
class ImportedModelCommandsTest {
    private static final Path RESOURCES = Path.of("../loader/src/test/resources");
    private static final Path RESNET = RESOURCES.resolve("onnx/resnet.onnx");
    private static final Path GRAPH = RESOURCES.resolve("graph/plain");

    @TempDir
    private Path folder;
    private Path picture;

    @BeforeEach
    void draw() throws Exception {
        picture = Pictures.rings(folder.resolve("rings.png"), 80, 60);
    }

    @ParameterizedTest
    @ValueSource(strings = {"onnx/resnet.onnx", "onnx/shufflenet.onnx", "graph/plain", "graph/quantised"})
    void everyCommandThatLooksAtAPictureTakesIt(String name) {
        Path model = RESOURCES.resolve(name);
        Run classified = Run.salty("classify", "--model", model, "--preprocess", "torch", picture);
        assertThat(classified.err()).isEmpty();
        assertThat(classified.status()).isZero();
        assertThat(classified.out()).contains("class_");
        for (String command : new String[] {"cam", "activations"}) {
            Run run = Run.salty(command, "--model", model, "--image", picture, "-o", folder.resolve(command), "-q");
            assertThat(run.status()).as(run.err()).isZero();
        }
    }

    @Test
    void filtersAreDrawnByTheNamesOfNodes() {
        Run run = Run.salty("filters", "--model", RESNET, "--layers", "layer1/layer1.0/conv1/Conv", "--filters", "1",
                "--steps", "2", "-o", folder.resolve("filters"), "-q");
        assertThat(run.errors()).isEmpty();
        assertThat(run.status()).isZero();
    }

    @Test
    void inspectListsTheNodesThatAreLeft() {
        Run run = Run.salty("inspect", "--plan", RESNET);
        assertThat(run.errors()).isEmpty();
        assertThat(run.out()).contains("layer4/layer4.0/conv2/Conv", "GlobalAveragePool", "weights-sha256")
                .contains("kernel").doesNotContain("Transpose");
    }

    @Test
    void whatIsConvertedSaysTheSame() {
        Path keras = folder.resolve("resnet.h5");
        Run converted = Run.salty("convert", RESNET, keras);
        assertThat(converted.errors()).isEmpty();
        assertThat(top(keras)).isEqualTo(top(RESNET));
        Run refused = Run.salty("convert", GRAPH, folder.resolve("graph.h5"));
        assertThat(refused.status()).isEqualTo(2);
        assertThat(refused.errors()).singleElement().asString().contains("Keras has no layer for");
        assertThat(Files.exists(folder.resolve("graph.h5"))).isFalse();
    }

    @Test
    void aHeadIsTrainedOnItsFeatures() throws Exception {
        for (String kind : new String[] {"near", "far"}) {
            Path own = Files.createDirectories(folder.resolve("data").resolve(kind));
            for (int i = 0; i < 6; i++) {
                Pictures.rings(own.resolve(i + ".png"), kind.equals("near") ? 40 : 90 + i, 50 + i);
            }
        }
        Path head = folder.resolve("head.h5");
        Run run = Run.salty("train", "--base", RESNET, "--data", folder.resolve("data"), "--classes", "near,far",
                "--epochs", 2, "--batch", 4, "--validation-split", ".34", "--preprocess", "torch", "-o", head, "-q");
        assertThat(run.errors()).isEmpty();
        assertThat(run.status()).isZero();
        assertThat(Run.salty("classify", "--model", head, picture).out()).contains("near", "far");
    }

    private String top(Path model) {
        String text = Run.salty("classify", "--model", model, "--preprocess", "torch", picture).out();
        return text.substring(0, text.indexOf("preprocess="));
    }
}
