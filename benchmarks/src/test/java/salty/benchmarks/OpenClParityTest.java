package salty.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import salty.engine.backend.Backend;
import salty.engine.backend.BackendOptions;
import salty.engine.backend.Backends;
import salty.engine.backend.BackendUnavailableException;
import salty.engine.compile.Program;
import salty.engine.explain.FilterGradient;
import salty.engine.explain.GradCam;
import salty.engine.graph.Node;
import salty.engine.graph.Tensor;
import salty.engine.model.Model;
import salty.engine.op.Agreement;
import salty.loader.hdf5.Hdf5Dataset;
import salty.loader.hdf5.Hdf5File;
import salty.loader.hdf5.Hdf5Group;
import salty.loader.keras.KerasLoader;
import salty.loader.keras.LoadOptions;

/** Whole networks on OpenCL against the golden values that the loader's tests use; make_parity.py lies beside those. */
class OpenClParityTest {
    private static final Path GOLDEN = Path.of("../loader/src/test/resources/parity");

    @ParameterizedTest
    @ValueSource(strings = {"vgg16_narrow", "resnet_like", "mobilenet_like", "inception_like"})
    void layersAndGradientsEqualTheGolden(String name) {
        Hdf5Group golden = Hdf5File.open(GOLDEN.resolve(name + ".expected.h5")).root();
        Model model = KerasLoader.load(GOLDEN.resolve(name + ".h5"), LoadOptions.DEFAULT.withBatch(2));
        float[] input = floats(golden.dataset("input"));
        Hdf5Group outputs = golden.group("outputs");
        List<Node> layers = outputs.children().stream().map(layer -> model.layer(layer).output()).distinct().toList();
        try (Backend backend = open(); Program program = Program.compile(backend, layers)) {
            Map<Node, float[]> values = program.run(Map.of(model.input(), input));
            for (String layer : outputs.children()) {
                float[] actual = values.get(model.layer(layer).output());
                assertThat(Agreement.distance(actual, floats(outputs.dataset(layer)))).as(layer).isLessThan(2e-6);
            }
            for (String layer : golden.group("gradient").children()) {
                Hdf5Group gradients = golden.group("gradient/" + layer);
                for (String channel : gradients.children()) {
                    try (FilterGradient gradient = new FilterGradient(backend, model.input(),
                            model.layer(layer).output(), Integer.parseInt(channel))) {
                        assertThat(Agreement.distance(gradient.run(input), floats(gradients.dataset(channel))))
                                .as(layer + "/" + channel).isLessThan(1e-5);
                    }
                }
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"vgg16_narrow", "resnet_like", "mobilenet_like", "inception_like"})
    void classActivationMapsEqualTheGolden(String name) {
        Hdf5Group golden = Hdf5File.open(GOLDEN.resolve(name + ".expected.h5")).root();
        Model model = KerasLoader.load(GOLDEN.resolve(name + ".h5"));
        float[] first = Arrays.copyOf(floats(golden.dataset("input")), model.input().shape().intSize());
        int target = (int) floats(golden.dataset("gradcam_class"))[0];
        try (Backend backend = open()) {
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

    /** Without a device the test is skipped, unless {@code salty.require.opencl} says that there has to be one. */
    static Backend open() {
        try {
            return Backends.open("opencl", BackendOptions.DEFAULT, line -> { });
        } catch (BackendUnavailableException e) {
            Assumptions.assumeTrue(Boolean.getBoolean("salty.require.opencl"), "skipped: " + e.getMessage());
            throw e;
        }
    }

    private static float[] floats(Hdf5Dataset dataset) {
        return dataset.floats().toArray(Tensor.FLOAT);
    }
}
