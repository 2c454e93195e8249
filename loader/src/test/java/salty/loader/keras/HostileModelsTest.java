package salty.loader.keras;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.fail;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Random;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import salty.engine.model.Model;
import salty.engine.op.Constant;
import salty.loader.file.ModelFormatException;
import salty.loader.hdf5.Hdf5Writer;
import salty.loader.hdf5.NewGroup;

/** Damaged and contradictory models: a model or one clear error, never anything else. */
class HostileModelsTest {

    private static final Path SMALL = Path.of("src/test/resources/parity/inception_like.h5");

    @TempDir
    private Path folder;

    @Test
    void a_file_cut_anywhere_is_refused() throws IOException {
        byte[] whole = Files.readAllBytes(SMALL);
        for (int size = 1; size < whole.length; size += 997) {
            Path cut = Files.write(folder.resolve("cut.h5"), Arrays.copyOf(whole, size));
            assertThatThrownBy(() -> KerasLoader.load(cut)).as("the first %d bytes", size)
                    .isInstanceOf(ModelFormatException.class).hasMessageStartingWith(cut + ": ");
        }
    }

    @Test
    void a_file_with_any_byte_changed_is_a_model_or_refused() throws IOException {
        byte[] whole = Files.readAllBytes(SMALL);
        Random random = new Random(5);
        int refused = 0;
        for (int i = 0; i < 2000; i++) {
            byte[] changed = whole.clone();
            int flips = 1 + random.nextInt(3);
            for (int f = 0; f < flips; f++) {
                int at = f == 0 ? random.nextInt(20_000) : random.nextInt(whole.length);
                changed[at] = (byte) random.nextInt(256);
            }
            Path path = Files.write(folder.resolve("flipped.h5"), changed);
            try {
                touch(KerasLoader.load(path));
            } catch (ModelFormatException e) {
                refused++;
                assertThat(e.getMessage()).startsWith(path + ": ").doesNotContain("\n");
            } catch (RuntimeException | Error e) {
                fail("change " + i + " let " + e + " out", e);
            }
        }
        assertThat(refused).isBetween(100, 1999);
    }

    @Test
    void a_layer_that_is_not_supported_names_itself_and_the_file() throws IOException {
        assertRefused("""
                {"class_name": "Sequential", "config": [
                  {"class_name": "LSTM", "config": {"name": "memory", "batch_input_shape": [null, 4, 4, 3]}}]}""",
                "layer memory: layer type LSTM is not supported");
    }

    @Test
    void code_is_never_executed() throws IOException {
        assertRefused("""
                {"class_name": "Sequential", "config": [
                  {"class_name": "Lambda", "config": {"name": "magic", "batch_input_shape": [null, 4], "function": "4wEAAAA="}}]}""",
                "layer magic: layer type Lambda holds code, which is not supported (and never executed)");
        assertRefused("""
                {"class_name": "Sequential", "config": {"name": "s", "layers": [
                  {"class_name": "Dense", "module": "os", "config": {"name": "d", "batch_input_shape": [null, 4], "units": 1}}]}}""",
                "d: layer type os.Dense is custom code, which is not supported (and never executed)");
        assertRefused("""
                {"class_name": "Mine", "config": {"name": "m"}, "registered_name": "pkg>Mine"}""",
                "model class Mine: is neither Sequential nor Functional");
    }

    @Test
    void settings_that_contradict_are_named() throws IOException {
        assertRefused(conv("\"filters\": 2147483647, \"kernel_size\": [3, 3]"),
                "layer c/kernel: the file holds (1), expected (3, 3, 3, 2147483647)");
        assertRefused(conv("\"filters\": 2, \"kernel_size\": [0, 3]"), "kernel_size = [0, 3] is below 1");
        assertRefused(conv("\"filters\": 2, \"kernel_size\": [9, 9]"), "layer c");
        assertRefused(conv("\"filters\": \"two\", \"kernel_size\": [3, 3]"),
                "filters is \"two\", expected a whole number");
        assertRefused(conv("\"kernel_size\": [3, 3]"), "c (Conv2D): has no filters");
    }

    @Test
    void graphs_with_a_gap_or_a_circle_are_named() throws IOException {
        String graph = """
                {"class_name": "Functional", "config": {"name": "m", "layers": [
                  {"class_name": "InputLayer", "name": "i", "config": {"name": "i", "batch_input_shape": [null, 4]}, "inbound_nodes": []},
                  {"class_name": "Add", "name": "a", "config": {"name": "a"}, "inbound_nodes": [[["i", 0, 0, {}], ["%s", 0, 0, {}]]]}],
                  "input_layers": [["i", 0, 0]], "output_layers": [["%s", 0, 0]]}}""";
        assertRefused(graph.formatted("a", "a"),
                "layer a: is called on a, which no layer makes; the model has a gap or a circle");
        assertRefused(graph.formatted("b", "a"), "layer a: is called on b, which no layer makes");
        assertRefused(graph.formatted("i", "c"), "names output c, which no layer makes");
    }

    @Test
    void json_beyond_every_limit_is_refused() throws IOException {
        assertRefused("{\"class_name\": ".repeat(100_000), "model_config: is not readable JSON");
        assertRefused("[1]", "model_config: is not a JSON object");
        assertRefused("{\"class_name\": \"Sequential\", \"class_name\": \"Model\"}",
                "model_config: is not readable JSON");
        assertRefused("{\"config\": NaN}", "a layer has no class_name");
    }

    @Test
    void weights_of_another_shape_name_both_shapes() throws IOException {
        NewGroup root = model(conv("\"filters\": 2, \"kernel_size\": [3, 3], \"use_bias\": false"));
        NewGroup weights = root.group("model_weights").texts("layer_names", List.of("c"));
        weights.group("c").texts("weight_names", List.of("c/kernel:0"))
                .dataset("c/kernel:0", new long[] {3, 3, 3, 4}, out -> out.write(ByteBuffer.allocate(432)));
        Path path = folder.resolve("shape.h5");
        Hdf5Writer.write(path, root);
        assertThatThrownBy(() -> KerasLoader.load(path)).isInstanceOf(ModelFormatException.class)
                .hasMessage(path + ": layer c/kernel: the file holds (3, 3, 3, 4), expected (3, 3, 3, 2)");
    }

    @Test
    void a_file_without_a_model_says_so() throws IOException {
        Path path = folder.resolve("data.h5");
        Hdf5Writer.write(path, new NewGroup().text("title", "measurements"));
        assertThatThrownBy(() -> KerasLoader.load(path)).isInstanceOf(ModelFormatException.class)
                .hasMessage(path + ": is HDF5 but holds neither a Keras model nor Keras weights");
    }

    private static String conv(String settings) {
        return """
                {"class_name": "Sequential", "config": [{"class_name": "Conv2D", "config":
                  {"name": "c", "batch_input_shape": [null, 8, 8, 3], %s}}]}""".formatted(settings);
    }

    private void assertRefused(String config, String message) throws IOException {
        NewGroup root = model(config);
        root.group("model_weights").texts("layer_names", List.of("c", "d"));
        for (String layer : List.of("c", "d")) {
            root.group("model_weights/" + layer).texts("weight_names", List.of("kernel:0", "bias:0"))
                    .dataset("kernel:0", new long[] {1}, out -> out.write(ByteBuffer.allocate(4)))
                    .dataset("bias:0", new long[] {1}, out -> out.write(ByteBuffer.allocate(4)));
        }
        Path path = folder.resolve("refused.h5");
        Hdf5Writer.write(path, root);
        assertThatThrownBy(() -> KerasLoader.load(path)).isInstanceOf(ModelFormatException.class)
                .hasMessageStartingWith(path + ": ").hasMessageContaining(message);
    }

    private static NewGroup model(String config) {
        return new NewGroup().text("model_config", config).text("keras_version", "2.15.0");
    }

    /** Reads every weight, as a run would. */
    private static void touch(Model model) {
        model.layers().values().forEach(layer -> layer.weights().values().forEach(w ->
                assertThat(((Constant) w.op()).value().get(0)).isNotNull()));
    }
}
