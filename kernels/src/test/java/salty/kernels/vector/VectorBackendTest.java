package salty.kernels.vector;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import salty.engine.autodiff.Gradients;
import salty.engine.compile.Program;
import salty.engine.graph.Node;
import salty.engine.graph.Shape;
import salty.engine.op.Constant;
import salty.engine.op.Conv2d;
import salty.engine.op.Input;
import salty.engine.op.MaxPool2d;
import salty.engine.op.Mul;
import salty.engine.op.OpCase;
import salty.engine.op.OpCases;
import salty.engine.op.Relu;
import salty.engine.op.Slice;
import salty.engine.op.Sum;
import salty.engine.op.Window;
import salty.engine.reference.Reference;

/** The vector backend computes what the reference does, values and gradients, at the width under test. */
class VectorBackendTest {
    private static final VectorBackend BACKEND = new VectorBackend(2);

    @AfterAll
    static void close() {
        BACKEND.close();
    }

    static List<OpCase> cases() {
        return OpCases.all();
    }

    @ParameterizedTest
    @MethodSource("cases")
    void agreesWithTheReference(OpCase example) {
        List<Node> outputs = new ArrayList<>(List.of(example.output()));
        Node weights = Input.of("adjoint", example.output().shape());
        outputs.addAll(Gradients.of(Sum.all(Mul.of(example.output(), weights)), example.inputs()).values());
        Map<Node, float[]> values = new HashMap<>(example.values(3));
        values.put(weights, new OpCase("adjoint", weights, -1, 1).values(4).get(weights));
        Map<Node, double[]> expected = Reference.evaluate(outputs, widen(values));
        double tolerance = 3e-7 * Math.sqrt(example.reductionLength());

        try (Program program = Program.compile(BACKEND, outputs)) {
            Map<Node, float[]> actual = program.run(values);
            for (Node output : outputs) {
                assertThat(Numbers.distance(actual.get(output), expected.get(output))).as(program.explain())
                        .isLessThan(tolerance);
            }
        }
    }

    @Test
    void runsADeepNetworksGradientThroughFusedKernels() {
        Node image = Input.of("image", Shape.of(1, 16, 16, 3));
        Node x = rectified(rectified(image, 8), 16);
        x = MaxPool2d.of(x, Window.valid(2, 2, 2));
        x = Slice.along(rectified(rectified(x, 24), 16), -1, 3, 4);
        Node gradient = Gradients.of(Sum.mean(x), image);
        Map<Node, float[]> values = Map.of(image, Numbers.random(1, 16 * 16 * 3, 1));
        double[] expected = Reference.evaluate(List.of(gradient), widen(values)).get(gradient);

        try (Program program = Program.compile(BACKEND, List.of(gradient))) {
            assertThat(program.explain()).contains("+ mask", "MaxPool2dGradient + Mask")
                    .doesNotContain("scalar reference");
            assertThat(Numbers.distance(program.run(values).get(gradient), expected)).isLessThan(3e-6);
        }
    }

    @Test
    void runsATreeOfPointwiseNodesAsOneKernel() {
        Node a = Input.of("a", Shape.of(7, 300));
        Node b = Input.of("b", Shape.of(7, 300));
        Node tree = Mul.of(Mul.of(Relu.of(a), Relu.of(b)), Mul.of(a.plus(b), Relu.of(a.plus(a))));
        try (Program program = Program.compile(BACKEND, List.of(tree))) {
            assertThat(program.explain()).contains("1 kernels");
        }
    }

    private static Node rectified(Node x, int filters) {
        Shape shape = x.shape();
        Shape kernel = Shape.of(3, 3, shape.dim(3), filters);
        float[] weights = Numbers.random(filters, kernel.intSize(), Math.sqrt(2.0 / 9 / shape.dim(3)));
        return Relu.of(Conv2d.of(x, Constant.of(kernel, weights),
                Window.same(3, 3, 1, 1, 1, 1, shape.dim(1), shape.dim(2))));
    }

    private static Map<Node, double[]> widen(Map<Node, float[]> values) {
        Map<Node, double[]> wide = new HashMap<>();
        values.forEach((node, value) -> {
            double[] copy = new double[value.length];
            for (int i = 0; i < copy.length; i++) {
                copy[i] = value[i];
            }
            wide.put(node, copy);
        });
        return wide;
    }
}
