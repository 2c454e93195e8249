package salty.engine.train;

import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.OptionalDouble;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;

/**
 * The penalty of a logistic regression, chosen by repeated cross-validation (Stone, 1974): for each of several, from
 * strong to weak, every example is judged by what was fitted to the other folds, once in each deal. The one of the least
 * loss is taken.
 *
 * @param fitted to all examples, with the penalty that was chosen
 * @param points the penalties that were tried, falling
 * @param least  the one that was chosen
 * @param prior  the loss of someone who knows the classes' shares alone
 * @param gains  by how much each example's loss is below that; NaN for one that was not judged
 */
public record PenaltyPath(LogisticRegression fitted, List<Point> points, Point least, double prior, double[] gains) {
    private static final double STRONGEST = 10;
    private static final int PER_DECADE = 2;
    private static final double PRIOR_PRECISION = 1 / (2.5 * 2.5);
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

    /**
     * Chooses the penalty and fits.
     *
     * @param channels as {@link Reduction} takes them
     * @param deals    ways of dealing examples out to folds: for each way, the fold of each example, from 0; one of -1
     *                 is always learned from and never judged
     * @param l2       the one penalty that is to be judged; empty for a choice
     */
    public static PenaltyPath of(LabelledFeatures examples, int channels, List<int[]> deals, OptionalDouble l2) {
        Reduction reduction = Reduction.of(examples, channels);
        double[] penalties = l2.isPresent() ? new double[] {l2.getAsDouble()} : penalties(examples);
        double[][] losses = losses(reduction.examples(), deals, penalties);
        double[] weights = Arrays.stream(examples.labels()).mapToDouble(label -> examples.weights()[label]).toArray();
        double[] priors = priors(examples);
        double[][] gains = new double[penalties.length][];
        Arrays.setAll(gains, p -> IntStream.range(0, weights.length)
                .mapToDouble(i -> priors[examples.labels()[i]] - losses[p][i]).toArray());
        double prior = IntStream.range(0, weights.length).mapToDouble(i -> weights[i] * priors[examples.labels()[i]])
                .sum() / examples.total();
        List<Point> points = IntStream.range(0, penalties.length)
                .mapToObj(p -> new Point(penalties[p], Gain.of(losses[p], weights).mean())).toList();
        Point least = points.stream().min(Comparator.comparingDouble(Point::loss)).orElseThrow();
        return new PenaltyPath(reduction.undone(LogisticRegression.fit(reduction.examples(), least.l2)), points, least,
                prior, gains[points.indexOf(least)]);
    }

    /** The loss of each class's examples for someone who knows the classes' shares alone. */
    private static double[] priors(LabelledFeatures examples) {
        double[] shares = new double[examples.classes()];
        Arrays.stream(examples.labels()).forEach(label -> shares[label] += examples.weights()[label] / examples.total());
        return Arrays.stream(shares).map(share -> -Math.log(share)).toArray();
    }

    /** By how much features tell classes better than not looking at them. */
    public Gain gain(LabelledFeatures examples) {
        return Gain.of(gains, Arrays.stream(examples.labels()).mapToDouble(label -> examples.weights()[label]).toArray());
    }

    /**
     * From strong to the weakest, which is a weakly informative prior on the weights of standardised features: normal with
     * a deviation of 2.5 (after Gelman et al., "A weakly informative default prior distribution", 2008). As a share of
     * the mean loss that is its precision over the number of examples, those that count for several making up for fewer
     * (Kish, "Survey sampling", 1965). Classes that few examples happen to separate would have weights without bounds
     * else.
     */
    private static double[] penalties(LabelledFeatures examples) {
        double squares = Arrays.stream(examples.labels()).mapToDouble(label -> examples.weights()[label]
                * examples.weights()[label]).sum();
        double weakest = Math.min(STRONGEST, PRIOR_PRECISION * squares / (examples.total() * examples.total()));
        return DoubleStream.concat(IntStream.range(0, (int) Math.ceil(PER_DECADE * Math.log10(STRONGEST / weakest)))
                .mapToDouble(i -> STRONGEST * StrictMath.pow(10, -(double) i / PER_DECADE)),
                DoubleStream.of(weakest)).toArray();
    }

    /** For each penalty and example, the mean loss over deals; NaN for one that is in no fold. */
    private static double[][] losses(LabelledFeatures all, List<int[]> deals, double[] penalties) {
        record Fold(int[] folds, int number) {}
        List<Fold> folds = deals.stream().flatMap(deal -> IntStream.rangeClosed(0, Arrays.stream(deal).max()
                .orElse(-1)).mapToObj(number -> new Fold(deal, number))).toList();
        List<double[][]> judged = folds.parallelStream().map(fold -> losses(all, fold.folds, fold.number, penalties))
                .toList();
        double[][] means = new double[penalties.length][all.labels().length];
        for (int p = 0; p < penalties.length; p++) {
            for (int i = 0; i < means[p].length; i++) {
                means[p][i] = deals.getFirst()[i] < 0 ? Double.NaN : 0;
            }
            for (int f = 0; f < judged.size(); f++) {
                int at = 0;
                for (int i : members(folds.get(f).folds, folds.get(f).number)) {
                    means[p][i] += judged.get(f)[p][at++] / deals.size();
                }
            }
        }
        return means;
    }

    /** For each penalty, the losses of a fold's examples. */
    private static double[][] losses(LabelledFeatures all, int[] folds, int fold, double[] penalties) {
        LabelledFeatures others = all.rows(IntStream.range(0, folds.length).filter(i -> folds[i] != fold).toArray());
        LabelledFeatures own = all.rows(members(folds, fold));
        double[][] losses = new double[penalties.length][];
        LogisticRegression near = null;
        for (int p = 0; p < penalties.length; p++) {
            near = LogisticRegression.fit(others, penalties[p], near, TOLERANCE);
            losses[p] = near.losses(own);
        }
        return losses;
    }

    private static int[] members(int[] folds, int fold) {
        return IntStream.range(0, folds.length).filter(i -> folds[i] == fold).toArray();
    }
}
