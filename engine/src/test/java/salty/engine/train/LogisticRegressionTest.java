package salty.engine.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.stream.IntStream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import salty.engine.random.SplitMix64;

/** A penalised log loss has one minimum: it is found, whatever the features are like. */
class LogisticRegressionTest {
    private static final Map<String, double[]> GOLDEN = golden();

    private static Map<String, double[]> golden() {
        Map<String, double[]> values = new HashMap<>();
        try (BufferedReader lines = new BufferedReader(new InputStreamReader(
                LogisticRegressionTest.class.getResourceAsStream("/train/logistic.txt"), StandardCharsets.UTF_8))) {
            lines.lines().map(line -> line.split(" ")).forEach(words -> values.put(words[0],
                    Arrays.stream(words).skip(1).mapToDouble(Double::parseDouble).toArray()));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return values;
    }

    private static LabelledFeatures golden(String name) {
        double[] shape = GOLDEN.get(name + "_shape");
        int width = (int) shape[1];
        double[] flat = GOLDEN.get(name + "_features");
        return new LabelledFeatures(IntStream.range(0, (int) shape[0])
                .mapToObj(i -> Arrays.copyOfRange(flat, i * width, (i + 1) * width)).toArray(double[][]::new),
                Arrays.stream(GOLDEN.get(name + "_labels")).mapToInt(label -> (int) label).toArray(),
                GOLDEN.get(name + "_class_weights"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"two", "four", "rare", "separable", "collinear", "wide", "pair"})
    void theMinimumIsTheGolden(String name) {
        LogisticRegression fitted = LogisticRegression.fitScaled(golden(name), golden(name).width(),
                GOLDEN.get(name + "_shape")[3]);

        double[] weights = Arrays.stream(fitted.weights()).flatMapToDouble(Arrays::stream).toArray();
        double[] expected = GOLDEN.get(name + "_weights");
        double size = Vectors.greatest(expected);
        assertThat(weights).containsExactly(expected, within(1e-5 * size));
        // A change of all biases by one summand changes nothing.
        assertThat(fitted.biases()[1] - fitted.biases()[0])
                .isCloseTo(GOLDEN.get(name + "_biases")[1] - GOLDEN.get(name + "_biases")[0], within(1e-5));
    }

    /** Clouds of examples about centres, some classes rarer than others. */
    private static LabelledFeatures clouds(int[] counts, int width, double apart, long seed) {
        SplitMix64 random = new SplitMix64(seed);
        double[][] centres = new double[counts.length][width];
        for (double[] centre : centres) {
            Arrays.setAll(centre, j -> apart * random.nextGaussian());
        }
        int[] labels = IntStream.range(0, counts.length).flatMap(k -> IntStream.generate(() -> k).limit(counts[k]))
                .toArray();
        double[][] features = new double[labels.length][width];
        for (int i = 0; i < labels.length; i++) {
            double[] centre = centres[labels[i]];
            Arrays.setAll(features[i], j -> centre[j] + random.nextGaussian());
        }
        double[] weights = new double[counts.length];
        Arrays.setAll(weights, k -> (double) labels.length / (counts.length * counts[k]));
        return new LabelledFeatures(features, labels, weights);
    }

    /** Both methods: few variables by Newton, many by L-BFGS. */
    @ParameterizedTest
    @CsvSource({"5, 1e-4", "5, 10", "120, 1e-5", "120, 1e-3", "120, 1"})
    void noDerivativeIsLeft(int width, double l2) {
        LabelledFeatures examples = clouds(new int[] {80, 30, 4}, width, .3, 7);
        SoftmaxLoss loss = new SoftmaxLoss(examples, l2);
        double[] gradient = new double[loss.size()];

        loss.at(LogisticRegression.fit(examples, l2).flat(), gradient);

        assertThat(Vectors.greatest(gradient)).isLessThan(1e-7);
    }

    @Test
    void theDerivativesAreThoseOfTheLoss() {
        LabelledFeatures examples = clouds(new int[] {6, 3, 2}, 4, 1, 3);
        SoftmaxLoss loss = new SoftmaxLoss(examples, .2);
        double[] point = new double[loss.size()];
        SplitMix64 random = new SplitMix64(10);
        Arrays.setAll(point, i -> random.nextGaussian());
        double[] gradient = new double[point.length];
        loss.at(point, gradient);
        double[][] hessian = loss.hessian(point);
        double h = 1e-5;
        for (int i = 0; i < point.length; i++) {
            double[] above = point.clone();
            double[] below = point.clone();
            above[i] += h;
            below[i] -= h;
            double[] gradientAbove = new double[point.length];
            double[] gradientBelow = new double[point.length];
            double slope = (loss.at(above, gradientAbove) - loss.at(below, gradientBelow)) / (2 * h);
            assertThat(gradient[i]).isCloseTo(slope, within(1e-8));
            for (int k = 0; k <= i; k++) {
                double pinned = i % 5 == 4 && k % 5 == 4 ? 1.0 / 3 : 0;
                assertThat(hessian[i][k]).isCloseTo((gradientAbove[k] - gradientBelow[k]) / (2 * h) + pinned,
                        within(1e-8));
            }
        }
    }

    /** With more features than examples the fit is made in the examples' own space. */
    @Test
    void theExamplesSpaceHoldsTheMinimum() {
        LabelledFeatures examples = clouds(new int[] {9, 6}, 40, .4, 5);
        double[][] rows = Arrays.copyOf(examples.features(), 17);
        rows[15] = rows[0];
        rows[16] = rows[3];
        int[] labels = Arrays.copyOf(examples.labels(), 17);
        LabelledFeatures all = new LabelledFeatures(rows, labels, examples.weights());

        RowSpace space = RowSpace.of(rows);
        assertThat(space.pivots()).hasSize(15);
        LogisticRegression lifted = space.lifted(LogisticRegression.fit(all.with(space.coordinates()), .05));
        LogisticRegression direct = LogisticRegression.fit(all, .05);

        for (int k = 0; k < 2; k++) {
            assertThat(lifted.weights()[k]).containsExactly(direct.weights()[k], within(1e-6));
        }
    }

    private static PenaltyPath chosen(LabelledFeatures examples, int[] folds) {
        return PenaltyPath.of(examples, examples.width(), List.of(folds), OptionalDouble.empty());
    }

    @Test
    void crossValidationTellsNoiseFromSense() {
        LabelledFeatures clear = clouds(new int[] {40, 40}, 6, 1, 1);
        LabelledFeatures noise = clouds(new int[] {40, 40}, 60, 0, 1);
        int[] folds = IntStream.range(0, 80).map(i -> i % 5).toArray();

        PenaltyPath sense = chosen(clear, folds);
        PenaltyPath nonsense = chosen(noise, folds);

        assertThat(sense.least().loss()).isLessThan(.4);
        assertThat(nonsense.least().loss()).isGreaterThan(.65);
        assertThat(sense.gain(clear).sure()).isPositive();
        assertThat(nonsense.gain(noise).sure()).isNegative();
        assertThat(nonsense.prior()).isCloseTo(Math.log(2), within(1e-12));
        assertThat(nonsense.fitted().l2()).isGreaterThan(10 * sense.fitted().l2());
        assertThat(sense.points()).hasSize(9).extracting(PenaltyPath.Point::l2)
                .isSortedAccordingTo(Comparator.reverseOrder()).startsWith(10.).endsWith(.16 / 80);
    }

    @Test
    void aClassOfOneIsLearnedFromInEveryFold() {
        LabelledFeatures examples = clouds(new int[] {20, 1, 20}, 3, 1, 2);
        int[] folds = IntStream.range(0, 41).map(i -> i == 20 ? -1 : i % 5).toArray();

        PenaltyPath path = chosen(examples, folds);

        assertThat(path.points()).allMatch(point -> Double.isFinite(point.loss()));
    }

    @Test
    void theSameExamplesGiveTheSameBits() {
        LabelledFeatures examples = clouds(new int[] {30, 30}, 90, .2, 4);
        int[] folds = IntStream.range(0, 60).map(i -> i % 5).toArray();

        assertThat(chosen(examples, folds).fitted().flat())
                .containsExactly(chosen(examples, folds).fitted().flat());
    }

    /** One example a class could be told apart by anything: chance must not pass for sense. */
    @Test
    void aGainIsSureOnlyBeyondItsErrors() {
        assertThat(Gain.of(new double[] {1, 3, Double.NaN}, new double[] {1, 1, 9})).isEqualTo(
                new Gain(2, Math.sqrt(.5)));
        assertThat(Gain.of(new double[] {1, -.6}, new double[] {1, 1}).sure()).isNegative();
        assertThat(Gain.of(new double[] {.5, .6}, new double[] {2, 1}).sure()).isPositive();
    }

    /** A class that is told by one channel anywhere: on maps as they lie it takes many examples to see that. */
    @Test
    void whatHoldsAnywhereIsLearnedFromFewMaps() {
        SplitMix64 random = new SplitMix64(6);
        LabelledFeatures few = spots(random, 30);
        LabelledFeatures unseen = spots(random, 400);

        double asMaps = mean(LogisticRegression.fitScaled(few, 5, .1).losses(unseen));
        double asTheyLie = mean(LogisticRegression.fitScaled(few, few.width(), .1).losses(unseen));

        assertThat(asMaps).isLessThan(.8 * asTheyLie);
    }

    private static double mean(double[] values) {
        return Arrays.stream(values).average().orElseThrow();
    }

    /** Maps of 16 places and 5 channels; the second class has a spot in the third channel somewhere. */
    private static LabelledFeatures spots(SplitMix64 random, int count) {
        double[][] features = new double[count][80];
        int[] labels = IntStream.range(0, count).map(i -> i % 2).toArray();
        for (int i = 0; i < count; i++) {
            Arrays.setAll(features[i], j -> .3 * random.nextGaussian());
            features[i][5 * (int) (16 * random.nextDouble()) + 2] += 6 * labels[i];
        }
        return new LabelledFeatures(features, labels, new double[] {1, 1});
    }
}
