package salty.kernels.opencl;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import salty.engine.autodiff.Gradients;
import salty.engine.graph.Graph;
import salty.engine.graph.Node;
import salty.engine.op.Agreement;
import salty.engine.op.Constant;
import salty.engine.op.Conv2d;
import salty.engine.op.Conv2dFilterGradient;
import salty.engine.op.Conv2dInputGradient;
import salty.engine.op.Input;
import salty.engine.op.MatMul;
import salty.engine.op.MaxPool2d;
import salty.engine.op.Mul;
import salty.engine.op.OpCase;
import salty.engine.op.OpCases;
import salty.engine.op.Softmax;
import salty.engine.op.Sum;

/** Both families of kernels compute what the reference computes, values and gradients. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class OpenClAgreementTest {
    private static final double TOLERANCE = 2e-6;

    private OpenClBackend cpu;
    private OpenClBackend gpu;

    @BeforeAll
    void open() {
        var device = TestDevice.any();
        cpu = new OpenClBackend(ClQueue.open(device, false), TestDevice.cpu());
        gpu = new OpenClBackend(ClQueue.open(device, false), TestDevice.gpu());
    }

    @AfterAll
    void close() {
        if (cpu != null) {
            cpu.close();
            gpu.close();
        }
    }

    static List<OpCase> all() {
        return OpCases.all();
    }

    /** Those whose kernels the families do not share; compiling the others twice would only take time. */
    static List<OpCase> tiled() {
        return OpCases.all().stream().filter(example -> Graph.order(List.of(example.output())).stream()
            .anyMatch(node -> switch (node.op()) {
                case Conv2d conv -> conv.groups() == 1;
                case Conv2dInputGradient gradient -> gradient.groups() == 1;
                case Conv2dFilterGradient gradient -> gradient.groups() == 1;
                case MatMul product -> true;
                case Softmax softmax -> true;
                case MaxPool2d pool -> true;
                default -> false;
            })).toList();
    }

    @ParameterizedTest
    @MethodSource("all")
    void cpuKernelsAgree(OpCase example) {
        assertAgrees(cpu, example);
    }

    @ParameterizedTest
    @MethodSource("tiled")
    void gpuKernelsAgree(OpCase example) {
        assertAgrees(gpu, example);
    }

    private static void assertAgrees(OpenClBackend backend, OpCase example) {
        List<Node> outputs = new ArrayList<>(List.of(example.output()));
        if (!isPointwise(example)) {
            outputs.addAll(Gradients.of(loss(example.output()), example.inputs()).values());
        }
        Agreement.distances(backend, outputs, example.values(3))
            .forEach((output, distance) -> assertThat(distance).as("%s", output).isLessThan(TOLERANCE));
    }

    /** The gradients of these are made of ops that are examples themselves. */
    private static boolean isPointwise(OpCase example) {
        return Graph.order(List.of(example.output())).stream()
            .allMatch(node -> node.op() instanceof Input || Epilogue.isPointwise(node));
    }

    /** A sum with differing weights: the plain sum of a softmax is 1 whatever its inputs, and its gradient 0. */
    private static Node loss(Node output) {
        float[] weights = new float[output.shape().intSize()];
        for (int i = 0; i < weights.length; i++) {
            weights[i] = 0.5f + i % 7 * 0.25f;
        }
        return Sum.all(Mul.of(output, Constant.of(output.shape(), weights)));
    }
}
