package salty.loader;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import salty.engine.compile.Program;
import salty.engine.graph.Node;
import salty.engine.graph.Tensor;
import salty.engine.model.Model;
import salty.engine.reference.ReferenceBackend;
import salty.loader.file.LoadOptions;
import salty.loader.file.ModelFormatException;
import salty.loader.image.Npy;
import salty.loader.keras.KerasModel;
import salty.loader.onnx.OnnxWriter;
import salty.loader.tfjs.Quantization;
import salty.loader.tfjs.TfjsWriter;

/** Files that real use found, each of which was once read as something else or refused. */
class FoundFilesTest {

    @TempDir
    private Path folder;

    @ParameterizedTest
    @ValueSource(strings = {"02-hdf5-chunk-order/v_ea_cols3.h5", "02-hdf5-chunk-order/v_fa_max2.h5",
            "03-bfloat16/bf16.h5", "03-bfloat16/bf16.keras", "04-keras-offset-4096/off.keras", "05-tfjs-optimizer/opt",
            "07-unicode-layer-names/uni.h5", "08-small-gaps/resz_crop_noop.keras", "08-small-gaps/rnp.keras",
            "14-keras2-archives/keras2.13_two_dense.keras", "14-keras2-archives/keras2.14_windows.keras",
            "15-bn-scale-1/bn_scale_1.h5", "20-tfjs-batchInputShape"})
    void what_was_refused_loads(String file) {
        assertThat(load(file).outputs()).isNotEmpty();
    }

    /** The same network in two containers, one of which was read right all the time. */
    @ParameterizedTest
    @CsvSource({"02-hdf5-chunk-order/v_ea_cols3.h5, 02-hdf5-chunk-order/v_fa_max2.h5",
            "03-bfloat16/bf16.h5, 03-bfloat16/bf16.keras", "01-int8-h5/quant_int8.h5, 01-int8-h5/quant_int8.keras",
            "04-keras-offset-4096/off.keras, 04-keras-offset-4096/off_minus1.keras",
            "07-unicode-layer-names/uni.h5, 07-unicode-layer-names/uni.keras"})
    void two_containers_of_one_network_hold_the_same_weights(String one, String other) {
        assertThat(open(one).weightsSha256()).isEqualTo(open(other).weightsSha256());
    }

    @Test
    void int8_weights_are_divided_by_their_scale() throws IOException {
        Npy x = Npy.read(Files.readAllBytes(find("01-int8-h5/x.npy")), "x.npy");
        Npy expected = Npy.read(Files.readAllBytes(find("01-int8-h5/expected.npy")), "expected.npy");
        for (String file : List.of("01-int8-h5/quant_int8.h5", "01-int8-h5/quant_int8.keras")) {
            Model model = ModelLoader.load(find(file), LoadOptions.DEFAULT.withBatch(x.shape()[0]));
            float[] actual = run(model, x.values());
            for (int i = 0; i < actual.length; i++) {
                assertThat(Math.abs(actual[i] - expected.values()[i])).isLessThan(2e-2f);
            }
        }
    }

    @Test
    void an_input_is_channels_first_only_where_its_own_layers_say_so() {
        assertThat(load("06-permute-channels-first/perm.h5").input().shape().dims()).containsExactly(1, 32, 48, 3);
    }

    @Test
    void maps_of_channels_first_are_kept_channels_last() {
        load("18-channels-first-prelu/channels_first_prelu.h5").layers().values().stream()
                .filter(layer -> layer.type().equals("PReLU")).forEach(layer -> assertThat(
                        layer.output().shape().dims()).isEqualTo(layer.output().input(0).shape().dims()));
    }

    @Test
    void inputs_are_written_in_the_models_order() throws IOException {
        Model model = load("17-onnx-input-order/two_inputs_b_minus_a.h5");
        Path onnx = folder.resolve("two.onnx");
        OnnxWriter.write(onnx, model);
        String bytes = new String(Files.readAllBytes(onnx), java.nio.charset.StandardCharsets.ISO_8859_1);
        List<Integer> places = model.inputs().stream().map(input -> bytes.lastIndexOf(label(input) + "\u0012"))
                .toList();
        assertThat(places).hasSize(2).isSorted();
    }

    private static String label(Node input) {
        return ((salty.engine.op.Input) input.op()).label();
    }

    @ParameterizedTest
    @ValueSource(strings = {"conv_groups_stride.keras", "hs.keras"})
    void what_TFjs_computes_otherwise_is_not_written(String file) {
        KerasModel model = open("10-tfjs-export/" + file);
        assertThatThrownBy(() -> TfjsWriter.write(folder.resolve("out"), model, Quantization.NONE))
                .isInstanceOf(ModelFormatException.class).hasMessageContaining("TF.js");
        assertThat(folder.resolve("out")).doesNotExist();
    }

    @ParameterizedTest
    @ValueSource(strings = {"conv_L2.h5", "random_flip.h5", "sw.keras"})
    void what_TFjs_calls_otherwise_is_rewritten(String file) throws IOException {
        TfjsWriter.write(folder.resolve("out"), open("10-tfjs-export/" + file), Quantization.NONE);
        assertThat(Files.readString(folder.resolve("out/model.json"))).doesNotContain("L2").doesNotContain("RandomFlip")
                .doesNotContain("\"silu\"").doesNotContain("regularizer");
        assertThat(ModelLoader.open(folder.resolve("out"), LoadOptions.DEFAULT).weightsSha256())
                .isEqualTo(open("10-tfjs-export/" + file).weightsSha256());
    }

    private static float[] run(Model model, float[] x) {
        try (Program program = Program.compile(new ReferenceBackend(), model.outputs())) {
            return program.run(Map.of(model.input(), x)).get(model.output());
        }
    }

    private static Model load(String file) {
        return ModelLoader.load(find(file), LoadOptions.DEFAULT);
    }

    private static KerasModel open(String file) {
        return ModelLoader.open(find(file), LoadOptions.DEFAULT).keras(LoadOptions.DEFAULT);
    }

    private static Path find(String file) {
        return Fixtures.file("finds/" + file);
    }
}
