package salty.engine.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

import salty.engine.autodiff.Gradients;
import salty.engine.compile.Program;
import salty.engine.compile.Workspace;
import salty.engine.graph.Node;
import salty.engine.graph.Shape;
import salty.engine.op.Input;
import salty.engine.reference.ReferenceBackend;

/** Every step of every optimiser equals PyTorch's, with a rate that changes on the way. */
class OptimiserTest {
    private static final Shape SHAPE = Shape.of(3, 5);

    static Stream<Arguments> kinds() {
        return Stream.of(
                Arguments.of("sgd", new Sgd(0, false), 0f),
                Arguments.of("momentum", new Sgd(.9, false), 0f),
                Arguments.of("nesterov", new Sgd(.9, true), 0f),
                Arguments.of("l2", new Sgd(.9, false), .01f),
                Arguments.of("rmsprop", new RmsProp(), 0f),
                Arguments.of("rmsprop_momentum", new RmsProp(.95, .8, 1e-6), 0f),
                Arguments.of("adam", new Adam(), 0f),
                Arguments.of("adamw", new Adam(.8, .99, 1e-8, .3), 0f));
    }

    @ParameterizedTest
    @MethodSource("kinds")
    void stepsAsPyTorch(String name, Optimiser optimiser, float l2) {
        Node weights = Input.of("weights", SHAPE);
        Node given = Input.of("gradient", SHAPE);
        Node rate = Input.of("rate", Shape.SCALAR);
        Node gradient = given.plus(Gradients.of(L2.penalty(List.of(weights), l2), weights));
        Transition transition = optimiser.update(Map.of(weights, gradient), rate);

        try (Program program = Program.compile(new ReferenceBackend(), List.of(), transition.next());
             Workspace workspace = program.workspace()) {
            workspace.write(weights, Golden.get("weights"));
            transition.first().forEach((state, value) -> {
                float[] values = new float[state.shape().intSize()];
                Arrays.fill(values, value);
                workspace.write(state, values);
            });
            float[] rates = Golden.get("rates");
            for (int step = 0; step < rates.length; step++) {
                workspace.write(given, row(Golden.get("gradients"), step));
                workspace.write(rate, new float[] {rates[step]});
                workspace.run();
                assertThat(workspace.read(weights)).as("step %d", step + 1)
                        .containsExactly(row(Golden.get(name), step), within(1e-6f));
            }
        }
    }

    private static float[] row(float[] values, int row) {
        return Arrays.copyOfRange(values, row * SHAPE.intSize(), (row + 1) * SHAPE.intSize());
    }

    @Test
    void clipsAsPyTorch() {
        Node a = Input.of("a", Shape.of(2, 3));
        Node b = Input.of("b", Shape.of(4));
        Map<String, GradientClipping> kinds = Map.of("norm", new GradientClipping.ByGlobalNorm(1.5f),
                "norm_unreached", new GradientClipping.ByGlobalNorm(50), "value", new GradientClipping.ByValue(.4f));
        kinds.forEach((name, clipping) -> {
            Map<Node, Node> clipped = clipping.clip(Map.of(a, a, b, b));
            try (Program program = Program.compile(new ReferenceBackend(), List.copyOf(clipped.values()))) {
                Map<Node, float[]> values =
                        program.run(Map.of(a, Golden.get("clip_a"), b, Golden.get("clip_b")));
                assertThat(values.get(clipped.get(a))).as(name)
                        .containsExactly(Golden.get("clip_" + name + "_a"), within(1e-6f));
                assertThat(values.get(clipped.get(b))).as(name)
                        .containsExactly(Golden.get("clip_" + name + "_b"), within(1e-6f));
            }
        });
    }
}
