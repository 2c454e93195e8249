package salty.engine.evaluate;

import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;

/**
 * Whether confidence is deserved: predictions in bins of equal width by their confidence, the right edge belonging to
 * the bin (Guo et al., "On calibration of modern neural networks", 2017).
 *
 * @param bins from low confidence to high
 */
public record Calibration(List<Bin> bins) {
    /**
     * Predictions of like confidence.
     *
     * @param count      how many
     * @param confidence their mean confidence, 0 where there are none
     * @param accuracy   the share of right ones, 0 where there are none
     */
    public record Bin(long count, double confidence, double accuracy) {}

    public Calibration {
        bins = List.copyOf(bins);
    }

    /**
     * Sorts predictions into bins.
     *
     * @param confidences the probability of each prediction, 0 to 1
     * @param right       whether it is true
     */
    public static Calibration of(double[] confidences, boolean[] right, int bins) {
        long[] counts = new long[bins];
        double[] sums = new double[bins];
        long[] rights = new long[bins];
        for (int i = 0; i < confidences.length; i++) {
            int bin = Math.clamp((int) Math.ceil(confidences[i] * bins) - 1, 0, bins - 1);
            counts[bin]++;
            sums[bin] += confidences[i];
            rights[bin] += right[i] ? 1 : 0;
        }
        List<Bin> all = new ArrayList<>();
        for (int bin = 0; bin < bins; bin++) {
            long count = counts[bin];
            all.add(count == 0 ? new Bin(0, 0, 0)
                    : new Bin(count, sums[bin] / count, (double) rights[bin] / count));
        }
        return new Calibration(all);
    }

    /** The expected calibration error: the mean distance of confidence and accuracy; empty without predictions. */
    public OptionalDouble error() {
        long total = 0;
        double sum = 0;
        for (Bin bin : bins) {
            total += bin.count;
            sum += bin.count * Math.abs(bin.confidence - bin.accuracy);
        }
        return total == 0 ? OptionalDouble.empty() : OptionalDouble.of(sum / total);
    }
}
