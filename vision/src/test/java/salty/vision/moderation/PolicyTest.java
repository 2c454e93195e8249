package salty.vision.moderation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.List;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import salty.engine.graph.Node;
import salty.engine.graph.Shape;
import salty.engine.op.Input;
import salty.engine.op.Relu;
import salty.engine.op.Reshape;
import salty.engine.op.Sigmoid;
import salty.engine.op.Softmax;

/** From outputs to a verdict. */
class PolicyTest {

    private static final List<String> FIVE = List.of("drawings", "hentai", "neutral", "porn", "sexy");

    private static Policy five(String... nsfw) {
        return new Policy(Head.SOFTMAX, FIVE, ClassWeights.of(FIVE, List.of(nsfw)), Policy.DEFAULT_REVIEW,
                Policy.DEFAULT_BLOCK);
    }

    @Test
    void weighsClasses() {
        Policy policy = five("porn,hentai", "sexy:0.5");

        assertThat(policy.score(new float[] {0.1f, 0.2f, 0.1f, 0.4f, 0.2f})).isEqualTo(0.7, within(1e-6));
        assertThat(policy.decidingClass(new float[] {0.1f, 0.2f, 0.1f, 0.4f, 0.2f})).isEqualTo(3);
        assertThat(policy.ranked(new float[] {0.1f, 0.2f, 0.1f, 0.4f, 0.2f}).getFirst().label()).isEqualTo("porn");
    }

    @ParameterizedTest
    @CsvSource({"0, SAFE", "0.199999, SAFE", "0.2, REVIEW", "0.799999, REVIEW", "0.8, BLOCK", "1, BLOCK", "NaN, ERROR"})
    void drawsTheLinesAtTheThresholds(double score, Verdict verdict) {
        assertThat(five().verdict(score)).isEqualTo(verdict);
    }

    @Test
    void knowsTheClassesOfPublicModels() {
        assertThat(ClassWeights.of(FIVE, List.of())).containsExactly(0, 1, 0, 1, 0);
        assertThat(ClassWeights.of(List.of("sfw", "NSFW"), List.of())).containsExactly(0, 1);
        assertThatThrownBy(() -> ClassWeights.of(List.of("cat", "dog"), List.of()))
                .hasMessage("no class counts as not safe for work; name some with --nsfw: cat, dog");
    }

    @Test
    void saysWhatIsWrongWithTheClassesAskedFor() {
        assertThatThrownBy(() -> five("prn")).hasMessageStartingWith(
                "--nsfw: the model has no class 'prn'; it has drawings, hentai");
        assertThatThrownBy(() -> five("sexy:2")).hasMessage("--nsfw: the weight in 'sexy:2' is not between 0 and 1");
        assertThatThrownBy(() -> five("sexy:x")).hasMessage("--nsfw: 'sexy:x' has no number after its colon");
        assertThat(ClassWeights.of(List.of("a:1", "b"), List.of("a:1"))).containsExactly(1, 0);
    }

    @Test
    void readsEveryKindOfHead() {
        Node x = Input.of("x", Shape.of(3, 2));
        Node one = Input.of("one", Shape.of(3, 1));

        assertThat(Head.of(Softmax.of(x))).isEqualTo(Head.SOFTMAX);
        assertThat(Head.of(Sigmoid.of(one))).isEqualTo(Head.BINARY_SIGMOID);
        assertThat(Head.of(Reshape.of(Sigmoid.of(Input.of("y", Shape.of(3, 1, 2))), Shape.of(3, 2))))
                .isEqualTo(Head.INDEPENDENT_SIGMOIDS);
        assertThatThrownBy(() -> Head.of(Relu.of(x))).hasMessageContaining("needs a softmax or a sigmoid head");

        assertThat(Head.BINARY_SIGMOID.probabilities(new float[] {0.75f})).containsExactly(0.25f, 0.75f);
        assertThat(Head.BINARY_SIGMOID.classes(1)).isEqualTo(2);
        assertThat(Head.SOFTMAX.probabilities(new float[] {0.3f, 0.7f})).containsExactly(0.3f, 0.7f);
    }

    @Test
    void takesTheGreatestOfIndependentClasses() {
        Policy policy = new Policy(Head.INDEPENDENT_SIGMOIDS, List.of("nudity", "gore"), new float[] {1, 0.5f}, 0.2,
                0.8);

        assertThat(policy.score(new float[] {0.6f, 0.9f})).isEqualTo(0.6, within(1e-6));
    }

    @Test
    void refusesOutputsThatAreNoNumbers() {
        assertThatThrownBy(() -> Head.SOFTMAX.probabilities(new float[] {Float.NaN, 1}))
                .isInstanceOf(ArithmeticException.class).hasMessageContaining("not a finite number");
    }

    @Test
    void refusesThresholdsOutOfOrder() {
        assertThatThrownBy(() -> new Policy(Head.SOFTMAX, FIVE, new float[5], 0.9, 0.8))
                .hasMessage("thresholds must be 0 <= --review <= --block <= 1, got --review 0.9 --block 0.8");
    }

    @Test
    void hasAFingerprintThatTellsPoliciesApart() {
        assertThat(five("porn").fingerprint()).isEqualTo(five("porn").fingerprint())
                .isNotEqualTo(five("porn:0.9").fingerprint());
    }
}
