package salty.kernels.vector.conv;

import static salty.kernels.vector.simd.Lanes.COUNT;
import static salty.kernels.vector.simd.Lanes.SPECIES;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorOperators;

import salty.kernels.vector.simd.GemmTile;

/**
 * A 3x3 depthwise window that slides along the rows of a strip of {@link #PITCH} channels, as {@link DepthwiseSlide}
 * does along those of an image. Pixels are at a distance that C2 knows, so that it looks at the bounds of x before the
 * loop and not in every step; and what is written is clamped on its way, written out each time, as a method that takes
 * vectors may be compiled before its callers, which then box every vector that they give it.
 */
public final class DepthwiseStrip {
    /** Floats from one pixel of a strip to the next: a row of a {@link GemmTile}. */
    public static final int PITCH = GemmTile.COLUMNS;

    private DepthwiseStrip() {
    }

    /** The bounds of a clamp as vectors, the lower one first, for {@code limits} below. */
    public static float[] limits(float low, float high) {
        float[] limits = new float[2 * COUNT];
        FloatVector.broadcast(SPECIES, low).intoArray(limits, 0);
        FloatVector.broadcast(SPECIES, high).intoArray(limits, COUNT);
        return limits;
    }

    /**
     * Some rows of y for one vector of channels, with a stride of 1. All rows of the window lie inside the strip; of
     * its columns up to two may not.
     *
     * @param at       the vector in the strip, at the first window's top row and column 0
     * @param rowStep  floats from row to row of the strip
     * @param width    pixels of a row of the strip
     * @param left     columns of padding at the left, at most 2
     * @param f        filters (3, 3, 1, channels)
     * @param bias     a float a channel
     * @param channel  the first of the vector, in f and bias
     * @param channels floats between taps, and between pixels of y
     * @param to       the vector in the first row of y
     * @param outStep  floats from row to row of y
     * @param outWidth pixels of y in a row
     */
    static void strideOne(float[] x, int at, int rowStep, int width, int left, float[] f, float[] bias, int channel,
                          int channels, float[] limits, float[] y, int to, int outStep, int outWidth, int rows) {
        FloatVector f00 = FloatVector.fromArray(SPECIES, f, channel);
        FloatVector f01 = FloatVector.fromArray(SPECIES, f, channel + channels);
        FloatVector f02 = FloatVector.fromArray(SPECIES, f, channel + 2 * channels);
        FloatVector f10 = FloatVector.fromArray(SPECIES, f, channel + 3 * channels);
        FloatVector f11 = FloatVector.fromArray(SPECIES, f, channel + 4 * channels);
        FloatVector f12 = FloatVector.fromArray(SPECIES, f, channel + 5 * channels);
        FloatVector f20 = FloatVector.fromArray(SPECIES, f, channel + 6 * channels);
        FloatVector f21 = FloatVector.fromArray(SPECIES, f, channel + 7 * channels);
        FloatVector f22 = FloatVector.fromArray(SPECIES, f, channel + 8 * channels);
        FloatVector start = FloatVector.fromArray(SPECIES, bias, channel);
        FloatVector low = FloatVector.fromArray(SPECIES, limits, 0);
        FloatVector high = FloatVector.fromArray(SPECIES, limits, COUNT);
        int whole = Math.min(width, outWidth + 2 - left);
        for (int row = 0; row < rows; row++) {
            int first = at + row * rowStep;
            int out = to + row * outStep;
            FloatVector a = start;
            FloatVector b = start;
            int i = first;
            for (int column = left; column < 2; column++, i += PITCH) {
                FloatVector x0 = FloatVector.fromArray(SPECIES, x, i);
                FloatVector x1 = FloatVector.fromArray(SPECIES, x, i + rowStep);
                FloatVector x2 = FloatVector.fromArray(SPECIES, x, i + 2 * rowStep);
                a = x2.fma(f21, x1.fma(f11, x0.fma(f01, b)));
                b = x2.fma(f20, x1.fma(f10, x0.fma(f00, start)));
            }
            int end = first + whole * PITCH;
            for (int j = Math.max(0, i); j < end; j += PITCH, out += channels) {
                FloatVector x0 = FloatVector.fromArray(SPECIES, x, j);
                FloatVector x1 = FloatVector.fromArray(SPECIES, x, j + rowStep);
                FloatVector x2 = FloatVector.fromArray(SPECIES, x, j + 2 * rowStep);
                FloatVector sum = x2.fma(f22, x1.fma(f12, x0.fma(f02, a)));
                sum = sum.blend(low, sum.compare(VectorOperators.LT, low));
                sum.blend(high, sum.compare(VectorOperators.GT, high)).intoArray(y, out);
                a = x2.fma(f21, x1.fma(f11, x0.fma(f01, b)));
                b = x2.fma(f20, x1.fma(f10, x0.fma(f00, start)));
            }
            int missing = outWidth + 2 - left - whole;
            if (missing > 0) {
                a = a.blend(low, a.compare(VectorOperators.LT, low));
                a.blend(high, a.compare(VectorOperators.GT, high)).intoArray(y, out);
            }
            if (missing > 1) {
                b = b.blend(low, b.compare(VectorOperators.LT, low));
                b.blend(high, b.compare(VectorOperators.GT, high)).intoArray(y, out + channels);
            }
        }
    }

    /** The same with a stride of 2; at most one column of padding at the left, and one at the right. */
    static void strideTwo(float[] x, int at, int rowStep, int width, int left, float[] f, float[] bias, int channel,
                          int channels, float[] limits, float[] y, int to, int outStep, int outWidth, int rows) {
        FloatVector f00 = FloatVector.fromArray(SPECIES, f, channel);
        FloatVector f01 = FloatVector.fromArray(SPECIES, f, channel + channels);
        FloatVector f02 = FloatVector.fromArray(SPECIES, f, channel + 2 * channels);
        FloatVector f10 = FloatVector.fromArray(SPECIES, f, channel + 3 * channels);
        FloatVector f11 = FloatVector.fromArray(SPECIES, f, channel + 4 * channels);
        FloatVector f12 = FloatVector.fromArray(SPECIES, f, channel + 5 * channels);
        FloatVector f20 = FloatVector.fromArray(SPECIES, f, channel + 6 * channels);
        FloatVector f21 = FloatVector.fromArray(SPECIES, f, channel + 7 * channels);
        FloatVector f22 = FloatVector.fromArray(SPECIES, f, channel + 8 * channels);
        FloatVector start = FloatVector.fromArray(SPECIES, bias, channel);
        FloatVector low = FloatVector.fromArray(SPECIES, limits, 0);
        FloatVector high = FloatVector.fromArray(SPECIES, limits, COUNT);
        int whole = Math.min(outWidth, (width - 1 + left) / 2);
        for (int row = 0; row < rows; row++) {
            int first = at + 2 * row * rowStep;
            int out = to + row * outStep;
            FloatVector a = start;
            if (left == 0) {
                a = FloatVector.fromArray(SPECIES, x, first).fma(f00, a);
                a = FloatVector.fromArray(SPECIES, x, first + rowStep).fma(f10, a);
                a = FloatVector.fromArray(SPECIES, x, first + 2 * rowStep).fma(f20, a);
                first += PITCH;
            }
            int end = first + 2 * whole * PITCH;
            for (int j = Math.max(0, first); j < end; j += 2 * PITCH, out += channels) {
                FloatVector x0 = FloatVector.fromArray(SPECIES, x, j);
                FloatVector x1 = FloatVector.fromArray(SPECIES, x, j + rowStep);
                FloatVector x2 = FloatVector.fromArray(SPECIES, x, j + 2 * rowStep);
                a = x2.fma(f21, x1.fma(f11, x0.fma(f01, a)));
                x0 = FloatVector.fromArray(SPECIES, x, j + PITCH);
                x1 = FloatVector.fromArray(SPECIES, x, j + PITCH + rowStep);
                x2 = FloatVector.fromArray(SPECIES, x, j + PITCH + 2 * rowStep);
                FloatVector sum = x2.fma(f22, x1.fma(f12, x0.fma(f02, a)));
                sum = sum.blend(low, sum.compare(VectorOperators.LT, low));
                sum.blend(high, sum.compare(VectorOperators.GT, high)).intoArray(y, out);
                a = x2.fma(f20, x1.fma(f10, x0.fma(f00, start)));
            }
            if (whole < outWidth) {
                a = FloatVector.fromArray(SPECIES, x, end).fma(f01, a);
                a = FloatVector.fromArray(SPECIES, x, end + rowStep).fma(f11, a);
                a = FloatVector.fromArray(SPECIES, x, end + 2 * rowStep).fma(f21, a);
                a = a.blend(low, a.compare(VectorOperators.LT, low));
                a.blend(high, a.compare(VectorOperators.GT, high)).intoArray(y, out);
            }
        }
    }
}
