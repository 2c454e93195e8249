package salty.engine.train;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Coordinates of examples in the space that they span. With a penalty on squares the best weights lie in that space
 * (the representer theorem), so that n examples need n coordinates at most however many features they have. The basis
 * comes of {@code X X^T = L L^T}, whose pivoted Cholesky factor (Higham, "Accuracy and stability of numerical
 * algorithms", 2002, section 10.3) has the coordinates as rows: {@code X = L Q} with orthonormal rows of Q.
 *
 * @param rows        X, an example a row
 * @param pivots      the examples that span the others, in order
 * @param coordinates L, {@code (examples, pivots)}
 */
record RowSpace(double[][] rows, int[] pivots, double[][] coordinates) {
    /** Below this share of the longest example, what is left of one is rounding. */
    private static final double RANK = 1e-12;

    static RowSpace of(double[][] rows) {
        int n = rows.length;
        double[][] gram = new double[n][n];
        IntStream.range(0, n).parallel().forEach(i -> {
            for (int j = 0; j <= i; j++) {
                gram[i][j] = Vectors.dot(rows[i], rows[j]);
            }
        });
        double[] left = new double[n];
        double longest = 0;
        for (int i = 0; i < n; i++) {
            left[i] = gram[i][i];
            longest = Math.max(longest, left[i]);
        }
        List<Integer> pivots = new ArrayList<>();
        double[][] l = new double[n][n];
        for (int r = 0; r < n; r++) {
            int pivot = 0;
            for (int i = 1; i < n; i++) {
                pivot = left[i] > left[pivot] ? i : pivot;
            }
            if (left[pivot] <= RANK * longest) {
                break;
            }
            pivots.add(pivot);
            double root = Math.sqrt(left[pivot]);
            for (int i = 0; i < n; i++) {
                double sum = gram[Math.max(i, pivot)][Math.min(i, pivot)];
                for (int k = 0; k < r; k++) {
                    sum -= l[i][k] * l[pivot][k];
                }
                boolean spent = left[i] == Double.NEGATIVE_INFINITY;
                l[i][r] = spent ? 0 : i == pivot ? root : sum / root;
                left[i] -= l[i][r] * l[i][r];
            }
            left[pivot] = Double.NEGATIVE_INFINITY;
        }
        int rank = pivots.size();
        double[][] coordinates = new double[n][];
        for (int i = 0; i < n; i++) {
            coordinates[i] = Arrays.copyOf(l[i], rank);
        }
        return new RowSpace(rows, pivots.stream().mapToInt(Integer::intValue).toArray(), coordinates);
    }

    /** A regression on coordinates as one on features: {@code w = Q^T v}. */
    LogisticRegression lifted(LogisticRegression reduced) {
        double[][] triangle = new double[pivots.length][];
        for (int i = 0; i < pivots.length; i++) {
            triangle[i] = coordinates[pivots[i]];
        }
        double[][] weights = new double[reduced.weights().length][rows[0].length];
        for (int k = 0; k < weights.length; k++) {
            double[] shares = reduced.weights()[k].clone();
            Cholesky.solveTransposed(triangle, shares);
            for (int i = 0; i < pivots.length; i++) {
                Vectors.add(weights[k], shares[i], rows[pivots[i]]);
            }
        }
        return new LogisticRegression(weights, reduced.biases(), reduced.l2());
    }
}
