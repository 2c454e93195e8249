package salty.loader.keras;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.data.Offset.offset;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import salty.engine.backend.Backend;
import salty.engine.compile.Program;
import salty.engine.graph.Tensor;
import salty.engine.model.Model;
import salty.engine.reference.ReferenceBackend;
import salty.loader.Fixtures;
import salty.loader.ModelFormatException;
import salty.loader.hdf5.Hdf5File;
import salty.loader.hdf5.Hdf5Group;

/** Files that Keras itself wrote, and what Keras itself made of an input where that lies beside them. */
class KerasFilesTest {

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
