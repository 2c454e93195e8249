package salty.loader.keras;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import salty.engine.backend.Backend;
import salty.engine.backend.BackendOptions;
import salty.engine.backend.Backends;
import salty.engine.compile.Program;
import salty.engine.explain.FilterGradient;
import salty.engine.explain.GradCam;
import salty.engine.graph.Node;
import salty.engine.graph.Tensor;
import salty.engine.model.Model;
import salty.loader.hdf5.Hdf5Dataset;
import salty.loader.hdf5.Hdf5File;
import salty.loader.hdf5.Hdf5Group;

/**
 * Whole networks against golden values that {@code make_parity.py}, beside them, computed with PyTorch in float64: every
 * layer's output, gradients of filters with respect to the input, class activation maps.
 */
class ParityTest {

    private static final List<String> CASES = List.of("vgg16_narrow", "mobilenet_like", "resnet_like", "inception_like");

    static Stream<Arguments> casesAndBackends() {
        List<Arguments> arguments = new ArrayList<>();
        for (String name : CASES) {
            for (String backend : Backends.names()) {
                if (List.of("reference", "vector").contains(backend)) {
                    arguments.add(Arguments.of(name, backend));
                }
            }
        }
        return arguments.stream();
    }

    @ParameterizedTest(name = "{0} on {1}")
    @MethodSource("casesAndBackends")
    void every_layer_equals_the_golden(String name, String backendName) {
        Hdf5Group golden = golden(name);
        Model model = KerasLoader.load(model(name), LoadOptions.DEFAULT.withBatch(2));
        Hdf5Group outputs = golden.group("outputs");
        try (Backend backend = open(backendName)) {
            List<Node> nodes = outputs.children().stream().map(layer -> model.layer(layer).output()).distinct().toList();
            try (Program program = Program.compile(backend, nodes)) {
                Map<Node, float[]> values = program.run(Map.of(model.input(), floats(golden.dataset("input"))));
                for (String layer : outputs.children()) {
                    float[] expected = floats(outputs.dataset(layer));
                    float[] actual = values.get(model.layer(layer).output());
                    assertThat(relativeError(actual, expected)).as(layer).isLessThan(2e-6);
                }
                float[] probabilities = values.get(model.output());
                float[] expected = floats(outputs.dataset(model.outputLayer().orElseThrow().name()));
                for (int i = 0; i < expected.length; i++) {
                    assertThat(Math.abs(probabilities[i] - expected[i])).isLessThan(1e-6f);
                }
            }
        }
    }

    @ParameterizedTest(name = "{0} on {1}")
    @MethodSource("casesAndBackends")
    void gradients_of_filters_equal_the_golden(String name, String backendName) {
        Hdf5Group golden = golden(name);
        Model model = KerasLoader.load(model(name), LoadOptions.DEFAULT.withBatch(2));
        float[] input = floats(golden.dataset("input"));
        try (Backend backend = open(backendName)) {
            for (String layer : golden.group("gradient").children()) {
                Hdf5Group gradients = golden.group("gradient/" + layer);
                for (String channel : gradients.children()) {
                    float[] expected = floats(gradients.dataset(channel));
                    try (FilterGradient gradient = new FilterGradient(backend, model.input(), model.layer(layer).output(),
                            Integer.parseInt(channel))) {
                        assertThat(relativeError(gradient.run(input), expected)).as(layer + "/" + channel).isLessThan(1e-5);
                    }
                }
            }
        }
    }

    @ParameterizedTest(name = "{0} on {1}")
    @MethodSource("casesAndBackends")
    void class_activation_maps_equal_the_golden(String name, String backendName) {
        Hdf5Group golden = golden(name);
        Model model = KerasLoader.load(model(name));
        float[] both = floats(golden.dataset("input"));
        float[] first = Arrays.copyOf(both, both.length / 2);
        int target = (int) floats(golden.dataset("gradcam_class"))[0];
        try (Backend backend = open(backendName)) {
            for (String layer : golden.group("gradcam").children()) {
                float[] expected = floats(golden.dataset("gradcam/" + layer));
                try (GradCam cam = new GradCam(backend, model.input(), model.layer(layer).output(), model.output())) {
                    float[] map = cam.run(first, target).map();
                    for (int i = 0; i < expected.length; i++) {
                        assertThat(Math.abs(map[i] - expected[i])).as(layer + " at " + i).isLessThan(1e-5f);
                    }
                }
            }
        }
    }

    private static Backend open(String name) {
        return Backends.open(name, BackendOptions.DEFAULT, line -> { });
    }

    private static Path model(String name) {
        return Path.of("src/test/resources/parity", name + ".h5");
    }

    private static Hdf5Group golden(String name) {
        return Hdf5File.open(Path.of("src/test/resources/parity", name + ".expected.h5")).root();
    }

    private static float[] floats(Hdf5Dataset dataset) {
        return dataset.floats().toArray(Tensor.FLOAT);
    }

    /** Of two all-zero arrays it is 0: the gradient of a dead filter has to be exactly zero. */
    private static double relativeError(float[] actual, float[] expected) {
        assertThat(actual).hasSameSizeAs(expected);
        double difference = 0;
        double norm = 0;
        for (int i = 0; i < expected.length; i++) {
            difference += Math.pow(actual[i] - expected[i], 2);
            norm += Math.pow(expected[i], 2);
        }
        return difference == 0 ? 0 : Math.sqrt(difference / norm);
    }
}
