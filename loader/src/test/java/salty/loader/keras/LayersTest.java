package salty.loader.keras;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

import salty.engine.backend.Backend;
import salty.engine.backend.BackendOptions;
import salty.engine.backend.Backends;
import salty.engine.compile.Program;
import salty.engine.graph.Node;
import salty.engine.graph.Tensor;
import salty.engine.model.Model;
import salty.loader.file.LoadOptions;
import salty.loader.hdf5.Hdf5File;
import salty.loader.hdf5.Hdf5Group;

/** Every kind of layer against PyTorch in float64; {@code make_layers.py} beside the golden data made it. */
class LayersTest {

    private static final Map<String, Map<String, float[]>> RESULTS = new LinkedHashMap<>();

    static Stream<Arguments> layersAndBackends() {
        return Stream.of("every_layer", "channels_first").flatMap(file -> Backends.names().stream()
                .filter(List.of("reference", "vector")::contains)
                .flatMap(backend -> golden(file).group("outputs").children().stream().sorted()
                        .map(layer -> Arguments.of(file, layer, backend))));
    }

    @ParameterizedTest(name = "{1} of {0} on {2}")
    @MethodSource("layersAndBackends")
    void a_layer_equals_the_golden(String file, String layer, String backend) {
        float[] expected = golden(file).group("outputs").dataset(layer).floats().toArray(Tensor.FLOAT);
        float[] actual = RESULTS.computeIfAbsent(file + " " + backend, key -> run(file, backend)).get(layer);
        assertThat(actual).hasSameSizeAs(expected);
        for (int i = 0; i < expected.length; i++) {
            assertThat(Math.abs(actual[i] - expected[i])).as("value %d", i)
                    .isLessThanOrEqualTo(2e-6f * Math.max(1, Math.abs(expected[i])));
        }
    }

    @AfterAll
    static void forget() {
        RESULTS.clear();
    }

    private static Map<String, float[]> run(String file, String backendName) {
        Hdf5Group golden = golden(file);
        Model model = KerasLoader.load(Path.of("src/test/resources/layers", file + ".h5"),
                LoadOptions.DEFAULT.withBatch(2));
        assertThat(model.input().shape().dims()).isEqualTo(golden.dataset("input").shape());
        List<Node> outputs = golden.group("outputs").children().stream().map(l -> model.layer(l).output()).distinct()
                .toList();
        try (Backend backend = Backends.open(backendName, BackendOptions.DEFAULT, line -> { });
                Program program = Program.compile(backend, outputs)) {
            Map<Node, float[]> values = program.run(Map.of(model.input(),
                    golden.dataset("input").floats().toArray(Tensor.FLOAT)));
            Map<String, float[]> byLayer = new LinkedHashMap<>();
            golden.group("outputs").children().forEach(l -> byLayer.put(l, values.get(model.layer(l).output())));
            return byLayer;
        }
    }

    private static Hdf5Group golden(String file) {
        return Hdf5File.open(Path.of("src/test/resources/layers", file + ".expected.h5")).root();
    }
}
