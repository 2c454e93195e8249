package salty.kernels.vector.simd;

import static salty.kernels.vector.simd.Lanes.COUNT;
import static salty.kernels.vector.simd.Lanes.SPECIES;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorOperators;

/** The 2x2 max pool of stride 2 and its gradient over NHWC images; vector lanes run along channels. */
public final class MaxPool {
    private MaxPool() {
    }

    /** The least value that ties with {@code greatest}, where ties may differ by {@code tie} of it. */
    public static float least(float greatest, float tie) {
        return tie == 0 ? greatest : greatest - Math.abs(greatest) * tie;
    }

    /**
     * The greatest of four pixels, {@code rowStride} and {@code columnStride} floats apart, for each of the channels.
     */
    public static void window2x2(float[] x, int at, int rowStride, int columnStride, float[] y, int to, int channels) {
        int c = 0;
        for (; c <= channels - COUNT; c += COUNT) {
            FloatVector top = greater(FloatVector.fromArray(SPECIES, x, at + c),
                    FloatVector.fromArray(SPECIES, x, at + c + columnStride));
            FloatVector bottom = greater(FloatVector.fromArray(SPECIES, x, at + c + rowStride),
                    FloatVector.fromArray(SPECIES, x, at + c + rowStride + columnStride));
            greater(top, bottom).intoArray(y, to + c);
        }
        for (; c < channels; c++) {
            float top = greater(x[at + c], x[at + c + columnStride]);
            y[to + c] = greater(top, greater(x[at + c + rowStride], x[at + c + rowStride + columnStride]));
        }
    }

    private static FloatVector greater(FloatVector a, FloatVector b) {
        return a.blend(b, b.compare(VectorOperators.GT, a));
    }

    private static float greater(float a, float b) {
        return b > a ? b : a;
    }

    /**
     * Hands dy to the first greatest of four pixels, ties included, and 0 to the others, for each of the channels;
     * where {@code positive}, only to a pixel above 0, as a rectifier before the pool lets through.
     */
    public static void gradient2x2(float[] x, int at, int rowStride, int columnStride, float[] dy, int from, float tie,
                            boolean positive, float[] dx, int channels) {
        int c = 0;
        for (; c <= channels - COUNT; c += COUNT) {
            int i = at + c;
            FloatVector x0 = FloatVector.fromArray(SPECIES, x, i);
            FloatVector x1 = FloatVector.fromArray(SPECIES, x, i + columnStride);
            FloatVector x2 = FloatVector.fromArray(SPECIES, x, i + rowStride);
            FloatVector x3 = FloatVector.fromArray(SPECIES, x, i + rowStride + columnStride);
            FloatVector greatest = greater(greater(x0, x1), greater(x2, x3));
            FloatVector zero = FloatVector.zero(SPECIES);
            FloatVector rest = FloatVector.fromArray(SPECIES, dy, from + c);
            if (positive) {
                rest = zero.blend(rest, greatest.compare(VectorOperators.GT, zero));
            }
            FloatVector least = tie == 0 ? greatest : greatest.sub(greatest.abs().mul(tie));
            VectorMask<Float> hit = x0.compare(VectorOperators.GE, least);
            zero.blend(rest, hit).intoArray(dx, i);
            rest = rest.blend(zero, hit);
            hit = x1.compare(VectorOperators.GE, least);
            zero.blend(rest, hit).intoArray(dx, i + columnStride);
            rest = rest.blend(zero, hit);
            hit = x2.compare(VectorOperators.GE, least);
            zero.blend(rest, hit).intoArray(dx, i + rowStride);
            rest.blend(zero, hit).intoArray(dx, i + rowStride + columnStride);
        }
        for (; c < channels; c++) {
            int i = at + c;
            float least = least(greater(greater(x[i], x[i + columnStride]),
                    greater(x[i + rowStride], x[i + rowStride + columnStride])), tie);
            int best = x[i] >= least ? i : x[i + columnStride] >= least ? i + columnStride
                    : x[i + rowStride] >= least ? i + rowStride : i + rowStride + columnStride;
            dx[i] = 0;
            dx[i + columnStride] = 0;
            dx[i + rowStride] = 0;
            dx[i + rowStride + columnStride] = 0;
            dx[best] = positive && !(x[best] > 0) ? 0 : dy[from + c];
        }
    }
}
