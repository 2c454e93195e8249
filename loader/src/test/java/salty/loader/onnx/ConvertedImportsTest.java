package salty.loader.onnx;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;

import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import salty.engine.backend.Backend;
import salty.engine.compile.Program;
import salty.engine.model.Model;
import salty.engine.reference.ReferenceBackend;
import salty.loader.ModelLoader;
import salty.loader.file.LoadOptions;
import salty.loader.file.ModelFormatException;
import salty.loader.keras.KerasModel;
import salty.loader.keras.KerasNetwork;
import salty.loader.keras.KerasWriter;
import salty.loader.tfjs.Quantization;
import salty.loader.tfjs.TfjsWriter;

/** Imported networks become layers of Keras where it has them. */
class ConvertedImportsTest {

    private static final Path FOLDER = Path.of("src/test/resources/onnx");

    @TempDir
    private Path temp;

    @ParameterizedTest
    @ValueSource(strings = {"resnet", "mobilenet", "vgg", "densenet"})
    void a_network_computes_the_same_as_Keras_layers(String name) throws IOException {
        Model imported = ModelLoader.load(FOLDER.resolve(name + ".onnx"), LoadOptions.DEFAULT);
        KerasModel keras = keras(name);
        KerasWriter.write(temp.resolve("model.h5"), keras);
        TfjsWriter.write(temp.resolve("js"), keras, Quantization.NONE);
        assertSame(imported, ModelLoader.load(temp.resolve("model.h5"), LoadOptions.DEFAULT));
        assertSame(imported, ModelLoader.load(temp.resolve("js"), LoadOptions.DEFAULT));
        OnnxWriter.write(temp.resolve("again.onnx"), ModelLoader.load(temp.resolve("js"), LoadOptions.DEFAULT));
        assertSame(imported, ModelLoader.load(temp.resolve("again.onnx"), LoadOptions.DEFAULT));
    }

    @ParameterizedTest
    @ValueSource(strings = {"shufflenet", "squeeze"})
    void what_Keras_has_no_layer_for_is_named(String name) {
        assertThatThrownBy(() -> keras(name)).isInstanceOf(ModelFormatException.class)
                .hasMessageContaining("Keras has no layer for");
    }

    @Test
    void a_converted_network_keeps_the_names_of_its_layers_and_its_features_can_be_trained_on() {
        KerasModel keras = keras("resnet");
        assertThat(keras.graph(LoadOptions.DEFAULT).layers()).containsKeys("conv1_Conv", "layer1_layer1.0_conv1_Conv",
                "fc_Gemm");
        KerasNetwork features = KerasNetwork.of(keras).features();
        assertThat(features.model(LoadOptions.DEFAULT).output().shape().dims()).containsExactly(1, 16);
    }

    private static KerasModel keras(String name) {
        return ModelLoader.open(FOLDER.resolve(name + ".onnx"), LoadOptions.DEFAULT).keras(LoadOptions.DEFAULT);
    }

    private static void assertSame(Model expected, Model actual) {
        assertThat(actual.input().shape()).isEqualTo(expected.input().shape());
        float[] a = output(expected);
        float[] b = output(actual);
        assertThat(b).hasSameSizeAs(a);
        for (int i = 0; i < a.length; i++) {
            assertThat(b[i]).isCloseTo(a[i], Offset.offset(1e-6f));
        }
    }

    private static float[] output(Model model) {
        float[] image = new float[model.input().shape().intSize()];
        for (int i = 0; i < image.length; i++) {
            image[i] = (i * 37 % 101) / 50f - 1;
        }
        try (Backend backend = new ReferenceBackend(); Program program = Program.compile(backend, model.outputs())) {
            return program.run(Map.of(model.input(), image)).get(model.output());
        }
    }
}
