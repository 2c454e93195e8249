package salty.loader.onnx;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import salty.engine.backend.Backend;
import salty.engine.backend.BackendOptions;
import salty.engine.backend.Backends;
import salty.engine.compile.Program;
import salty.engine.graph.Node;
import salty.engine.model.Model;
import salty.engine.op.Reshape;
import salty.engine.op.Softmax;
import salty.loader.Fixtures;
import salty.loader.ModelLoader;
import salty.loader.file.LoadOptions;
import salty.loader.file.ModelBytes;
import salty.loader.graph.Known;

/**
 * Whole networks of ONNX' own test suite, whose weights are filled with one number, of a picture of zeros: every class is
 * expected to be as likely as any other. The logits are so large that a softmax makes a certainty of their last bit, so
 * these are compared with each other.
 */
class LightNetworksTest {

    @ParameterizedTest
    @ValueSource(strings = {"bvlc_alexnet", "inception_v1", "resnet50", "squeezenet"})
    void a_network_gives_what_ONNX_expects(String name) {
        Path file = Fixtures.file("onnx/light/light_" + name + ".onnx");
        Path output = Fixtures.file("onnx/light/light_" + name + "_output_0.pb");
        Known expected = new OnnxTensors(output.toString(), output.getParent())
                .read(new ProtobufReader(output.toString(), "TensorProto", ModelBytes.map(output))).tensor();
        Model model = ModelLoader.load(file, LoadOptions.DEFAULT);
        float[] zeros = new float[model.input().shape().intSize()];
        Node logits = logits(model.output());
        try (Backend vector = Backends.open("vector", BackendOptions.DEFAULT, line -> { });
                Program program = Program.compile(vector, List.of(logits))) {
            float[] actual = program.run(Map.of(model.input(), zeros)).get(logits);
            assertThat(actual.length).isEqualTo((int) expected.size());
            for (int i = 0; i < actual.length; i++) {
                assertThat(expected.real(i)).isEqualTo(expected.real(0));
                assertThat(actual[i]).as("value %d", i).isFinite();
                assertThat(Math.abs(actual[i] - actual[0])).as("value %d", i)
                        .isLessThanOrEqualTo(1e-5f * Math.abs(actual[0]));
            }
        }
    }

    /** What the softmax is taken of, behind which there may be reshapes. */
    private static Node logits(Node output) {
        Node last = output;
        while (last.op() instanceof Reshape) {
            last = last.input(0);
        }
        assertThat(last.op()).isInstanceOf(Softmax.class);
        return last.input(0);
    }
}
