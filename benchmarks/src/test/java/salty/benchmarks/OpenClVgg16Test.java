package salty.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.withinPercentage;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.stream.IntStream;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import salty.engine.backend.Backend;
import salty.engine.backend.BackendOptions;
import salty.engine.backend.Backends;
import salty.engine.compile.Program;
import salty.engine.explain.FilterAscent;
import salty.engine.explain.GradCam;
import salty.engine.graph.Node;
import salty.engine.graph.Shape;
import salty.engine.graph.Substitution;
import salty.engine.model.Model;
import salty.engine.op.Agreement;
import salty.engine.op.Input;
import salty.engine.train.CrossEntropy;
import salty.engine.train.Parameters;
import salty.engine.train.Sgd;
import salty.engine.train.TrainingStep;
import salty.loader.file.LoadOptions;
import salty.loader.image.ImageDecoder;
import salty.loader.image.ImagePipeline;
import salty.loader.keras.KerasLoader;

/**
 * VGG16 of full size on OpenCL: its classes on photographs, its layers and what is made of its gradients beside the
 * vector backend with direct convolutions. The 553 MB of weights are named by {@code -Dsalty.vgg16}.
 */
class OpenClVgg16Test {
    private static final int SIDE = 224;
    private static final int CLASSES = 1000;
    private static final int ELEPHANT = 386;
    /** A learning rate that moves parameters beyond their own rounding, so that their changes can be compared. */
    private static final double FAR = 1e6;
    private static final Set<String> TRAINED = Set.of("block5_conv3", "predictions");
    private static final float[] LOW = {-103.939f, -116.779f, -123.68f};
    private static final float[] HIGH = {151.061f, 138.221f, 131.32f};

    private static Path fixtures;
    private static Model model;
    private static Backend opencl;
    private static Backend vector;

    @BeforeAll
    static void open() {
        String folder = System.getProperty("salty.fixtures", "");
        assumeTrue(!folder.isEmpty(), "skipped: set -Dsalty.fixtures to the folder of large fixtures");
        String weights = System.getProperty("salty.vgg16", "");
        assumeTrue(!weights.isEmpty() && Files.exists(Path.of(weights)),
                "skipped: set -Dsalty.vgg16 to the file that vgg16/make_vgg16.py of the fixtures makes");
        fixtures = Path.of(folder);
        model = KerasLoader.load(Path.of(weights), LoadOptions.DEFAULT);
        opencl = OpenClParityTest.open();
        vector = Backends.open("vector", BackendOptions.DEFAULT.withDirect(), line -> { });
    }

    @AfterAll
    static void close() {
        if (opencl != null) {
            opencl.close();
            vector.close();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"cat_224.png", "dog_224.png", "elephants_224.png", "owl_224.png"})
    void theFiveLikeliestClassesAreTheExpectedOnes(String image) throws Exception {
        JsonNode expected = new JsonMapper().readTree(Files.readAllBytes(fixtures.resolve("vgg16/vgg16.expected.json")))
                .path("images").path(image).path("top5");
        try (Program program = Program.compile(opencl, model.outputs())) {
            float[] probabilities = program.run(Map.of(model.input(), photograph(image))).get(model.output());
            List<Integer> ranking = IntStream.range(0, probabilities.length).boxed()
                    .sorted(Comparator.comparing(index -> -probabilities[index])).limit(5).toList();
            for (int i = 0; i < ranking.size(); i++) {
                assertThat(ranking.get(i)).as("place %d", i + 1).isEqualTo(expected.get(i).get(0).asInt());
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"cat_224.png", "dog_224.png", "elephants_224.png", "owl_224.png"})
    void everyLayerIsTheVectorBackendsAloneAndBehindThoseBefore(String image) {
        Map<Node, float[]> pixels = Map.of(model.input(), photograph(image));
        List<Node> layers = layers();
        try (Program exact = Program.compile(vector, layers); Program whole = Program.compile(opencl, layers)) {
            Map<Node, float[]> expected = exact.run(pixels);
            Map<Node, float[]> throughout = whole.run(pixels);
            Map<Node, float[]> given = new HashMap<>(pixels);
            List<Node> alone = new ArrayList<>();
            for (int i = 0; i < layers.size(); i++) {
                Node before = i == 0 ? model.input() : layers.get(i - 1);
                Node input = i == 0 ? before : Input.of("before " + i, before.shape());
                alone.add(new Substitution(Map.of(before, input)).of(layers.get(i)));
                given.putIfAbsent(input, expected.get(before));
            }
            try (Program each = Program.compile(opencl, alone)) {
                Map<Node, float[]> actual = each.run(given);
                for (int i = 0; i < layers.size(); i++) {
                    float[] exactly = expected.get(layers.get(i));
                    assertThat(Agreement.distance(actual.get(alone.get(i)), exactly)).as("layer %d alone", i)
                            .isLessThan(2e-6);
                    assertThat(Agreement.distance(throughout.get(layers.get(i)), exactly)).as("up to layer %d", i)
                            .isLessThan(5e-6);
                }
            }
        }
    }

    /** The values of the layers in order, the last without its softmax. */
    private static List<Node> layers() {
        Set<Node> outputs = new LinkedHashSet<>();
        model.layers().values().forEach(layer -> outputs.add(layer.output()));
        outputs.remove(model.input());
        outputs.remove(model.output());
        outputs.add(model.outputLayer().orElseThrow().preactivation());
        return new ArrayList<>(outputs);
    }

    @Test
    void aClassActivationMapIsTheVectorBackends() {
        float[] pixels = photograph("elephants_224.png");
        assertThat(Agreement.distance(map(opencl, pixels), map(vector, pixels))).isLessThan(2e-5);
    }

    private static float[] map(Backend backend, float[] pixels) {
        try (GradCam cam = new GradCam(backend, model.input(), model.layer("block5_conv3").output(), model.output())) {
            return cam.run(pixels, ELEPHANT).map();
        }
    }

    /**
     * The gradient's norm is divided out, and rectifiers whose input is next to zero switch one way or the other: after
     * one step the vector backend's own two algorithms differ by 3e-4, after five by 3e-2, so then the score counts.
     */
    @Test
    void anAscentEndsWhereTheVectorBackendsDoes() {
        SplittableRandom random = new SplittableRandom(1);
        float[] start = new float[SIDE * SIDE * 3];
        for (int i = 0; i < start.length; i++) {
            start[i] = LOW[i % 3] + 128 + 20 * (float) random.nextDouble();
        }

        FilterAscent.Result expected = ascend(vector, start, 1);
        FilterAscent.Result actual = ascend(opencl, start, 1);
        assertThat(actual.scoreStart()).isCloseTo(expected.scoreStart(), withinPercentage(1e-3));
        assertThat(Agreement.distance(actual.image(), expected.image())).isLessThan(5e-4);
        assertThat(actual.dead()).isFalse();
        float end = ascend(vector, start, 5).scoreEnd();
        assertThat(end).isGreaterThan(2 * expected.scoreStart());
        assertThat(ascend(opencl, start, 5).scoreEnd()).isCloseTo(end, withinPercentage(1));
    }

    private static FilterAscent.Result ascend(Backend backend, float[] start, int steps) {
        try (FilterAscent ascent = FilterAscent.of(backend, model.input(), model.layer("block4_conv2").output(), 7,
                new FilterAscent.Bounds(1, LOW, HIGH))) {
            return ascent.run(start, steps);
        }
    }

    @Test
    void aTrainingStepLearnsWhatTheVectorBackendsDoes() {
        Map<String, float[]> expected = changes(vector);
        Map<String, float[]> actual = changes(opencl);
        assertThat(expected).hasSize(4);
        expected.forEach((name, change) ->
                assertThat(Agreement.distance(actual.get(name), change)).as(name).isLessThan(2e-5));
    }

    /** How far one step moves the parameters of a convolution and of the last layer. */
    private static Map<String, float[]> changes(Backend backend) {
        Parameters parameters = Parameters.of(model, layer -> TRAINED.contains(layer.name()));
        Node targets = Input.of("targets", Shape.of(1, CLASSES));
        Node logits = parameters.model().outputLayer().orElseThrow().preactivation();
        float[] labels = new float[CLASSES];
        labels[ELEPHANT] = 1;
        Node loss = new CrossEntropy().categorical(logits, targets);
        try (TrainingStep step = TrainingStep.compile(backend, new TrainingStep.Objective(loss), parameters,
                new Sgd(0, false))) {
            step.write(parameters.model().input(), photograph("cat_224.png"));
            step.write(targets, labels);
            step.run(FAR);
            Map<String, float[]> state = step.state();
            parameters.initial().forEach((name, before) -> {
                float[] values = state.get(name);
                float[] initial = before.toArray();
                for (int i = 0; i < values.length; i++) {
                    values[i] -= initial[i];
                }
            });
            return state;
        }
    }

    private static float[] photograph(String name) {
        Path file = fixtures.resolve("images").resolve(name);
        return ImagePipeline.KERAS_CAFFE.apply(ImageDecoder.KERAS.decode(file), SIDE, SIDE, 3);
    }
}
