package salty.loader.onnx;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.FloatBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

import salty.engine.backend.Backend;
import salty.engine.backend.BackendOptions;
import salty.engine.backend.Backends;
import salty.engine.compile.Program;
import salty.engine.graph.Shape;
import salty.engine.model.Model;
import salty.loader.ModelLoader;
import salty.loader.file.LoadOptions;

/** What is imported from ONNX gives the same here as in ONNX Runtime. */
class OnnxRuntimeImportTest {

    @ParameterizedTest
    @ValueSource(strings = {"resnet", "mobilenet", "shufflenet", "densenet", "vgg", "squeeze"})
    void a_narrow_network_is_computed_alike(String name) throws OrtException {
        assertAlike(Path.of("src/test/resources/onnx", name + ".onnx"));
    }

    @ParameterizedTest
    @MethodSource("salty.loader.onnx.TorchExportsTest#fullSize")
    void a_network_of_full_size_is_computed_alike(String name) throws OrtException {
        Path file = Path.of(System.getProperty("salty.torch", ""), name + ".onnx");
        Assumptions.assumeTrue(Files.exists(file),
                "skipped: set -Dsalty.torch to the folder that make_torch_exports.py wrote");
        assertAlike(file);
    }

    private static void assertAlike(Path file) throws OrtException {
        Model model = ModelLoader.load(file, LoadOptions.DEFAULT);
        Shape s = model.input().shape();
        int channels = s.dim(3);
        int pixels = s.dim(1) * s.dim(2);
        float[] last = new float[s.intSize()];
        float[] first = new float[last.length];
        for (int i = 0; i < last.length; i++) {
            last[i] = (i * 37 % 101) / 50f - 1;
            first[i % channels * pixels + i / channels] = last[i];
        }
        OrtEnvironment environment = OrtEnvironment.getEnvironment();
        long[] shape = {1, channels, s.dim(1), s.dim(2)};
        try (OrtSession session = environment.createSession(file.toString());
                OnnxTensor input = OnnxTensor.createTensor(environment, FloatBuffer.wrap(first), shape);
                OrtSession.Result result = session.run(Map.of(session.getInputNames().iterator().next(), input));
                Backend backend = Backends.open("vector", BackendOptions.DEFAULT, line -> { });
                Program program = Program.compile(backend, model.outputs())) {
            float[] actual = program.run(Map.of(model.input(), last)).get(model.output());
            FloatBuffer expected = ((OnnxTensor) result.get(0)).getFloatBuffer();
            double greatest = 0;
            double difference = 0;
            assertThat(actual.length).isEqualTo(expected.remaining());
            for (int i = 0; i < actual.length; i++) {
                greatest = Math.max(greatest, Math.abs(expected.get(i)));
                difference = Math.max(difference, Math.abs(expected.get(i) - actual[i]));
            }
            assertThat(difference / greatest).isLessThan(1e-5);
        }
    }
}
