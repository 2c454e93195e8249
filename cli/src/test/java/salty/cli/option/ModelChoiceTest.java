package salty.cli.option;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import salty.cli.Run;
import salty.engine.graph.Node;
import salty.engine.graph.Shape;
import salty.engine.model.Layer;
import salty.engine.model.Model;
import salty.engine.op.Affine;
import salty.engine.op.Input;
import salty.loader.image.Preprocessing;
import salty.vision.model.AutoPreprocessing;

/** What a user can say about a model, and what Salty finds out by itself. */
class ModelChoiceTest {
    private static final Path CONTAINERS = Path.of("../loader/src/test/resources/containers");

    @Test
    void theArchitectureOfWeightsAloneComesFromAFileOfItsOwn() {
        Path weights = CONTAINERS.resolve("model.weights.h5");
        Run without = Run.salty("inspect", weights);
        Run with = Run.salty("inspect", weights, "--config", CONTAINERS.resolve("config.json"));

        assertThat(without.errors()).singleElement().asString().contains("--config");
        assertThat(digest(with)).isEqualTo(digest(Run.salty("inspect", CONTAINERS.resolve("stored.keras"))));
    }

    @Test
    void weightsCanBeHeldToTheirNames() {
        Run run = Run.salty("inspect", "--by-name", Run.RESNET);
        assertThat(digest(run)).isEqualTo(digest(Run.salty("inspect", Run.RESNET)));
    }

    @Test
    void outputsAreChosenByTheNamesOfLayers() {
        String whole = Run.salty("inspect", "--plan", "--backend", "reference", Run.VGG).out();
        String part = Run.salty("inspect", "--plan", "--backend", "reference", "--output-layer", "block1_conv2",
                Run.VGG)
                .out();
        assertThat(part).hasSizeLessThan(whole.length());

        Run unknown = Run.salty("inspect", "--output-layer", "block9", Run.VGG);
        assertThat(unknown.errors()).singleElement().asString().contains("block9");
    }

    @ParameterizedTest
    @CsvSource({"Rescaling", "TFOpLambda", "SlicingOpLambda", "TensorFlowOpLayer", "ops.TrueDivide"})
    void aModelThatScalesPixelsItselfGetsThemAsTheyAre(String type) {
        assertThat(AutoPreprocessing.of(model("mobilenet", type))).isEqualTo(Preprocessing.NONE);
    }

    @ParameterizedTest
    @CsvSource({"mobilenetv2_1.00_224, tf", "resnet50, caffe", "resnet50v2, tf", "densenet121, torch", "mine, unit"})
    void aNameTellsHowPixelsWereScaled(String name, String convention) {
        assertThat(AutoPreprocessing.of(model(name, "ZeroPadding2D")).label()).isEqualTo(convention);
    }

    /** As in Teachable Machine's files: a model of models, the names of all of which say nothing. */
    @ParameterizedTest
    @CsvSource({"sequential_1/model1/expanded_conv_depthwise, tf", "sequential_1/mobilenetv2_0.35_224/Conv1, tf",
            "vgg16/block1_conv1, caffe", "model1/conv5_block16_concat, torch", "sequential_1/model1/conv2d, unit"})
    void aModelInsideTellsHowPixelsWereScaled(String layer, String convention) {
        assertThat(AutoPreprocessing.of(model("sequential_4", layer)).label()).isEqualTo(convention);
    }

    @Test
    void whatWasAssumedIsSaid() {
        Run run = Run.salty("classify", "--model", Run.RESNET, "--preprocess", "auto",
                "../loader/src/test/resources/salty/none.png");
        assertThat(run.errors()).anySatisfy(line -> assertThat(line).contains("assuming --preprocess unit"));
    }

    private static Model model(String name, String firstLayer) {
        Node image = Input.of("image", Shape.of(1, 8, 8, 3));
        Node first = Affine.of(image, 1 / 255f, 0);
        Layer layer = new Layer(firstLayer, firstLayer, first, first, Map.of());
        return new Model(name, List.of(image), Map.of(firstLayer, layer), List.of(first));
    }

    private static String digest(Run run) {
        return run.out().lines().filter(line -> line.startsWith("weights-sha256")).findFirst().orElse(run.err());
    }
}
