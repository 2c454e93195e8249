package salty.engine.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import salty.engine.graph.Shape;
import salty.engine.random.SplitMix64;

/** Weights have the variances and the bounds that Keras documents. */
class InitialiserTest {
    private static final Shape FILTERS = Shape.of(3, 3, 32, 64);

    @ParameterizedTest
    @CsvSource({
        // standard deviation and greatest magnitude, for fan_in 288 and fan_out 576
        "zeros, 0, 0", "random_normal, .05, .3", "random_uniform, .028868, .05", "truncated_normal, .043981, .1",
        "glorot_uniform, .048113, .083334", "glorot_normal, .048113, .109394",
        "he_uniform, .083333, .144338", "he_normal, .083333, .189475",
        "lecun_uniform, .058926, .102063", "lecun_normal, .058926, .133979"})
    void spreadsAsKerasDoes(String name, double deviation, double bound) {
        float[] values = Initialiser.named(name).draw(FILTERS, new SplitMix64(5)).toArray();
        double sum = 0;
        double squares = 0;
        double greatest = 0;
        for (float value : values) {
            sum += value;
            squares += value * value;
            greatest = Math.max(greatest, Math.abs(value));
        }
        assertThat(sum / values.length).isCloseTo(0, within(.002));
        assertThat(Math.sqrt(squares / values.length)).isCloseTo(deviation, within(.02 * deviation + 1e-9));
        assertThat(greatest).isLessThanOrEqualTo(bound + 1e-5);
    }

    @Test
    void onesAreOnes() {
        assertThat(Initialiser.ONES.draw(Shape.of(4), new SplitMix64(1)).toArray()).containsOnly(1);
    }

    @Test
    void aSeedGivesTheSameWeightsEverywhere() {
        assertThat(Initialiser.HE_NORMAL.draw(Shape.of(3, 3), new SplitMix64(1)).toArray())
                .containsExactly(Initialiser.HE_NORMAL.draw(Shape.of(3, 3), new SplitMix64(1)).toArray());
    }

    @Test
    void refusesAnUnknownName() {
        assertThatThrownBy(() -> Initialiser.named("he")).hasMessageContaining("no initialiser 'he'; there are [zeros");
    }
}
