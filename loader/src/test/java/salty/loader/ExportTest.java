package salty.loader;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import salty.engine.model.Model;
import salty.engine.op.Input;
import salty.loader.file.LoadOptions;
import salty.loader.file.ModelFormatException;
import salty.loader.keras.KerasModel;
import salty.loader.onnx.OnnxWriter;
import salty.loader.tfjs.Quantization;
import salty.loader.tfjs.TfjsWriter;

/** What other programs make of a written model is what Salty makes of it, or it is not written. */
class ExportTest {

    @TempDir
    private Path folder;

    private KerasModel convolution(String settings) {
        return opened(new TfjsModel().input("image", 8, 3).conv("conv", "image", 3, 3, 4, settings)
                .layer("GlobalAveragePooling2D", "mean", "", "conv").write(folder.resolve("in"), "mean"));
    }

    private static KerasModel opened(Path file) {
        return ModelLoader.open(file, LoadOptions.DEFAULT).keras(LoadOptions.DEFAULT);
    }

    /** TF.js ignores groups. */
    @ParameterizedTest
    @ValueSource(strings = {"\"groups\": 2", "\"groups\": 2, \"strides\": [2, 2]"})
    void groups_are_not_written_for_TFjs(String settings) {
        KerasModel model = opened(new TfjsModel().input("image", 8, 4)
                .layer("Conv2D", "conv", "\"filters\": 4, \"kernel_size\": [3, 3], \"use_bias\": false, " + settings,
                        "image").weight("conv/kernel", 3, 3, 2, 4)
                .layer("GlobalAveragePooling2D", "mean", "", "conv").write(folder.resolve("in"), "mean"));

        assertThatThrownBy(() -> TfjsWriter.write(folder.resolve("out"), model, Quantization.NONE))
                .isInstanceOf(ModelFormatException.class).hasMessageContaining("conv").hasMessageContaining("TF.js");
        assertThat(folder.resolve("out")).doesNotExist();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {"\"activation\": \"silu\" | silu",
            "\"kernel_regularizer\": {\"class_name\": \"L2\", \"config\": {\"l2\": 0.0001}} | L2",
            "\"kernel_constraint\": {\"class_name\": \"MaxNorm\", \"config\": {}} | MaxNorm"})
    void what_TFjs_names_otherwise_is_rewritten(String settings, String unknown) throws IOException {
        KerasModel model = convolution(settings);
        TfjsWriter.write(folder.resolve("out"), model, Quantization.NONE);

        assertThat(Files.readString(folder.resolve("out/model.json"))).doesNotContain(unknown);
        assertThat(opened(folder.resolve("out")).weightsSha256()).isEqualTo(model.weightsSha256());
    }

    @Test
    void layers_of_training_alone_are_left_out_for_TFjs() throws IOException {
        KerasModel model = opened(new TfjsModel().input("image", 8, 3)
                .layer("RandomFlip", "flip", "\"mode\": \"horizontal\"", "image").conv("conv", "flip", 3, 3, 4, "")
                .layer("GlobalAveragePooling2D", "mean", "", "conv").write(folder.resolve("in"), "mean"));
        TfjsWriter.write(folder.resolve("out"), model, Quantization.NONE);

        assertThat(Files.readString(folder.resolve("out/model.json"))).doesNotContain("RandomFlip");
        assertThat(opened(folder.resolve("out")).weightsSha256()).isEqualTo(model.weightsSha256());
    }

    /** The difference takes the second input first; callers feed by the model's own order. */
    @Test
    void inputs_of_ONNX_are_in_the_models_order() throws IOException {
        Model model = opened(new TfjsModel().input("first", 6, 2).input("second", 6, 2).input("unused", 6, 2)
                .layer("Subtract", "difference", "", "second", "first")
                .layer("GlobalAveragePooling2D", "mean", "", "difference").dense("kinds", "mean", 2, 2)
                .write(folder.resolve("in"), "kinds")).graph(LoadOptions.DEFAULT);
        Path onnx = folder.resolve("two.onnx");
        OnnxWriter.write(onnx, model);

        String bytes = new String(Files.readAllBytes(onnx), StandardCharsets.ISO_8859_1);
        // Declarations stand behind the nodes: a name and the field of its type.
        List<Integer> places = model.inputs().stream()
                .map(input -> bytes.lastIndexOf(((Input) input.op()).label() + "\u0012")).toList();
        assertThat(places).hasSize(3).doesNotContain(-1).isSorted();
    }
}
