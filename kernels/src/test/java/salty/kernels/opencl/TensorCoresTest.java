package salty.kernels.opencl;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;

import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;

import salty.engine.backend.BackendOptions;
import salty.engine.backend.Precision;
import salty.engine.graph.Graph;
import salty.engine.graph.Node;
import salty.engine.graph.Shape;
import salty.engine.op.Agreement;
import salty.engine.op.Conv2d;
import salty.engine.op.Input;
import salty.engine.op.MatMul;
import salty.engine.op.Relu;
import salty.engine.op.Window;

/** The probe for TF32, and the way of fragments through local memory, without the instruction itself. */
class TensorCoresTest {
    private static final BackendOptions TF32 = BackendOptions.DEFAULT.withPrecision(Precision.TF32);

    @Test
    void tf32IsRefusedInOneLineWhereThereAreNoTensorCores() {
        var device = TestDevice.any();
        Assumptions.assumeTrue(device.cpu(), "skipped: this is about CPU devices");
        assertThatThrownBy(() -> OpenClBackend.open(device, false, TF32)).isInstanceOf(ClException.class)
            .hasMessage(device.name() + " has no TF32 tensor cores that OpenCL reaches (its compiler has no such"
                + " instruction): use float32");
    }

    @Test
    void theProbeKnowsTheRightProduct() {
        try (var queue = ClQueue.open(TestDevice.any(), false)) {
            assertThat(TensorCores.smallProduct(queue)[16 * 8]).isNotNegative();
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
        var random = new Random(1);
        Map<Node, float[]> values = new HashMap<>();
        for (var node : Graph.order(List.of(output))) {
            if (node.op() instanceof Input) {
                var floats = new float[node.shape().intSize()];
                for (int i = 0; i < floats.length; i++) {
                    floats[i] = random.nextFloat() - 0.5f;
                }
                values.put(node, floats);
            }
        }
        try (var queue = ClQueue.open(TestDevice.any(), false)) {
            var backend = new OpenClBackend(queue, TestDevice.gpu(), TF32);
            assertThat(Agreement.distances(backend, List.of(output), values).get(output)).isLessThan(2e-6);
        }
    }
}
