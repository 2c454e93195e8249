package salty.engine.evaluate;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * How well scores rank positive examples above negative ones: the counts at every threshold, from which ROC and
 * precision-recall curves follow. Examples of equal score fall together, so ties are neither luck nor order.
 *
 * @param thresholds the distinct scores, falling; an example is called positive from its threshold on
 * @param truePositives  how many positive examples have at least that score
 * @param falsePositives how many negative ones have
 * @param positives  how many positive examples there are
 * @param negatives  how many negative ones
 */
public record Ranking(double[] thresholds, long[] truePositives, long[] falsePositives, long positives,
                      long negatives) {
    /**
     * A point of a curve.
     *
     * @param x         false positive rate, or recall
     * @param y         true positive rate, or precision
     * @param threshold the least score that counts as positive; infinite before the first
     */
    public record Point(double x, double y, double threshold) {}

    /**
     * A threshold and what it does.
     *
     * @param threshold         the least score that counts as positive; infinite where nothing may
     * @param recall            the share of positive examples that reach it
     * @param falsePositiveRate the share of negative ones that do
     */
    public record Choice(double threshold, double recall, double falsePositiveRate) {}

    /** Ranks scores. */
    public static Ranking of(double[] scores, boolean[] positive) {
        Integer[] order = new Integer[scores.length];
        Arrays.setAll(order, i -> i);
        Arrays.sort(order, (a, b) -> Double.compare(scores[b], scores[a]));
        double[] thresholds = new double[scores.length];
        long[] truePositives = new long[scores.length];
        long[] falsePositives = new long[scores.length];
        int distinct = 0;
        long found = 0;
        long wrong = 0;
        for (int i = 0; i < order.length; i++) {
            if (positive[order[i]]) {
                found++;
            } else {
                wrong++;
            }
            if (i + 1 == order.length || scores[order[i + 1]] != scores[order[i]]) {
                thresholds[distinct] = scores[order[i]];
                truePositives[distinct] = found;
                falsePositives[distinct++] = wrong;
            }
        }
        return new Ranking(Arrays.copyOf(thresholds, distinct), Arrays.copyOf(truePositives, distinct),
                Arrays.copyOf(falsePositives, distinct), found, wrong);
    }

    /** False against true positive rate, from (0, 0) to (1, 1); empty where one class does not occur. */
    public List<Point> roc() {
        List<Point> points = new ArrayList<>();
        if (positives == 0 || negatives == 0) {
            return points;
        }
        points.add(new Point(0, 0, Double.POSITIVE_INFINITY));
        for (int i = 0; i < thresholds.length; i++) {
            points.add(new Point((double) falsePositives[i] / negatives, (double) truePositives[i] / positives,
                    thresholds[i]));
        }
        return points;
    }

    /** Recall against precision; empty where no example is positive. */
    public List<Point> precisionRecall() {
        List<Point> points = new ArrayList<>();
        for (int i = 0; i < thresholds.length && positives > 0; i++) {
            points.add(new Point((double) truePositives[i] / positives,
                    (double) truePositives[i] / (truePositives[i] + falsePositives[i]), thresholds[i]));
        }
        return points;
    }

    /**
     * The area under the ROC curve: the chance that a positive example scores above a negative one, ties counting half
     * (Hanley and McNeil, 1982).
     */
    public OptionalDouble rocArea() {
        List<Point> points = roc();
        if (points.isEmpty()) {
            return OptionalDouble.empty();
        }
        double area = 0;
        for (int i = 1; i < points.size(); i++) {
            Point from = points.get(i - 1);
            Point to = points.get(i);
            area += (to.x - from.x) * (to.y + from.y) / 2;
        }
        return OptionalDouble.of(area);
    }

    /** The area under the precision-recall curve as average precision, {@code sum of (R[i] - R[i-1]) P[i]}. */
    public OptionalDouble precisionRecallArea() {
        List<Point> points = precisionRecall();
        if (points.isEmpty()) {
            return OptionalDouble.empty();
        }
        double area = 0;
        double recall = 0;
        for (Point point : points) {
            area += (point.x - recall) * point.y;
            recall = point.x;
        }
        return OptionalDouble.of(area);
    }

    /**
     * The threshold that finds most without exceeding a false positive rate; of several that find as much, the
     * strictest, which takes the fewest negative examples. Empty where one class does not occur.
     */
    public Optional<Choice> atFalsePositiveRate(double limit) {
        Choice best = null;
        for (Point point : roc()) {
            if (point.x <= limit && (best == null || point.y > best.recall)) {
                best = new Choice(point.threshold, point.y, point.x);
            }
        }
        return Optional.ofNullable(best);
    }
}
