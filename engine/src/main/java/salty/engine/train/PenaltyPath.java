package salty.engine.train;

import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;

/**
 * The penalty of a logistic regression, chosen by cross-validation (Stone, 1974): for each of several, from strong to
 * weak, every fold is judged by what was fitted to the others; the penalty of the least mean loss is taken for all.
 *
 * @param fitted to all examples, with the penalty that was chosen
 * @param points the penalties that were tried, falling
 */
public record PenaltyPath(LogisticRegression fitted, List<Point> points) {
    private static final double STRONGEST = 10;
    private static final double WEAKEST = 1e-5;
    private static final int PER_DECADE = 2;
    /** What is chosen between losses needs no more digits. */
    private static final double TOLERANCE = 1e-5;

    /**
     * What a penalty comes to.
     *
     * @param l2   the penalty
     * @param loss the mean loss of examples by what was fitted to other folds
     */
    public record Point(double l2, double loss) {}

    public PenaltyPath {
        points = List.copyOf(points);
    }

    /** The loss of the penalty that was chosen. */
    public double loss() {
        return points.stream().mapToDouble(Point::loss).min().orElse(Double.NaN);
    }

    /**
     * Chooses the penalty and fits.
     *
     * @param folds the fold of each example, from 0; one of -1 is always learned from and never judged
     */
    public static PenaltyPath of(LabelledFeatures examples, int[] folds) {
        Reduction reduction = Reduction.of(examples);
        double[] penalties = IntStream.rangeClosed(0, steps())
                .mapToDouble(i -> STRONGEST * StrictMath.pow(10, -(double) i / PER_DECADE)).toArray();
        int count = Arrays.stream(folds).max().orElse(-1) + 1;
        double[][] losses = IntStream.range(0, count).parallel()
                .mapToObj(fold -> losses(reduction.examples(), folds, fold, penalties)).toArray(double[][]::new);
        double judged = IntStream.range(0, folds.length).filter(i -> folds[i] >= 0)
                .mapToDouble(i -> examples.weights()[examples.labels()[i]]).sum();
        List<Point> points = IntStream.range(0, penalties.length).mapToObj(i -> new Point(penalties[i],
                Arrays.stream(losses).mapToDouble(fold -> fold[i]).sum() / judged)).toList();
        Point best = points.stream().min(Comparator.comparingDouble(Point::loss)).orElseThrow();
        return new PenaltyPath(reduction.undone(LogisticRegression.fit(reduction.examples(), best.l2)), points);
    }

    private static int steps() {
        return (int) Math.round(PER_DECADE * Math.log10(STRONGEST / WEAKEST));
    }

    /** For each penalty, the sum of the weighted losses of a fold. */
    private static double[] losses(LabelledFeatures all, int[] folds, int fold, double[] penalties) {
        LabelledFeatures others = all.rows(IntStream.range(0, folds.length).filter(i -> folds[i] != fold).toArray());
        LabelledFeatures own = all.rows(IntStream.range(0, folds.length).filter(i -> folds[i] == fold).toArray());
        double[] losses = new double[penalties.length];
        LogisticRegression near = null;
        for (int i = 0; i < penalties.length; i++) {
            near = LogisticRegression.fit(others, penalties[i], near, TOLERANCE);
            losses[i] = near.loss(own) * own.total();
        }
        return losses;
    }
}
