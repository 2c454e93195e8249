package salty.engine.compile;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import salty.engine.autodiff.Gradients;
import salty.engine.backend.Backend;
import salty.engine.graph.Node;
import salty.engine.graph.Shape;
import salty.engine.op.Add;
import salty.engine.op.Affine;
import salty.engine.op.Fill;
import salty.engine.op.Input;
import salty.engine.op.OpCase;
import salty.engine.op.OpCases;
import salty.engine.op.Relu;
import salty.engine.op.Reshape;
import salty.engine.op.Sum;
import salty.engine.reference.Reference;
import salty.engine.reference.ReferenceBackend;

/** A compiled program computes what the graph says, whatever the passes did to it. */
class ProgramTest {
    private final Backend backend = new ReferenceBackend();

    static List<OpCase> all() {
        return OpCases.all();
    }

    @ParameterizedTest
    @MethodSource("all")
    void computesValueAndGradientsAsTheGraphSays(OpCase example) {
        List<Node> outputs = new ArrayList<>(List.of(example.output()));
        outputs.addAll(Gradients.of(Sum.all(example.output()), example.inputs()).values());
        Map<Node, float[]> values = example.values(3);
        Map<Node, double[]> expected = Reference.evaluate(outputs, widen(values));

        try (Program program = Program.compile(backend, outputs)) {
            Map<Node, float[]> actual = program.run(values);
            for (Node output : outputs) {
                assertThat(distance(actual.get(output), expected.get(output))).as(output.toString()).isLessThan(1e-6);
            }
        }
    }

    @Test
    void carriesStateFromRunToRun() {
        Node x = Input.of("x", Shape.of(3));
        Node next = Affine.of(x, 2, 1);
        try (Program program = Program.compile(backend, List.of(), Map.of(x, next));
             Workspace workspace = program.workspace()) {
            workspace.write(x, new float[] {0, 1, 2});
            workspace.run();
            workspace.run();
            assertThat(workspace.read(x)).containsExactly(3, 7, 11);
        }
    }

    @Test
    void refusesToCarryWhatIsNotComputed() {
        Node x = Input.of("x", Shape.of(3));
        Node y = Input.of("y", Shape.of(3));
        assertThatThrownBy(() -> Program.compile(backend, List.of(), Map.of(x, y)))
                .hasMessageContaining("the next value of Input x -> (3) must be computed");
    }

    @Test
    void refusesAValueOfTheWrongLength() {
        Node x = Input.of("x", Shape.of(3));
        try (Program program = Program.compile(backend, List.of(Relu.of(x)));
             Workspace workspace = program.workspace()) {
            assertThatThrownBy(() -> workspace.write(x, new float[4])).hasMessage("Input x -> (3) has 3 values, got 4");
        }
    }

    @Test
    void anOutputMayBeAnInputAConstantOrAView() {
        Node x = Input.of("x", Shape.of(2, 2));
        Node view = Reshape.of(x, Shape.of(4));
        Node zeros = Fill.of(Shape.of(2), 0);
        try (Program program = Program.compile(backend, List.of(x, view, zeros))) {
            Map<Node, float[]> values = program.run(Map.of(x, new float[] {1, 2, 3, 4}));
            assertThat(values.get(view)).containsExactly(1, 2, 3, 4);
            assertThat(values.get(zeros)).containsExactly(0, 0);
        }
    }

    @Test
    void slotsAreFewHoweverLongTheChain() {
        Node x = Input.of("x", Shape.of(10));
        Node y = x;
        for (int i = 0; i < 50; i++) {
            y = Relu.of(Add.of(y, x));
        }
        try (Program program = Program.compile(backend, List.of(y))) {
            assertThat(program.slotSizes()).hasSize(4);
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

    private static double distance(float[] actual, double[] expected) {
        double error = 0;
        double norm = 1e-12;
        for (int i = 0; i < expected.length; i++) {
            error += (actual[i] - expected[i]) * (actual[i] - expected[i]);
            norm += expected[i] * expected[i];
        }
        return Math.sqrt(error / norm);
    }
}
