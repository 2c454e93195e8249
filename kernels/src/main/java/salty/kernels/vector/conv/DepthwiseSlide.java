package salty.kernels.vector.conv;

import static salty.kernels.vector.simd.Lanes.SPECIES;

import jdk.incubator.vector.FloatVector;

/**
 * A 3x3 depthwise window that slides along a row of the image for one vector of channels. The nine taps stay in
 * registers and every pixel of x is loaded once a row of y: its three columns of taps go to the three sums that it
 * belongs to.
 *
 * <pre>
 *     column i of x, 3 rows:   y[i - 1] = a + right taps      a = b + middle taps      b = bias + left taps
 * </pre>
 *
 * Sums taken along channels instead, with C2's checks outside of their loop, need nine or nineteen loads for nine
 * multiply-adds, and half of all loads cross a cache line: they took twice as long.
 */
final class DepthwiseSlide {
    private DepthwiseSlide() {
    }

    /**
     * A row of y with a stride of 1. All rows of the window lie inside the image; of its columns up to two may not.
     *
     * @param at       the window's top row at column 0 of x
     * @param width    pixels of a row of x
     * @param left     columns of padding at the left, at most 2
     * @param filter   of the first tap
     * @param channels floats between pixels, and between taps
     * @param outWidth pixels of y
     */
    static void strideOne(float[] x, int at, int rowStep, int width, int left, float[] f, int filter, int channels,
                          float[] bias, int biasAt, float[] y, int to, int outWidth) {
        FloatVector f00 = FloatVector.fromArray(SPECIES, f, filter);
        FloatVector f01 = FloatVector.fromArray(SPECIES, f, filter + channels);
        FloatVector f02 = FloatVector.fromArray(SPECIES, f, filter + 2 * channels);
        FloatVector f10 = FloatVector.fromArray(SPECIES, f, filter + 3 * channels);
        FloatVector f11 = FloatVector.fromArray(SPECIES, f, filter + 4 * channels);
        FloatVector f12 = FloatVector.fromArray(SPECIES, f, filter + 5 * channels);
        FloatVector f20 = FloatVector.fromArray(SPECIES, f, filter + 6 * channels);
        FloatVector f21 = FloatVector.fromArray(SPECIES, f, filter + 7 * channels);
        FloatVector f22 = FloatVector.fromArray(SPECIES, f, filter + 8 * channels);
        FloatVector start = FloatVector.fromArray(SPECIES, bias, biasAt);
        FloatVector a = start;
        FloatVector b = start;
        int column = 0;
        for (; column < 2 - left; column++, at += channels) {
            FloatVector x0 = FloatVector.fromArray(SPECIES, x, at);
            FloatVector x1 = FloatVector.fromArray(SPECIES, x, at + rowStep);
            FloatVector x2 = FloatVector.fromArray(SPECIES, x, at + 2 * rowStep);
            a = x2.fma(f21, x1.fma(f11, x0.fma(f01, b)));
            b = x2.fma(f20, x1.fma(f10, x0.fma(f00, start)));
        }
        int end = Math.min(width, outWidth + column);
        for (; column < end; column++, at += channels, to += channels) {
            FloatVector x0 = FloatVector.fromArray(SPECIES, x, at);
            FloatVector x1 = FloatVector.fromArray(SPECIES, x, at + rowStep);
            FloatVector x2 = FloatVector.fromArray(SPECIES, x, at + 2 * rowStep);
            x2.fma(f22, x1.fma(f12, x0.fma(f02, a))).intoArray(y, to);
            a = x2.fma(f21, x1.fma(f11, x0.fma(f01, b)));
            b = x2.fma(f20, x1.fma(f10, x0.fma(f00, start)));
        }
        int missing = outWidth + 2 - left - end;
        if (missing > 0) {
            a.intoArray(y, to);
        }
        if (missing > 1) {
            b.intoArray(y, to + channels);
        }
    }

    /** The same with a stride of 2; at most one column of padding at the left, and one at the right. */
    static void strideTwo(float[] x, int at, int rowStep, int width, int left, float[] f, int filter, int channels,
                          float[] bias, int biasAt, float[] y, int to, int outWidth) {
        FloatVector f00 = FloatVector.fromArray(SPECIES, f, filter);
        FloatVector f01 = FloatVector.fromArray(SPECIES, f, filter + channels);
        FloatVector f02 = FloatVector.fromArray(SPECIES, f, filter + 2 * channels);
        FloatVector f10 = FloatVector.fromArray(SPECIES, f, filter + 3 * channels);
        FloatVector f11 = FloatVector.fromArray(SPECIES, f, filter + 4 * channels);
        FloatVector f12 = FloatVector.fromArray(SPECIES, f, filter + 5 * channels);
        FloatVector f20 = FloatVector.fromArray(SPECIES, f, filter + 6 * channels);
        FloatVector f21 = FloatVector.fromArray(SPECIES, f, filter + 7 * channels);
        FloatVector f22 = FloatVector.fromArray(SPECIES, f, filter + 8 * channels);
        FloatVector start = FloatVector.fromArray(SPECIES, bias, biasAt);
        FloatVector a = start;
        int column = 0;
        if (left == 0) {
            a = FloatVector.fromArray(SPECIES, x, at).fma(f00, a);
            a = FloatVector.fromArray(SPECIES, x, at + rowStep).fma(f10, a);
            a = FloatVector.fromArray(SPECIES, x, at + 2 * rowStep).fma(f20, a);
            column = 1;
            at += channels;
        }
        int whole = Math.min(outWidth, (width - column) / 2);
        for (int i = 0; i < whole; i++, at += 2 * channels, to += channels) {
            FloatVector x0 = FloatVector.fromArray(SPECIES, x, at);
            FloatVector x1 = FloatVector.fromArray(SPECIES, x, at + rowStep);
            FloatVector x2 = FloatVector.fromArray(SPECIES, x, at + 2 * rowStep);
            a = x2.fma(f21, x1.fma(f11, x0.fma(f01, a)));
            x0 = FloatVector.fromArray(SPECIES, x, at + channels);
            x1 = FloatVector.fromArray(SPECIES, x, at + channels + rowStep);
            x2 = FloatVector.fromArray(SPECIES, x, at + channels + 2 * rowStep);
            x2.fma(f22, x1.fma(f12, x0.fma(f02, a))).intoArray(y, to);
            a = x2.fma(f20, x1.fma(f10, x0.fma(f00, start)));
        }
        if (whole < outWidth) {
            a = FloatVector.fromArray(SPECIES, x, at).fma(f01, a);
            a = FloatVector.fromArray(SPECIES, x, at + rowStep).fma(f11, a);
            FloatVector.fromArray(SPECIES, x, at + 2 * rowStep).fma(f21, a).intoArray(y, to);
        }
    }
}
