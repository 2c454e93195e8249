package salty.loader.onnx;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

import salty.engine.backend.Backend;
import salty.engine.backend.BackendOptions;
import salty.engine.backend.Backends;
import salty.engine.compile.Program;
import salty.engine.compile.Simplify;
import salty.engine.graph.Graph;
import salty.engine.graph.Node;
import salty.engine.model.Model;
import salty.engine.op.Transpose;
import salty.engine.reference.ReferenceBackend;
import salty.loader.ModelLoader;
import salty.loader.file.LoadOptions;
import salty.loader.image.Npy;

/** Networks that PyTorch exported, beside what it computed; {@code make_torch_exports.py} made them. */
class TorchExportsTest {

    private static final Path NARROW = Path.of("src/test/resources/onnx");
    private static final int MAX_BYTES = 1 << 24;

    @ParameterizedTest
    @ValueSource(strings = {"resnet", "mobilenet", "shufflenet", "densenet", "vgg", "squeeze"})
    void a_narrow_network_computes_what_PyTorch_does(String name) {
        try (Backend reference = new ReferenceBackend()) {
            assertComputes(reference, NARROW, name);
        }
        try (Backend vector = Backends.open("vector", BackendOptions.DEFAULT, line -> { })) {
            assertComputes(vector, NARROW, name);
        }
    }

    @Test
    void a_batch_of_images_gives_what_each_of_them_does() {
        float[] image = channelsLast(Npy.read(NARROW.resolve("shufflenet.in.npy"), MAX_BYTES));
        float[] twice = Arrays.copyOf(image, 2 * image.length);
        System.arraycopy(image, 0, twice, image.length, image.length);
        float[] expected = Npy.read(NARROW.resolve("shufflenet.out.npy"), MAX_BYTES).values();
        Model model = ModelLoader.load(NARROW.resolve("shufflenet.onnx"), LoadOptions.DEFAULT.withBatch(2));
        try (Backend vector = Backends.open("vector", BackendOptions.DEFAULT, line -> { });
                Program program = Program.compile(vector, model.outputs())) {
            float[] actual = program.run(Map.of(model.input(), twice)).get(model.output());
            assertThat(relativeError(Arrays.copyOf(actual, 5), expected)).isLessThan(1e-5);
            assertThat(relativeError(Arrays.copyOfRange(actual, 5, 10), expected)).isLessThan(1e-5);
        }
    }

    /** Where a layout of its own is needed, as by the channel shuffle and by bilinear resizing, one stays. */
    @ParameterizedTest
    @ValueSource(strings = {"resnet", "mobilenet", "densenet", "vgg"})
    void no_transposition_is_left_where_channels_were_first(String name) {
        assertThat(transpositions(NARROW.resolve(name + ".onnx"))).isZero();
    }

    static List<String> fullSize() {
        return List.of("resnet18", "mobilenet_v2", "squeezenet1_1", "densenet121", "googlenet", "shufflenet_v2",
                "efficientnet_b0", "mnasnet", "vgg11_bn");
    }

    @ParameterizedTest
    @MethodSource("fullSize")
    void a_network_of_full_size_computes_what_PyTorch_does(String name) {
        String folder = System.getProperty("salty.torch", "");
        Assumptions.assumeTrue(!folder.isEmpty() && Files.exists(Path.of(folder, name + ".onnx")),
                "skipped: set -Dsalty.torch to the folder that make_torch_exports.py wrote");
        try (Backend vector = Backends.open("vector", BackendOptions.DEFAULT, line -> { })) {
            assertComputes(vector, Path.of(folder), name);
        }
        boolean shuffled = name.equals("shufflenet_v2");
        assertThat(transpositions(Path.of(folder, name + ".onnx"))).isEqualTo(shuffled ? 16 : 0);
    }

    private static void assertComputes(Backend backend, Path folder, String name) {
        Model model = ModelLoader.load(folder.resolve(name + ".onnx"), LoadOptions.DEFAULT);
        float[] image = channelsLast(Npy.read(folder.resolve(name + ".in.npy"), MAX_BYTES));
        float[] expected = Npy.read(folder.resolve(name + ".out.npy"), MAX_BYTES).values();
        try (Program program = Program.compile(backend, model.outputs())) {
            float[] actual = program.run(Map.of(model.input(), image)).get(model.output());
            assertThat(relativeError(actual, expected)).isLessThan(1e-5);
        }
    }

    /** The greatest difference as a share of the greatest value. */
    private static double relativeError(float[] actual, float[] expected) {
        assertThat(actual).hasSameSizeAs(expected);
        double difference = 0;
        double greatest = 0;
        for (int i = 0; i < expected.length; i++) {
            difference = Math.max(difference, Math.abs(actual[i] - expected[i]));
            greatest = Math.max(greatest, Math.abs(expected[i]));
        }
        return difference / greatest;
    }

    private static float[] channelsLast(Npy image) {
        int channels = image.shape()[1];
        int pixels = image.shape()[2] * image.shape()[3];
        float[] last = new float[image.values().length];
        for (int i = 0; i < last.length; i++) {
            last[i] = image.values()[i % channels * pixels + i / channels];
        }
        return last;
    }

    private static long transpositions(Path file) {
        Model model = ModelLoader.load(file, LoadOptions.DEFAULT);
        Stream<Node> nodes = Graph.order(Simplify.of(model.outputs())).stream();
        return nodes.filter(node -> node.op() instanceof Transpose).count();
    }
}
