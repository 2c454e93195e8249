package salty.kernels.vector;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import salty.engine.autodiff.Gradients;
import salty.engine.compile.Program;
import salty.engine.graph.Node;
import salty.engine.op.Input;
import salty.engine.op.Mul;
import salty.engine.op.OpCase;
import salty.engine.op.OpCases;
import salty.engine.op.Sum;
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
                assertThat(distance(actual.get(output), expected.get(output))).as(program.explain())
                        .isLessThan(tolerance);
            }
        }
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

    /** The relative L2 distance. */
    private static double distance(float[] actual, double[] expected) {
        double error = 0;
        double norm = 0;
        for (int i = 0; i < expected.length; i++) {
            error += (actual[i] - expected[i]) * (actual[i] - expected[i]);
            norm += expected[i] * expected[i];
        }
        return Math.sqrt(error) / Math.max(Math.sqrt(norm), 1e-30);
    }
}
