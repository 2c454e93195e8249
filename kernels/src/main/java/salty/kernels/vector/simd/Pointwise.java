package salty.kernels.vector.simd;

import static salty.kernels.vector.simd.Lanes.COUNT;
import static salty.kernels.vector.simd.Lanes.SPECIES;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorOperators;

/** Maps of runs of floats, element by element; results may overwrite an operand. */
public final class Pointwise {
    private Pointwise() {
    }

    public static void relu(float[] x, int xAt, float[] y, int yAt, int count) {
        int i = 0;
        FloatVector zero = FloatVector.zero(SPECIES);
        for (; i <= count - COUNT; i += COUNT) {
            FloatVector v = FloatVector.fromArray(SPECIES, x, xAt + i);
            zero.blend(v, v.compare(VectorOperators.GT, zero)).intoArray(y, yAt + i);
        }
        for (; i < count; i++) {
            y[yAt + i] = x[xAt + i] > 0 ? x[xAt + i] : 0;
        }
    }

    public static void add(float[] a, int aAt, float[] b, int bAt, float[] y, int yAt, int count) {
        int i = 0;
        for (; i <= count - COUNT; i += COUNT) {
            FloatVector.fromArray(SPECIES, a, aAt + i).add(FloatVector.fromArray(SPECIES, b, bAt + i))
                    .intoArray(y, yAt + i);
        }
        for (; i < count; i++) {
            y[yAt + i] = a[aAt + i] + b[bAt + i];
        }
    }

    /**
     * y = max(v + x, 0) for rows of {@code columns} floats: those of y and x begin {@code stride} apart from {@code at}
     * on, those of v, which may be y, {@code vStride} from {@code vAt} on.
     */
    public static void addRectified(float[] v, int vAt, int vStride, float[] x, float[] y, int at, int stride,
                             int rows, int columns) {
        FloatVector zero = FloatVector.zero(SPECIES);
        for (int row = 0; row < rows; row++) {
            int from = vAt + row * vStride;
            int to = at + row * stride;
            int i = 0;
            for (; i <= columns - COUNT; i += COUNT) {
                FloatVector sum = FloatVector.fromArray(SPECIES, v, from + i)
                        .add(FloatVector.fromArray(SPECIES, x, to + i));
                zero.blend(sum, sum.compare(VectorOperators.GT, zero)).intoArray(y, to + i);
            }
            for (; i < columns; i++) {
                float sum = v[from + i] + x[to + i];
                y[to + i] = sum > 0 ? sum : 0;
            }
        }
    }

    /** y += scale * x. */
    public static void addScaled(float scale, float[] x, int xAt, float[] y, int yAt, int count) {
        int i = 0;
        FloatVector factor = FloatVector.broadcast(SPECIES, scale);
        for (; i <= count - COUNT; i += COUNT) {
            FloatVector.fromArray(SPECIES, x, xAt + i).fma(factor, FloatVector.fromArray(SPECIES, y, yAt + i))
                    .intoArray(y, yAt + i);
        }
        for (; i < count; i++) {
            y[yAt + i] += scale * x[xAt + i];
        }
    }

    public static void multiply(float[] a, int aAt, float[] b, int bAt, float[] y, int yAt, int count) {
        int i = 0;
        for (; i <= count - COUNT; i += COUNT) {
            FloatVector.fromArray(SPECIES, a, aAt + i).mul(FloatVector.fromArray(SPECIES, b, bAt + i))
                    .intoArray(y, yAt + i);
        }
        for (; i < count; i++) {
            y[yAt + i] = a[aAt + i] * b[bAt + i];
        }
    }

    /** The larger of both, a where they are equal. */
    public static void maximum(float[] a, int aAt, float[] b, int bAt, float[] y, int yAt, int count) {
        int i = 0;
        for (; i <= count - COUNT; i += COUNT) {
            FloatVector.fromArray(SPECIES, a, aAt + i).max(FloatVector.fromArray(SPECIES, b, bAt + i))
                    .intoArray(y, yAt + i);
        }
        for (; i < count; i++) {
            y[yAt + i] = Math.max(a[aAt + i], b[bAt + i]);
        }
    }

    /** a where b is positive, else 0. */
    public static void mask(float[] a, int aAt, float[] b, int bAt, float[] y, int yAt, int count) {
        int i = 0;
        FloatVector zero = FloatVector.zero(SPECIES);
        for (; i <= count - COUNT; i += COUNT) {
            FloatVector v = FloatVector.fromArray(SPECIES, b, bAt + i);
            zero.blend(FloatVector.fromArray(SPECIES, a, aAt + i), v.compare(VectorOperators.GT, zero))
                    .intoArray(y, yAt + i);
        }
        for (; i < count; i++) {
            y[yAt + i] = b[bAt + i] > 0 ? a[aAt + i] : 0;
        }
    }

    public static void affine(float scale, float shift, float[] x, int xAt, float[] y, int yAt, int count) {
        int i = 0;
        for (; i <= count - COUNT; i += COUNT) {
            FloatVector.fromArray(SPECIES, x, xAt + i).fma(scale, shift).intoArray(y, yAt + i);
        }
        for (; i < count; i++) {
            y[yAt + i] = Math.fma(x[xAt + i], scale, shift);
        }
    }

    public static void clip(float low, float high, float[] x, int xAt, float[] y, int yAt, int count) {
        int i = 0;
        FloatVector least = FloatVector.broadcast(SPECIES, low);
        FloatVector greatest = FloatVector.broadcast(SPECIES, high);
        for (; i <= count - COUNT; i += COUNT) {
            FloatVector v = FloatVector.fromArray(SPECIES, x, xAt + i);
            v = v.blend(least, v.compare(VectorOperators.LT, least));
            v.blend(greatest, v.compare(VectorOperators.GT, greatest)).intoArray(y, yAt + i);
        }
        for (; i < count; i++) {
            y[yAt + i] = Math.min(Math.max(x[xAt + i], low), high);
        }
    }

    public static void squareRoot(float[] x, int xAt, float[] y, int yAt, int count) {
        int i = 0;
        for (; i <= count - COUNT; i += COUNT) {
            FloatVector.fromArray(SPECIES, x, xAt + i).sqrt().intoArray(y, yAt + i);
        }
        for (; i < count; i++) {
            y[yAt + i] = (float) Math.sqrt(x[xAt + i]);
        }
    }

    public static void reciprocal(float[] x, int xAt, float[] y, int yAt, int count) {
        int i = 0;
        FloatVector one = FloatVector.broadcast(SPECIES, 1);
        for (; i <= count - COUNT; i += COUNT) {
            one.div(FloatVector.fromArray(SPECIES, x, xAt + i)).intoArray(y, yAt + i);
        }
        for (; i < count; i++) {
            y[yAt + i] = 1 / x[xAt + i];
        }
    }
}
