package salty.engine.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.Map;

import org.junit.jupiter.api.Test;

import salty.engine.autodiff.Gradients;
import salty.engine.compile.Program;
import salty.engine.graph.Node;
import salty.engine.graph.Shape;
import salty.engine.op.Input;
import salty.engine.reference.ReferenceBackend;

/** Losses and their gradients equal PyTorch's. */
class LossTest {
    private static final Node LOGITS = Input.of("logits", Shape.of(5, 3));
    private static final Node TARGETS = Input.of("targets", Shape.of(5, 3));

    @Test
    void categoricalCrossEntropy() {
        categorical("plain", new CrossEntropy());
    }

    @Test
    void categoricalCrossEntropyWithLabelSmoothing() {
        categorical("smoothed", new CrossEntropy(.1f, List.of()));
    }

    @Test
    void categoricalCrossEntropyWithClassWeights() {
        categorical("weighted", new CrossEntropy(.1f, List.of(.5f, 2f, 1.25f)));
    }

    private static void categorical(String name, CrossEntropy entropy) {
        check("categorical_" + name, entropy.categorical(LOGITS, TARGETS), LOGITS,
                Map.of(LOGITS, Golden.get("logits"), TARGETS, Golden.get("targets")));
    }

    @Test
    void binaryCrossEntropyIsStableForLargeLogits() {
        Node logits = Input.of("logits", Shape.of(6, 1));
        Node targets = Input.of("targets", Shape.of(6, 1));
        Map<Node, float[]> values =
                Map.of(logits, Golden.get("binary_logits"), targets, Golden.get("binary_targets"));
        check("binary_plain", new CrossEntropy().binary(logits, targets), logits, values);
        check("binary_smoothed", new CrossEntropy(.2f, List.of()).binary(logits, targets), logits, values);
    }

    @Test
    void meanSquaredError() {
        Node outputs = Input.of("outputs", Shape.of(4, 3));
        Node targets = Input.of("targets", Shape.of(4, 3));
        check("mse", MeanSquaredError.of(outputs, targets), outputs,
                Map.of(outputs, Golden.get("mse_outputs"), targets, Golden.get("mse_targets")));
    }

    @Test
    void aZeroTargetCountsForNothingUnderClassWeights() {
        Node loss = new CrossEntropy(.1f, List.of(1f, 1f, 1f)).categorical(LOGITS, TARGETS);
        assertThat(run(List.of(loss), Map.of(LOGITS, Golden.get("logits"), TARGETS, new float[15])).get(loss)[0])
                .isZero();
    }

    @Test
    void refusesAWrongNumberOfClassWeights() {
        assertThatThrownBy(() -> new CrossEntropy(0, List.of(1f)).categorical(LOGITS, TARGETS))
                .hasMessage("there are 3 classes, got 1 class weights");
    }

    private static void check(String name, Node loss, Node x, Map<Node, float[]> values) {
        Node gradient = Gradients.of(loss, x);
        Map<Node, float[]> results = run(List.of(loss, gradient), values);
        assertThat(results.get(loss)).containsExactly(Golden.get(name), within(1e-6f * (1 + Golden.get(name)[0])));
        assertThat(results.get(gradient)).containsExactly(Golden.get(name + "_gradient"), within(1e-6f));
    }

    private static Map<Node, float[]> run(List<Node> outputs, Map<Node, float[]> values) {
        try (Program program = Program.compile(new ReferenceBackend(), outputs)) {
            return program.run(values);
        }
    }
}
