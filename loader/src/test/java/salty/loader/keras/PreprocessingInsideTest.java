package salty.loader.keras;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import salty.engine.backend.Backend;
import salty.engine.compile.Program;
import salty.engine.graph.Node;
import salty.engine.graph.Tensor;
import salty.engine.model.Model;
import salty.engine.reference.ReferenceBackend;
import salty.loader.file.LoadOptions;
import salty.loader.hdf5.Hdf5File;
import salty.loader.hdf5.Hdf5Group;

/**
 * Models whose authors called {@code preprocess_input} or sliced and calculated inside, as the three Kerases save them,
 * against what Keras makes of an input; {@code make_preprocessing.py} beside the files had Keras make both.
 */
class PreprocessingInsideTest {

    private static final Path FOLDER = Path.of("src/test/resources/preprocessing");

    @ParameterizedTest
    @ValueSource(strings = {"keras3.keras", "keras3.h5", "keras3_first.keras", "tf24.h5", "tf24_first.h5", "tf22.h5",
        "tf22_first.h5"})
    void operations_that_became_layers_do_what_Keras_does(String file) {
        Hdf5Group golden = Hdf5File.open(FOLDER.resolve("expected.h5")).root()
                .group(file.substring(0, file.indexOf('.')));
        Model model = KerasLoader.load(FOLDER.resolve(file), LoadOptions.DEFAULT.withBatch(2));
        assertThat(model.input().shape().dims()).isEqualTo(golden.dataset("input").shape());
        List<String> ways = golden.children().stream().filter(name -> !name.equals("input")).toList();
        assertThat(ways).contains("caffe", "tf", "upside_down", "window", "brighter");
        try (Backend backend = new ReferenceBackend();
                Program program = Program.compile(backend, model.outputs())) {
            Map<Node, float[]> values = program.run(Map.of(model.input(), floats(golden, "input")));
            for (String way : ways) {
                float[] expected = floats(golden, way);
                float[] actual = values.get(model.layer(way).output());
                assertThat(actual).as(way).hasSameSizeAs(expected);
                for (int i = 0; i < expected.length; i++) {
                    assertThat(Math.abs(actual[i] - expected[i])).as("%s, value %d", way, i)
                            .isLessThanOrEqualTo(1e-6f * Math.max(1, Math.abs(expected[i])));
                }
            }
        }
    }

    private static float[] floats(Hdf5Group group, String name) {
        return group.dataset(name).floats().toArray(Tensor.FLOAT);
    }
}
