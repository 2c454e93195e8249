package salty.loader.keras;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import salty.loader.file.ModelFormatException;
import salty.loader.hdf5.Hdf5Writer;
import salty.loader.hdf5.NewGroup;

/** Configurations that are no JSON, name code, or describe networks that cannot be. */
@Timeout(value = 60, unit = TimeUnit.SECONDS)
class HostileConfigTest {

    @TempDir
    private Path folder;

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', value = {
        "not json at all | is not readable JSON",
        "'' | is not readable JSON",
        "{\"class_name\": \"Sequential\", \"config\": {\"name\": \"\\ud800\", \"layers\": []}} | ",
        "{\"class_name\": \"Sequential\", \"config\": {\"name\": \"s\", \"layers\": []}} | ",
        "{\"class_name\": \"Sequential\", \"config\": [1e400]} | ",
        "{\"class_name\": \"Sequential\", \"config\": 99999999999999999999999999999} | ",
        "{\"class_name\": \"Sequential\"} | ",
        "null | is not a JSON object"})
    void what_is_no_configuration_is_refused(String config, String what) throws IOException {
        refused(config, what == null ? "" : what);
    }

    @Test
    void json_of_a_hundred_megabytes_is_refused() throws IOException {
        refused("[" + " ".repeat(100 << 20) + "]", "model_config");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', value = {
        "Lambda | {\"function\": {\"class_name\": \"__lambda__\", \"config\": {\"code\": \"4wEAAAA=\"}}} | holds code",
        "TFOpLambda | {\"function\": \"io.read_file\"} | io.read_file",
        "TensorFlowOpLayer | {\"node_def\": {\"op\": \"ReadFile\"}} | ReadFile",
        "TFOpLambda | {\"function\": \"cast\"} | a cast to",
        "TensorFlowOpLayer | {\"node_def\": {\"op\": \"Cast\", \"attr\": {\"DstT\": {\"type\": \"DT_UINT8\"}}}} | DT_UINT8",
        "TensorFlowOpLayer | {\"node_def\": {\"op\": \"StridedSlice\"}, \"constants\": {\"3\": [1, 1]}} | slices from 0 to 0",
        "TFSMLayer | {\"filepath\": \"/etc\"} | TFSMLayer",
        "TorchModuleWrapper | {\"module\": \"gASVAAAA\"} | TorchModuleWrapper",
        "Activation | {\"activation\": \"quantum\"} | quantum",
        "Bidirectional | {} | Bidirectional"})
    void code_and_unknown_layers_are_named_and_never_run(String type, String settings, String what) throws IOException {
        refused(layer(type, settings), "odd", what);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', value = {
        "Conv2D | {\"filters\": 2147483648, \"kernel_size\": [3, 3]}",
        "Conv2D | {\"filters\": -1, \"kernel_size\": [3, 3]}",
        "Conv2D | {\"filters\": 2, \"kernel_size\": [0, 0]}",
        "Conv2D | {\"filters\": 2, \"kernel_size\": [3, 3], \"groups\": 2}",
        "Conv2D | {\"filters\": 1000000000, \"kernel_size\": [1000000, 1000000]}",
        "MaxPooling2D | {\"pool_size\": [1000000000, 1000000000]}",
        "MaxPooling2D | {\"pool_size\": [2, 2], \"strides\": [0, 0]}",
        "ZeroPadding2D | {\"padding\": [[1000000000, 1000000000], [1000000000, 1000000000]]}",
        "ZeroPadding2D | {\"padding\": [[-1, -1], [-9, -9]]}",
        "UpSampling2D | {\"size\": [1000000, 1000000]}",
        "Cropping2D | {\"cropping\": [[9, 9], [9, 9]]}",
        "Dense | {\"units\": -5}",
        "Dense | {\"units\": 1e400}",
        "Reshape | {\"target_shape\": [7]}",
        "Reshape | {\"target_shape\": [-1, -1]}",
        "Permute | {\"dims\": [3, 3, 3]}"})
    void settings_that_cannot_be_are_refused_before_memory_is_taken(String type, String settings) throws IOException {
        refused(layer(type, settings), "odd", "");
    }

    /** The weights fit, so it is the setting that is refused. */
    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', value = {
        "\"strides\": [0, 1] | stride",
        "\"strides\": [-1, -1] | stride",
        "\"dilation_rate\": [0, 1] | dilation",
        "\"dilation_rate\": [1000000000, 1] | dilation",
        "\"padding\": \"causal\" | causal",
        "\"padding\": 7 | padding",
        "\"data_format\": \"sideways\" | sideways",
        "\"activation\": {\"module\": \"os\", \"class_name\": \"function\", \"config\": \"system\"} | activation = function",
        "\"activation\": {\"class_name\": \"__lambda__\", \"config\": {\"code\": \"4wEAAAA=\"}} | __lambda__"})
    void settings_of_a_convolution_that_cannot_be_are_named(String setting, String what) throws IOException {
        refused(layer("Conv2D", "{\"filters\": 2, \"kernel_size\": [3, 3], " + setting + "}"), new long[] {3, 3, 3, 2},
                "odd", what);
    }

    @Test
    void batch_normalisation_of_Keras_1_over_samples_is_refused() throws IOException {
        NewGroup root = model(layer("BatchNormalization", "{\"axis\": 3, \"mode\": 2}"));
        NewGroup odd = root.group("model_weights/odd")
                .texts("weight_names", List.of("gamma:0", "beta:0", "mean", "var"));
        for (String name : List.of("gamma:0", "beta:0", "mean", "var")) {
            odd.dataset(name, new long[] {3}, out -> out.write(ByteBuffer.allocate(12)));
        }
        refused(root, "odd", "mode");
    }

    @Test
    void two_layers_of_one_name_are_refused() throws IOException {
        refused(sequential("""
                {"class_name": "ReLU", "config": {"name": "odd"}}, {"class_name": "ReLU", "config": {"name": "odd"}}"""),
                "odd");
    }

    @Test
    void a_hundred_thousand_layers_are_refused() throws IOException {
        StringBuilder layers = new StringBuilder("{\"class_name\": \"ReLU\", \"config\": {\"name\": \"r\"}}");
        for (int i = 0; i < 100_000; i++) {
            layers.append(", {\"class_name\": \"ReLU\", \"config\": {\"name\": \"r").append(i).append("\"}}");
        }
        refused(sequential(layers.toString()), "has more than 20000 layers");
    }

    @Test
    void models_in_models_without_end_are_refused() throws IOException {
        String model = "{\"class_name\": \"ReLU\", \"config\": {\"name\": \"r\"}}";
        for (int i = 0; i < 60; i++) {
            model = "{\"class_name\": \"Sequential\", \"config\": {\"name\": \"s" + i + "\", \"layers\": [" + model
                    + "]}}";
        }
        refused(model, "");
    }

    @Test
    void a_node_that_no_call_has_made_is_refused() throws IOException {
        refused(graph("i", 5, 0), "");
        refused(graph("i", -1, 0), "");
        refused(graph("i", 0, 7), "");
        refused(graph("i", Integer.MAX_VALUE, 0), "");
    }

    @Test
    void a_model_without_output_is_refused() throws IOException {
        refused(graph("i", 0, 0).replace("[[\"a\", 0, 0]]", "[]"), "output");
    }

    private static String graph(String from, int node, int tensor) {
        return """
                {"class_name": "Functional", "config": {"name": "m", "layers": [
                  {"class_name": "InputLayer", "name": "i", "config": {"name": "i", "batch_input_shape": [null, 4]}, "inbound_nodes": []},
                  {"class_name": "ReLU", "name": "a", "config": {"name": "a"}, "inbound_nodes": [[["%s", %d, %d, {}]]]}],
                  "input_layers": [["i", 0, 0]], "output_layers": [["a", 0, 0]]}}""".formatted(from, node, tensor);
    }

    private static String layer(String type, String settings) {
        String named = settings.replaceFirst("\\{",
                settings.length() > 2 ? "{\"name\": \"odd\", " : "{\"name\": \"odd\"");
        return sequential("{\"class_name\": \"" + type + "\", \"config\": " + named + "}");
    }

    private static String sequential(String layers) {
        return """
                {"class_name": "Sequential", "config": {"name": "s", "layers": [
                  {"class_name": "InputLayer", "config": {"name": "i", "batch_input_shape": [null, 8, 8, 3]}}, %s]}}"""
                .formatted(layers);
    }

    private void refused(String config, String... parts) throws IOException {
        refused(config, new long[] {1}, parts);
    }

    private void refused(String config, long[] kernel, String... parts) throws IOException {
        NewGroup root = model(config);
        int values = 1;
        for (long dim : kernel) {
            values *= (int) dim;
        }
        int bytes = 4 * values;
        long outputs = kernel[kernel.length - 1];
        root.group("model_weights/odd").texts("weight_names", List.of("kernel:0", "bias:0"))
                .dataset("kernel:0", kernel, out -> out.write(ByteBuffer.allocate(bytes)))
                .dataset("bias:0", new long[] {outputs}, out -> out.write(ByteBuffer.allocate((int) (4 * outputs))));
        refused(root, parts);
    }

    private static NewGroup model(String config) {
        NewGroup root = new NewGroup().text("model_config", config).text("keras_version", "2.15.0");
        root.group("model_weights").texts("layer_names", List.of("odd"));
        return root;
    }

    private void refused(NewGroup root, String... parts) throws IOException {
        Path path = folder.resolve("refused.h5");
        Hdf5Writer.write(path, root);
        assertThatThrownBy(() -> KerasLoader.load(path)).isInstanceOf(ModelFormatException.class)
                .hasMessageStartingWith(path + ": ").hasMessageContainingAll(parts);
    }
}
