package salty.engine.train;

import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;

/**
 * The penalty of a logistic regression, chosen by cross-validation (Stone, 1974): for each of several, from strong to
 * weak, every fold is judged by what was fitted to the others. The strongest penalty is taken whose loss exceeds the
 * least by no more than its standard error (Breiman et al., "Classification and regression trees", 1984, section 3.4.3):
 * the least alone follows the chance of a few examples, and trusts itself too much on others.
 *
 * @param fitted to all examples, with the penalty that was chosen
 * @param points the penalties that were tried, falling
 * @param least  the one of the least loss
 * @param prior  the loss of someone who knows the classes' shares alone
 */
public record PenaltyPath(LogisticRegression fitted, List<Point> points, Point least, double prior) {
    private static final double STRONGEST = 10;
    private static final int PER_DECADE = 2;
    /** What is chosen between losses needs no more digits. */
    private static final double TOLERANCE = 1e-5;

    /**
     * What a penalty comes to.
     *
     * @param l2    the penalty
     * @param loss  the mean loss of the folds' examples by what was fitted to the other folds
     * @param error its standard error, from how folds differ
     */
    public record Point(double l2, double loss, double error) {
        private static Point of(double l2, double[] losses) {
            double mean = Arrays.stream(losses).average().orElseThrow();
            double squares = Arrays.stream(losses).map(loss -> (loss - mean) * (loss - mean)).sum();
            return new Point(l2, mean, losses.length < 2 ? 0 : Math.sqrt(squares / (losses.length - 1) / losses.length));
        }
    }

    public PenaltyPath {
        points = List.copyOf(points);
    }

    /**
     * Chooses the penalty and fits.
     *
     * @param folds the fold of each example, from 0; one of -1 is always learned from and never judged
     */
    public static PenaltyPath of(LabelledFeatures examples, int[] folds) {
        Reduction reduction = Reduction.of(examples);
        double[] penalties = penalties(examples);
        int count = Arrays.stream(folds).max().orElse(-1) + 1;
        double[][] losses = IntStream.range(0, count).parallel()
                .mapToObj(fold -> losses(reduction.examples(), folds, fold, penalties)).toArray(double[][]::new);
        List<Point> points = IntStream.range(0, penalties.length).mapToObj(i -> Point.of(penalties[i],
                Arrays.stream(losses).mapToDouble(fold -> fold[i]).toArray())).toList();
        Point least = points.stream().min(Comparator.comparingDouble(Point::loss)).orElseThrow();
        Point chosen = points.stream().filter(point -> point.loss <= least.loss + least.error).findFirst().orElseThrow();
        return new PenaltyPath(reduction.undone(LogisticRegression.fit(reduction.examples(), chosen.l2)), points, least,
                prior(examples));
    }

    private static double prior(LabelledFeatures examples) {
        double[] shares = new double[examples.classes()];
        Arrays.stream(examples.labels()).forEach(label -> shares[label] += examples.weights()[label] / examples.total());
        return Arrays.stream(shares).filter(share -> share > 0).map(share -> -share * Math.log(share)).sum();
    }

    /** Whether features tell classes, by more than chance would have it: their loss is below by its standard error. */
    public boolean isBetterThanPrior() {
        return least.loss + least.error < prior;
    }

    /**
     * From strong to the weakest, which is a standard normal prior on the weights of standardised features: 1 over the
     * number of examples, those that count for several making up for fewer (Kish, "Survey sampling", 1965). Classes that
     * few examples happen to separate would have weights without bounds else.
     */
    private static double[] penalties(LabelledFeatures examples) {
        double squares = Arrays.stream(examples.labels()).mapToDouble(label -> examples.weights()[label]
                * examples.weights()[label]).sum();
        double weakest = Math.min(STRONGEST, squares / (examples.total() * examples.total()));
        return DoubleStream.concat(IntStream.range(0, (int) Math.ceil(PER_DECADE * Math.log10(STRONGEST / weakest)))
                .mapToDouble(i -> STRONGEST * StrictMath.pow(10, -(double) i / PER_DECADE)),
                DoubleStream.of(weakest)).toArray();
    }

    /** For each penalty, the mean loss of a fold. */
    private static double[] losses(LabelledFeatures all, int[] folds, int fold, double[] penalties) {
        LabelledFeatures others = all.rows(IntStream.range(0, folds.length).filter(i -> folds[i] != fold).toArray());
        LabelledFeatures own = all.rows(IntStream.range(0, folds.length).filter(i -> folds[i] == fold).toArray());
        double[] losses = new double[penalties.length];
        LogisticRegression near = null;
        for (int i = 0; i < penalties.length; i++) {
            near = LogisticRegression.fit(others, penalties[i], near, TOLERANCE);
            losses[i] = near.loss(own);
        }
        return losses;
    }
}
