package salty.loader.keras;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

import salty.engine.compile.Program;
import salty.engine.graph.Node;
import salty.engine.graph.Tensor;
import salty.engine.model.Model;
import salty.engine.reference.ReferenceBackend;
import salty.loader.ModelLoader;
import salty.loader.file.LoadOptions;
import salty.loader.file.ModelFormatException;
import salty.loader.hdf5.Hdf5File;
import salty.loader.hdf5.Hdf5Group;

/** Models that Keras 3.15 wrote and what it made of an input itself; {@code make_keras3.py} beside them made both. */
class Keras3FilesTest {

    private static final Path FOLDER = Path.of("src/test/resources/keras3");
    private static final Hdf5Group GOLDEN = Hdf5File.open(FOLDER.resolve("expected.h5")).root();
    private static final double ROUNDING = 1e-5;
    private static Model channelsFirst;

    @ParameterizedTest
    @CsvSource({"permute_first.keras", "grey.keras", "grey_flat.keras", "identity.keras", "no_crop.keras",
            "no_pad.keras", "numpy_scale.keras", "unicode.keras", "unicode.h5"})
    void a_model_gives_what_Keras_gives(String file) {
        String name = file.substring(0, file.indexOf('.'));
        assertClose(run(load(file), name), floats(name + "/output"), ROUNDING);
    }

    /** Keras computes in the narrow type, too, or quantises what the layers see; that is not done here. */
    @ParameterizedTest
    @CsvSource({"bfloat16.keras, .2", "bfloat16.h5, .2", "int8.keras, .1", "int8.h5, .1", "int8.weights.h5, .1"})
    void narrow_weights_give_what_float32_gives_of_them(String file, double narrowed) {
        String name = file.substring(0, file.indexOf('.'));
        float[] actual = run(load(file), name);
        assertClose(actual, floats(name + "/float32"), ROUNDING);
        assertClose(actual, floats(name + "/output"), narrowed);
    }

    @Test
    void weights_that_are_packed_otherwise_are_refused() {
        assertThatThrownBy(() -> load("int4.keras")).isInstanceOf(ModelFormatException.class)
                .hasMessageContaining("keeps its weights quantised as int4").hasMessageContaining("only int8");
    }

    static Stream<String> layersOfChannelsFirst() {
        return GOLDEN.group("channels_first/outputs").children().stream().sorted();
    }

    @ParameterizedTest
    @MethodSource("layersOfChannelsFirst")
    void a_layer_of_channels_first_equals_Keras_and_its_maps_are_channels_last(String layer) {
        if (channelsFirst == null) {
            channelsFirst = load("channels_first.h5");
        }
        Node output = channelsFirst.layer(layer).output();
        assertThat(channelsFirst.input().shape().dims()).containsExactly(2, 7, 6, 3);
        int[] expected = GOLDEN.group("channels_first/outputs").dataset(layer).shape();
        assertThat(output.shape().dims()).isEqualTo(expected);
        try (Program program = Program.compile(new ReferenceBackend(), List.of(output))) {
            assertClose(program.run(Map.of(channelsFirst.input(), floats("channels_first/input"))).get(output),
                    floats("channels_first/outputs/" + layer), ROUNDING);
        }
    }

    private static Model load(String file) {
        LoadOptions options = LoadOptions.DEFAULT.withBatch(2);
        boolean weightsAlone = file.endsWith(".weights.h5");
        return ModelLoader.load(FOLDER.resolve(file), !weightsAlone ? options
                : options.withConfig(FOLDER.resolve(file.replace(".weights.h5", ".json"))));
    }

    private static float[] run(Model model, String name) {
        try (Program program = Program.compile(new ReferenceBackend(), model.outputs())) {
            return program.run(Map.of(model.input(), floats(name + "/input"))).get(model.output());
        }
    }

    private static float[] floats(String path) {
        return GOLDEN.dataset(path).floats().toArray(Tensor.FLOAT);
    }

    private static void assertClose(float[] actual, float[] expected, double tolerance) {
        assertThat(actual).hasSameSizeAs(expected);
        for (int i = 0; i < expected.length; i++) {
            assertThat(Math.abs(actual[i] - expected[i])).as("value %d", i).isLessThanOrEqualTo((float) tolerance);
        }
    }
}
