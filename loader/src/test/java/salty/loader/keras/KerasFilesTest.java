package salty.loader.keras;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.data.Offset.offset;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import salty.engine.backend.Backend;
import salty.engine.compile.Program;
import salty.engine.graph.Node;
import salty.engine.graph.Tensor;
import salty.engine.model.Model;
import salty.engine.reference.ReferenceBackend;
import salty.loader.Fixtures;
import salty.loader.file.LoadOptions;
import salty.loader.file.ModelFormatException;
import salty.loader.hdf5.Hdf5File;
import salty.loader.hdf5.Hdf5Group;

/** Files that Keras itself wrote, and what Keras itself made of an input where that lies beside them. */
class KerasFilesTest {

    /** A row of the index that is a model, not the input or the expected output of one. */
    private static final Pattern MODEL_ROW = Pattern.compile("\\| `(?!.*_inputs_and_outputs)[^`]+\\.(h5|keras)` \\|.*");

    @Test
    void convolution_and_batch_normalisation_equal_what_Keras_predicted() throws IOException {
        Model model = KerasLoader.load(file("dl4j-cnn_batch_norm.h5"), LoadOptions.DEFAULT.withBatch(5));
        double[] input = npy(file("dl4j-cnn_batch_norm.input.npy"), 8);
        double[] expected = npy(file("dl4j-cnn_batch_norm.predictions.npy"), 4);
        assertClose(run(model, input), expected);
    }

    @Test
    void convolution_of_sequences_equals_what_Keras_predicted() {
        Hdf5Group pair = Hdf5File.open(file("dl4j-conv1d_k3_s1_d1_cl_same_inputs_and_outputs.h5")).root();
        Model model = KerasLoader.load(file("dl4j-conv1d_k3_s1_d1_cl_same_model.h5"), LoadOptions.DEFAULT.withBatch(2));
        assertClose(run(model, doubles(pair, "inputs/conv0_input")), doubles(pair, "predictions/conv0"));
    }

    /** Against PyTorch's results, which {@code make_expected.py} beside them made from the files. */
    @ParameterizedTest
    @ValueSource(strings = {"dl4j-cnn2d_64.h5", "dl4j-cnn2d_101.h5", "dl4j-conv2d_reshape_tensorflow_1.h5",
        "dl4j-conv2d_reshape_theano_2.h5", "dl4j-batch_to_conv2d_tensorflow_1.h5", "dl4j-wgan_discriminator.h5",
        "dl4j-12net.h5", "mlcommons-pretrainedResnet.h5", "tinymaix-mnist_resnet.h5", "leyuzak-mnist_cnn.h5",
        "leyuzak-mnist_cnn.keras", "colourspark-autoencoder.keras"})
    void every_file_gives_what_an_independent_oracle_gives(String name) {
        Path path = file(name);
        Hdf5Group golden = Hdf5File.open(Path.of("src/test/resources/keras-files/expected.h5")).root().group(name);
        int[] shape = golden.dataset("input").shape();
        LoadOptions options = LoadOptions.DEFAULT.withBatch(shape[0]);
        if (name.equals("dl4j-12net.h5")) {
            assertThatThrownBy(() -> KerasLoader.load(path)).hasMessageContaining("say it with --image-size");
            options = options.withImageSize(shape[1], shape[2]);
        }
        Model model = KerasLoader.load(path, options);
        assertThat(model.input().shape().dims()).isEqualTo(shape);
        try (Backend backend = new ReferenceBackend();
                Program program = Program.compile(backend, model.outputs())) {
            Map<Node, float[]> values = program.run(Map.of(model.input(),
                    golden.dataset("input").floats().toArray(Tensor.FLOAT)));
            for (int i = 0; i < model.outputs().size(); i++) {
                assertClose(values.get(model.outputs().get(i)), doubles(golden, "output" + i));
            }
        }
    }

    /** Row by row of the folder's index: what it calls refusable is refused in one line, all else loads and runs. */
    @Test
    void every_model_of_the_index_runs_or_is_refused_as_the_index_says() throws IOException {
        List<String> rows = Files.readAllLines(file("INDEX.md")).stream().filter(MODEL_ROW.asMatchPredicate()).toList();
        assertThat(rows).hasSizeGreaterThanOrEqualTo(16);
        try (Backend backend = new ReferenceBackend()) {
            for (String row : rows) {
                Path path = file(row.split("`")[1]);
                if (row.contains("REFUSABLE")) {
                    assertThatThrownBy(() -> KerasLoader.load(path)).as(row).isInstanceOf(ModelFormatException.class)
                            .hasMessageStartingWith(path + ": ").hasMessageNotContaining("\n");
                    continue;
                }
                Model model = KerasLoader.load(path, LoadOptions.DEFAULT.withImageSize(33));
                try (Program program = Program.compile(backend, model.outputs())) {
                    program.run(Map.of(model.input(), new float[model.input().shape().intSize()]))
                            .forEach((node, values) ->
                            assertThat(values).as(row).hasSize(node.shape().intSize()).doesNotContain(Float.NaN));
                }
            }
        }
    }

    @Test
    void one_network_has_one_checksum_in_every_container() {
        String inArchive = KerasLoader.open(file("leyuzak-mnist_cnn.keras"), LoadOptions.DEFAULT).weightsSha256();
        String inHdf5 = KerasLoader.open(file("leyuzak-mnist_cnn.h5"), LoadOptions.DEFAULT).weightsSha256();
        assertThat(inArchive).isEqualTo(inHdf5).hasSize(64);
    }

    @Test
    void a_subclassed_model_is_refused_by_name() {
        Path path = file("keras-pre_pr22362_nested_container.keras");
        assertThatThrownBy(() -> KerasLoader.load(path)).isInstanceOf(ModelFormatException.class)
                .hasMessage(path + ": model class NestedDenseModel: is neither Sequential nor Functional; "
                        + "only models made of Keras' own layers can be read");
    }

    @Test
    void Lambda_is_refused_by_name() {
        Path path = file("dl4j-sequential_lambda.h5");
        assertThatThrownBy(() -> KerasLoader.load(path)).isInstanceOf(ModelFormatException.class)
                .hasMessageStartingWith(path + ": layer lambda_").hasMessageContaining("layer type Lambda holds code");
    }

    private static Path file(String name) {
        return Fixtures.file("keras-files/" + name);
    }

    private static void assertClose(float[] actual, double[] expected) {
        assertThat(actual).hasSize(expected.length);
        for (int i = 0; i < actual.length; i++) {
            assertThat((double) actual[i]).as("value %d", i).isCloseTo(expected[i], offset(1e-5));
        }
    }

    private static float[] run(Model model, double[] input) {
        float[] floats = new float[input.length];
        for (int i = 0; i < input.length; i++) {
            floats[i] = (float) input[i];
        }
        try (Backend backend = new ReferenceBackend();
                Program program = Program.compile(backend, model.outputs())) {
            return program.run(Map.of(model.input(), floats)).get(model.output());
        }
    }

    private static double[] doubles(Hdf5Group group, String path) {
        float[] floats = group.dataset(path).floats().toArray(Tensor.FLOAT);
        double[] values = new double[floats.length];
        for (int i = 0; i < values.length; i++) {
            values[i] = floats[i];
        }
        return values;
    }

    /** The values of a little-endian {@code .npy} file of version 1, {@code size} bytes each. */
    private static double[] npy(Path path, int size) throws IOException {
        ByteBuffer bytes = ByteBuffer.wrap(Files.readAllBytes(path)).order(ByteOrder.LITTLE_ENDIAN);
        bytes.position(10 + bytes.getShort(8));
        double[] values = new double[bytes.remaining() / size];
        for (int i = 0; i < values.length; i++) {
            values[i] = size == 8 ? bytes.getDouble() : bytes.getFloat();
        }
        return values;
    }
}
