package salty.kernels.opencl;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;

import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;

import salty.engine.compile.Program;
import salty.engine.graph.Node;
import salty.engine.graph.Shape;
import salty.engine.op.Conv2d;
import salty.engine.op.Input;
import salty.engine.op.MatMul;
import salty.engine.op.Relu;
import salty.engine.op.Window;
import salty.engine.reference.ReferenceBackend;

class PrecisionTest {
    @Test
    void tf32IsRefusedInOneLineWhereThereAreNoTensorCores() {
        var device = TestDevice.any();
        Assumptions.assumeTrue(device.cpu(), "skipped: this is about CPU devices");
        assertThatThrownBy(() -> OpenClBackend.open(device, false, Precision.TF32)).isInstanceOf(ClException.class)
            .hasMessage(device.name() + " has no TF32 tensor cores that OpenCL reaches (its compiler has no such"
                + " instruction): use float32, which is the default");
    }

    @Test
    void theProbeKnowsTheRightProduct() {
        try (var queue = ClQueue.open(TestDevice.any(), false)) {
            assertThat(Precision.smallProduct(queue)[16 * 8]).isNotNegative();
        }
    }

    /** The tiles' way through fragments, with the instruction itself in plain C. */
    @Test
    void tilesOfFragmentsMakeTheWholeProduct() {
        var a = Input.of("a", Shape.of(70, 41));
        var product = Relu.of(MatMul.of(a, Input.of("b", Shape.of(41, 51))));
        assertEmulationAgrees(product);
        var image = Input.of("image", Shape.of(1, 10, 9, 12));
        assertEmulationAgrees(Conv2d.of(image, Input.of("f", Shape.of(3, 3, 12, 20)),
            Window.same(3, 3, 1, 1, 1, 1, 10, 9)));
    }

    private static void assertEmulationAgrees(Node output) {
        var tiles = TestDevice.gpu();
        try (var queue = ClQueue.open(TestDevice.any(), false)) {
            var backend = new OpenClBackend(queue, tiles, Precision.TF32);
            try (var actual = Program.compile(backend, List.of(output));
                 var expected = Program.compile(new ReferenceBackend(), List.of(output))) {
                var random = new Random(1);
                Map<Node, float[]> values = new HashMap<>();
                for (var input : actual.inputs()) {
                    var floats = new float[input.shape().intSize()];
                    for (int i = 0; i < floats.length; i++) {
                        floats[i] = random.nextFloat() - 0.5f;
                    }
                    values.put(input, floats);
                }
                var right = expected.run(values).get(output);
                var exact = new double[right.length];
                for (int i = 0; i < exact.length; i++) {
                    exact[i] = right[i];
                }
                assertThat(OpenClAgreementTest.distance(actual.run(values).get(output), exact)).isLessThan(2e-6);
            }
        }
    }
}
