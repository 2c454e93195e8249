package salty.engine.evaluate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.OptionalDouble;

import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;

/** Small cases that were worked out by hand. */
class EvaluationTest {
    private static final Offset<Double> EXACT = within(1e-12);

    /** Truth and predictions of ten examples: 5, 3 and 2 of each class. */
    private final Confusion confusion = Confusion.of(3, new int[] {0, 0, 0, 0, 0, 1, 1, 1, 2, 2},
            new int[] {0, 0, 0, 0, 1, 1, 1, 0, 2, 0});

    @Test
    void confusionCountsTruthByPrediction() {
        assertThat(confusion.counts()).isDeepEqualTo(new long[][] {{4, 1, 0}, {1, 2, 0}, {1, 0, 1}});
        assertThat(confusion.accuracy()).hasValue(.7);
        assertThat(confusion.precision(0).orElseThrow()).isCloseTo(4 / 6., EXACT);
        assertThat(confusion.recall(0).orElseThrow()).isCloseTo(4 / 5., EXACT);
        assertThat(confusion.f1(0).orElseThrow()).isCloseTo(8 / 11., EXACT);
        assertThat(confusion.f1(1).orElseThrow()).isCloseTo(4 / 6., EXACT);
        assertThat(confusion.f1(2).orElseThrow()).isCloseTo(2 / 3., EXACT);
        assertThat(confusion.macroF1().orElseThrow()).isCloseTo((8 / 11. + 4 / 6. + 2 / 3.) / 3, EXACT);
    }

    @Test
    void aClassThatDoesNotOccurHasNoRecall() {
        Confusion one = Confusion.of(2, new int[] {0, 0}, new int[] {0, 0});
        assertThat(one.recall(1)).isEmpty();
        assertThat(one.precision(1)).isEmpty();
        assertThat(one.f1(1)).isEmpty();
        assertThat(one.macroF1()).hasValue(1);
        assertThat(Confusion.of(2, new int[0], new int[0]).accuracy()).isEmpty();
    }

    @Test
    void theBestOfEqualScoresIsTheFirst() {
        assertThat(Confusion.best(new float[] {0, .2f, .4f, .4f}, 1, 3)).isEqualTo(1);
    }

    @Test
    void rankingWithoutTies() {
        Ranking ranking = Ranking.of(new double[] {.9, .8, .7, .6, .5, .4},
                new boolean[] {true, true, false, true, false, false});
        // 8 of the 9 pairs of a positive and a negative example are in order
        assertThat(ranking.rocArea().orElseThrow()).isCloseTo(8 / 9., EXACT);
        assertThat(ranking.precisionRecallArea().orElseThrow()).isCloseTo((1 + 1 + 3 / 4.) / 3, EXACT);
        assertThat(ranking.roc()).hasSize(7).startsWith(new Ranking.Point(0, 0, Double.POSITIVE_INFINITY))
                .endsWith(new Ranking.Point(1, 1, .4));
    }

    @Test
    void tiesCountHalf() {
        Ranking ranking = Ranking.of(new double[] {.8, .5, .5, .5, .2},
                new boolean[] {true, true, false, false, false});
        // pairs: (.8: 3 above), (.5: 2 ties, 1 above) -> (3 + 1 + 1) / 6
        assertThat(ranking.rocArea().orElseThrow()).isCloseTo(5 / 6., EXACT);
        assertThat(ranking.precisionRecallArea().orElseThrow()).isCloseTo(.5 * 1 + .5 * (2 / 4.), EXACT);
        assertThat(ranking.thresholds()).containsExactly(.8, .5, .2);
        assertThat(Ranking.of(new double[] {.5, .5}, new boolean[] {false, true}).rocArea()).hasValue(.5);
    }

    @Test
    void oneClassAloneHasNoCurve() {
        Ranking negative = Ranking.of(new double[] {.1, .2}, new boolean[] {false, false});
        assertThat(negative.rocArea()).isEmpty();
        assertThat(negative.precisionRecallArea()).isEmpty();
        assertThat(negative.roc()).isEmpty();
        assertThat(negative.atFalsePositiveRate(.1)).isEmpty();
        Ranking positive = Ranking.of(new double[] {.1, .2}, new boolean[] {true, true});
        assertThat(positive.rocArea()).isEmpty();
        assertThat(positive.precisionRecallArea()).hasValue(1);
    }

    @Test
    void thresholdForAFalsePositiveRate() {
        Ranking ranking = Ranking.of(new double[] {.9, .8, .7, .6, .5, .4},
                new boolean[] {true, true, false, true, false, false});
        assertThat(ranking.atFalsePositiveRate(0)).contains(new Ranking.Choice(.8, 2 / 3., 0));
        assertThat(ranking.atFalsePositiveRate(.4)).contains(new Ranking.Choice(.6, 1, 1 / 3.));
        assertThat(ranking.atFalsePositiveRate(1)).as("what finds no more only takes more wrongly")
                .contains(new Ranking.Choice(.6, 1, 1 / 3.));
        assertThat(Ranking.of(new double[] {.9, .1}, new boolean[] {false, true}).atFalsePositiveRate(.5))
                .contains(new Ranking.Choice(Double.POSITIVE_INFINITY, 0, 0));
    }

    @Test
    void calibrationErrorIsTheMeanGap() {
        Calibration calibration =
                Calibration.of(new double[] {.55, .6, .9, .95, 1}, new boolean[] {true, false, true, true,
            false}, 10);
        assertThat(calibration.bins().get(5)).isEqualTo(new Calibration.Bin(2, (.55 + .6) / 2, .5));
        assertThat(calibration.bins().get(8).count()).isEqualTo(1);
        double gap = 2 * Math.abs(.575 - .5) + .1 + 2 * Math.abs(.975 - .5);
        assertThat(calibration.error().orElseThrow()).isCloseTo(gap / 5, EXACT);
        assertThat(Calibration.of(new double[0], new boolean[0], 10).error()).isEqualTo(OptionalDouble.empty());
    }

    @Test
    void certaintyAndDoubtHaveTheirBins() {
        List<Calibration.Bin> bins = Calibration.of(new double[] {0, 1}, new boolean[] {false, true}, 4).bins();
        assertThat(bins).extracting(Calibration.Bin::count).containsExactly(1L, 0L, 0L, 1L);
    }
}
