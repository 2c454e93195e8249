package salty.kernels.vector;

import static salty.kernels.vector.Lanes.COUNT;
import static salty.kernels.vector.Lanes.SPECIES;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorOperators;

/** Maps of runs of floats, element by element; results may overwrite an operand. */
final class Pointwise {
    private Pointwise() {
    }

    static void relu(float[] x, int xAt, float[] y, int yAt, int count) {
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

    static void add(float[] a, int aAt, float[] b, int bAt, float[] y, int yAt, int count) {
        int i = 0;
        for (; i <= count - COUNT; i += COUNT) {
            FloatVector.fromArray(SPECIES, a, aAt + i).add(FloatVector.fromArray(SPECIES, b, bAt + i))
                    .intoArray(y, yAt + i);
        }
        for (; i < count; i++) {
            y[yAt + i] = a[aAt + i] + b[bAt + i];
        }
    }

    /** y = max(y + x, 0) for rows of {@code columns}, {@code stride} floats apart in both. */
    static void addRectified(float[] x, float[] y, int at, int rows, int columns, int stride) {
        FloatVector zero = FloatVector.zero(SPECIES);
        for (int row = 0, from = at; row < rows; row++, from += stride) {
            int i = 0;
            for (; i <= columns - COUNT; i += COUNT) {
                FloatVector v = FloatVector.fromArray(SPECIES, y, from + i)
                        .add(FloatVector.fromArray(SPECIES, x, from + i));
                zero.blend(v, v.compare(VectorOperators.GT, zero)).intoArray(y, from + i);
            }
            for (; i < columns; i++) {
                float sum = y[from + i] + x[from + i];
                y[from + i] = sum > 0 ? sum : 0;
            }
        }
    }

    /** y += scale * x. */
    static void addScaled(float scale, float[] x, int xAt, float[] y, int yAt, int count) {
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

    static void multiply(float[] a, int aAt, float[] b, int bAt, float[] y, int yAt, int count) {
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
    static void maximum(float[] a, int aAt, float[] b, int bAt, float[] y, int yAt, int count) {
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
    static void mask(float[] a, int aAt, float[] b, int bAt, float[] y, int yAt, int count) {
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

    static void affine(float scale, float shift, float[] x, int xAt, float[] y, int yAt, int count) {
        int i = 0;
        for (; i <= count - COUNT; i += COUNT) {
            FloatVector.fromArray(SPECIES, x, xAt + i).fma(scale, shift).intoArray(y, yAt + i);
        }
        for (; i < count; i++) {
            y[yAt + i] = Math.fma(x[xAt + i], scale, shift);
        }
    }

    static void clip(float low, float high, float[] x, int xAt, float[] y, int yAt, int count) {
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

    static void squareRoot(float[] x, int xAt, float[] y, int yAt, int count) {
        int i = 0;
        for (; i <= count - COUNT; i += COUNT) {
            FloatVector.fromArray(SPECIES, x, xAt + i).sqrt().intoArray(y, yAt + i);
        }
        for (; i < count; i++) {
            y[yAt + i] = (float) Math.sqrt(x[xAt + i]);
        }
    }

    static void reciprocal(float[] x, int xAt, float[] y, int yAt, int count) {
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
