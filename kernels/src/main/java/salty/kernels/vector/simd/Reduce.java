package salty.kernels.vector.simd;

import static salty.kernels.vector.simd.Lanes.COUNT;
import static salty.kernels.vector.simd.Lanes.SPECIES;

import jdk.incubator.vector.FloatVector;

/** Sums and softmax. Pieces are fixed, so that sums do not depend on the number of threads. */
public final class Reduce {
    /** Elements that one task adds up. */
    public static final int PIECE = 4096;
    /** Columns that one task adds up, row by row. */
    public static final int STRIP = 256;

    private Reduce() {
    }

    public static float sum(float[] x, int at, int count) {
        FloatVector sum0 = FloatVector.zero(SPECIES);
        FloatVector sum1 = sum0;
        int i = 0;
        for (; i <= count - 2 * COUNT; i += 2 * COUNT) {
            sum0 = sum0.add(FloatVector.fromArray(SPECIES, x, at + i));
            sum1 = sum1.add(FloatVector.fromArray(SPECIES, x, at + i + COUNT));
        }
        return Lanes.sum(sum0.add(sum1)) + sumScalar(x, at + i, count - i);
    }

    /** A short sum, in float64. */
    public static float sumScalar(float[] x, int at, int count) {
        double sum = 0;
        for (int i = 0; i < count; i++) {
            sum += x[at + i];
        }
        return (float) sum;
    }

    /** y[0 .. columns) = the sum of {@code rows} rows of x, {@code stride} floats apart. */
    public static void sumRows(float[] x, int at, int rows, int stride, float[] y, int to, int columns) {
        System.arraycopy(x, at, y, to, columns);
        for (int row = 1; row < rows; row++) {
            Pointwise.add(y, to, x, at + row * stride, y, to, columns);
        }
    }

    /** Probabilities of one row, or their logarithms, through float64 exponentials. */
    public static void softmax(float[] x, int at, int classes, boolean logarithm, float[] y, int to) {
        double greatest = Double.NEGATIVE_INFINITY;
        for (int i = 0; i < classes; i++) {
            greatest = Math.max(greatest, x[at + i]);
        }
        double sum = 0;
        for (int i = 0; i < classes; i++) {
            sum += Math.exp(x[at + i] - greatest);
        }
        double shift = greatest + Math.log(sum);
        for (int i = 0; i < classes; i++) {
            double value = x[at + i] - shift;
            y[to + i] = (float) (logarithm ? value : Math.exp(value));
        }
    }
}
