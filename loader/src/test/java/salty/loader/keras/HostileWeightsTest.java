package salty.loader.keras;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.List;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import salty.engine.model.Model;
import salty.loader.file.ModelFormatException;
import salty.loader.hdf5.Hdf5Writer;
import salty.loader.hdf5.NewGroup;

/** Weights that are missing, too many, of other names or of other layers than the configuration's. */
class HostileWeightsTest {

    private static final String DENSE = """
            {"class_name": "Sequential", "config": {"name": "s", "layers": [
              {"class_name": "InputLayer", "config": {"name": "i", "batch_input_shape": [null, 2]}},
              {"class_name": "Dense", "config": {"name": "d", "units": 1}}]}}""";

    @TempDir
    private Path folder;

    private static NewGroup model(String... layers) {
        NewGroup root = new NewGroup().text("model_config", DENSE).text("keras_version", "2.15.0");
        root.group("model_weights").texts("layer_names", List.of(layers));
        return root;
    }

    /** A layer's group with a kernel (2, 1) and a bias (1) under these names. */
    private static NewGroup layer(NewGroup root, String layer, String kernel, String bias) {
        NewGroup group = root.group("model_weights").group(layer).texts("weight_names", List.of(kernel, bias));
        group.dataset(kernel, new long[] {2, 1}, out -> out.write(ByteBuffer.allocate(8)));
        group.dataset(bias, new long[] {1}, out -> out.write(ByteBuffer.allocate(4)));
        return root;
    }

    @Test
    void weights_under_any_plain_name_are_read() throws IOException {
        assertThat(load(layer(model("d"), "d", "d/kernel:0", "d/bias:0")).parameters()).isEqualTo(3);
        assertThat(load(layer(model("d"), "d", "deep/er/kernel:0", "deep/er/bias:0")).parameters()).isEqualTo(3);
    }

    @Test
    void names_beyond_ASCII_are_told_apart() throws IOException {
        assertThat(load(layer(model("d"), "d", "h\u00e4user/kernel:0", "h\u00f6fe/bias:0")).parameters()).isEqualTo(3);
    }

    @Test
    void layer_names_in_pieces_are_put_together() throws IOException {
        NewGroup pieces = new NewGroup().text("model_config", DENSE).text("keras_version", "2.15.0");
        pieces.group("model_weights").texts("layer_names0", List.of("i")).texts("layer_names1", List.of("d"));
        pieces.group("model_weights/i").texts("weight_names", List.of());

        assertThat(load(layer(pieces, "d", "kernel:0", "bias:0")).parameters()).isEqualTo(3);
    }

    @Test
    void a_gap_between_the_pieces_loses_no_layer_silently() throws IOException {
        NewGroup gap = new NewGroup().text("model_config", DENSE).text("keras_version", "2.15.0");
        gap.group("model_weights").texts("layer_names0", List.of("i")).texts("layer_names2", List.of("d"));
        gap.group("model_weights/i").texts("weight_names", List.of());
        refused(layer(gap, "d", "kernel:0", "bias:0"), "d");
    }

    @Test
    void missing_empty_and_repeated_names_of_layers_are_refused() throws IOException {
        NewGroup none = new NewGroup().text("model_config", DENSE).text("keras_version", "2.15.0");
        none.group("model_weights");
        refused(layer(none, "d", "kernel:0", "bias:0"), "layer_names");
        refused(layer(model(), "d", "kernel:0", "bias:0"), "d");
        refused(layer(model("d", "d"), "d", "kernel:0", "bias:0"), "d");
    }

    @ParameterizedTest
    @ValueSource(strings = {"..", ".", "", "/", "a//b", "../../d", "x\ny"})
    void names_that_are_no_plain_paths_are_refused(String name) throws IOException {
        refused(model(name), "");
    }

    @Test
    void a_name_of_a_megabyte_is_refused_in_one_short_line() throws IOException {
        String name = "n".repeat(60_000);
        NewGroup root = model(name);
        Path path = write(root);
        assertThatThrownBy(() -> KerasLoader.load(path)).isInstanceOf(ModelFormatException.class)
                .satisfies(e -> assertThat(e.getMessage()).hasSizeLessThan(1000));
    }

    @Test
    void names_of_what_is_not_there_are_named() throws IOException {
        NewGroup missing = model("d");
        missing.group("model_weights/d").texts("weight_names", List.of("kernel:0", "bias:0"))
                .dataset("kernel:0", new long[] {2, 1}, out -> out.write(ByteBuffer.allocate(8)));
        refused(missing, "bias:0");

        NewGroup group = model("d");
        group.group("model_weights/d").texts("weight_names", List.of("kernel:0", "bias:0")).group("kernel:0");
        refused(group, "kernel:0");

        NewGroup other = layer(model("d", "e"), "e", "kernel:0", "bias:0");
        other.group("model_weights/d").texts("weight_names", List.of("../e/kernel:0", "../e/bias:0"));
        refused(other, "../e/kernel:0");
    }

    @Test
    void too_few_and_too_many_weights_are_told() throws IOException {
        NewGroup few = model("d");
        few.group("model_weights/d").texts("weight_names", List.of("kernel:0"))
                .dataset("kernel:0", new long[] {2, 1}, out -> out.write(ByteBuffer.allocate(8)));
        refused(few, "1 weights in the file [kernel:0], expected [kernel, bias]");

        NewGroup many = model("d");
        many.group("model_weights/d").texts("weight_names", List.of("a", "b", "c"));
        for (String name : List.of("a", "b", "c")) {
            many.group("model_weights/d").dataset(name, new long[] {1}, out -> out.write(ByteBuffer.allocate(4)));
        }
        refused(many, "3 weights in the file [a, b, c], expected [kernel, bias]");
    }

    @Test
    void weights_of_Keras_0_are_recognised() throws IOException {
        Path path = folder.resolve("old.h5");
        NewGroup root = new NewGroup().text("nb_layers", "1");
        root.group("layer_0").text("nb_params", "2").dataset("param_0", new long[] {1},
                out -> out.write(ByteBuffer.allocate(4)));
        Hdf5Writer.write(path, root);
        assertThatThrownBy(() -> KerasLoader.load(path)).isInstanceOf(ModelFormatException.class)
                .hasMessageStartingWith(path + ": ").hasMessageContaining("Keras 0");
    }

    private Model load(NewGroup root) throws IOException {
        return KerasLoader.load(write(root));
    }

    private Path write(NewGroup root) throws IOException {
        Path path = folder.resolve("weights.h5");
        Hdf5Writer.write(path, root);
        return path;
    }

    private void refused(NewGroup root, String what) throws IOException {
        Path path = write(root);
        assertThatThrownBy(() -> KerasLoader.load(path)).isInstanceOf(ModelFormatException.class)
                .hasMessageStartingWith(path + ": ").hasMessageContaining(what);
    }
}
