package salty.engine.evaluate;

import java.util.OptionalDouble;

/**
 * Counts of what was predicted for what is true, and what follows from them.
 *
 * @param counts {@code counts[truth][prediction]}
 */
public record Confusion(long[][] counts) {
    /** Counts predictions. */
    public static Confusion of(int classes, int[] truth, int[] predicted) {
        long[][] counts = new long[classes][classes];
        for (int i = 0; i < truth.length; i++) {
            counts[truth[i]][predicted[i]]++;
        }
        return new Confusion(counts);
    }

    /** The class with the greatest score, the first of several. */
    public static int best(float[] scores, int offset, int classes) {
        int best = 0;
        for (int i = 1; i < classes; i++) {
            if (scores[offset + i] > scores[offset + best]) {
                best = i;
            }
        }
        return best;
    }

    /** The share of right predictions. */
    public OptionalDouble accuracy() {
        long right = 0;
        for (int i = 0; i < counts.length; i++) {
            right += counts[i][i];
        }
        return ratio(right, total());
    }

    /** How much of what is predicted as this class is it; empty if nothing is. */
    public OptionalDouble precision(int of) {
        long predicted = 0;
        for (long[] row : counts) {
            predicted += row[of];
        }
        return ratio(counts[of][of], predicted);
    }

    /** How much of this class is found; empty if it does not occur. */
    public OptionalDouble recall(int of) {
        return ratio(counts[of][of], occurrences(of));
    }

    /** {@code 2 tp / (2 tp + fp + fn)}; empty if the class neither occurs nor is predicted. */
    public OptionalDouble f1(int of) {
        long either = occurrences(of);
        for (long[] row : counts) {
            either += row[of];
        }
        return ratio(2 * counts[of][of], either);
    }

    /** The mean of the classes' F1, those without one left out. */
    public OptionalDouble macroF1() {
        double sum = 0;
        int defined = 0;
        for (int of = 0; of < counts.length; of++) {
            OptionalDouble f1 = f1(of);
            if (f1.isPresent()) {
                sum += f1.getAsDouble();
                defined++;
            }
        }
        return defined == 0 ? OptionalDouble.empty() : OptionalDouble.of(sum / defined);
    }

    /** How often a class is true. */
    public long occurrences(int of) {
        long sum = 0;
        for (long count : counts[of]) {
            sum += count;
        }
        return sum;
    }

    /** The number of examples. */
    public long total() {
        long sum = 0;
        for (int of = 0; of < counts.length; of++) {
            sum += occurrences(of);
        }
        return sum;
    }

    private static OptionalDouble ratio(long part, long whole) {
        return whole == 0 ? OptionalDouble.empty() : OptionalDouble.of((double) part / whole);
    }
}
