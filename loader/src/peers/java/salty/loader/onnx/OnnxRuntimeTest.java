package salty.loader.onnx;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.FloatBuffer;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import salty.engine.backend.Backend;
import salty.engine.compile.Program;
import salty.engine.graph.Node;
import salty.engine.model.Model;
import salty.engine.reference.ReferenceBackend;
import salty.loader.ModelLoader;
import salty.loader.file.LoadOptions;

/** What is written as ONNX gives the same in ONNX Runtime. */
class OnnxRuntimeTest {

    private static final Path RESOURCES = Path.of("src/test/resources");

    @TempDir
    private Path folder;

    @ParameterizedTest
    @ValueSource(strings = {"parity/vgg16_narrow.h5", "parity/mobilenet_like.h5", "parity/resnet_like.h5",
        "parity/inception_like.h5", "containers/stored.keras", "layers/every_layer.h5"})
    void ONNX_Runtime_computes_the_same(String name) throws IOException, OrtException {
        Model model = ModelLoader.load(RESOURCES.resolve(name), LoadOptions.DEFAULT.withBatch(2));
        Path path = folder.resolve("model.onnx");
        OnnxWriter.write(path, model);
        float[] image = new float[model.input().shape().intSize()];
        for (int i = 0; i < image.length; i++) {
            image[i] = (i * 37 % 101) / 50f - 1;
        }
        OrtEnvironment environment = OrtEnvironment.getEnvironment();
        long[] shape = Arrays.stream(model.input().shape().dims()).asLongStream().toArray();
        try (OrtSession session = environment.createSession(path.toString());
                OnnxTensor input = OnnxTensor.createTensor(environment, FloatBuffer.wrap(image), shape);
                OrtSession.Result result = session.run(Map.of(session.getInputNames().iterator().next(), input));
                Backend backend = new ReferenceBackend();
                Program program = Program.compile(backend, model.outputs())) {
            Map<Node, float[]> expected = program.run(Map.of(model.input(), image));
            for (int i = 0; i < model.outputs().size(); i++) {
                FloatBuffer actual = ((OnnxTensor) result.get(i)).getFloatBuffer();
                float[] values = new float[actual.remaining()];
                actual.get(values);
                float[] wanted = expected.get(model.outputs().get(i));
                assertThat(values).hasSameSizeAs(wanted);
                for (int j = 0; j < values.length; j++) {
                    assertThat(Math.abs(values[j] - wanted[j])).as("output %d, value %d", i, j)
                            .isLessThan(1e-5f * Math.max(1, Math.abs(wanted[j])));
                }
            }
        }
    }
}
