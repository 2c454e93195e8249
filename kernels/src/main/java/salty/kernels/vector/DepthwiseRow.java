package salty.kernels.vector;

import static salty.kernels.vector.Lanes.COUNT;
import static salty.kernels.vector.Lanes.SPECIES;

import jdk.incubator.vector.FloatVector;

/**
 * One row of three taps of a depthwise filter, applied to a few neighbouring output pixels and all channels. Windows
 * overlap, so the pixels share what they load; and as the loop runs along channels, where everything lies side by side,
 * C2 checks the bounds of the arrays once and not at every tap. The rows of a filter add to y one after another, while
 * it is in the first-level cache.
 */
final class DepthwiseRow {
    /** Pixels that {@link #adjacent} computes: six of the image are loaded for them. */
    static final int ADJACENT = 4;
    /** Pixels that {@link #everySecond} computes: five of the image are loaded for them. */
    static final int EVERY_SECOND = 2;

    private DepthwiseRow() {
    }

    /** y of four pixels = start + the taps, stride 1; start is a bias (a step of 0) or y itself. */
    static void adjacent(float[] x, int at, int channels, float[] f, int filter,
                         float[] start, int from, int startStep, float[] y, int to, int count) {
        int c = 0;
        for (; c <= count - COUNT; c += COUNT) {
            FloatVector f0 = FloatVector.fromArray(SPECIES, f, filter + c);
            FloatVector f1 = FloatVector.fromArray(SPECIES, f, filter + channels + c);
            FloatVector f2 = FloatVector.fromArray(SPECIES, f, filter + 2 * channels + c);
            FloatVector x0 = FloatVector.fromArray(SPECIES, x, at + c);
            FloatVector x1 = FloatVector.fromArray(SPECIES, x, at + channels + c);
            FloatVector x2 = FloatVector.fromArray(SPECIES, x, at + 2 * channels + c);
            FloatVector x3 = FloatVector.fromArray(SPECIES, x, at + 3 * channels + c);
            FloatVector x4 = FloatVector.fromArray(SPECIES, x, at + 4 * channels + c);
            FloatVector x5 = FloatVector.fromArray(SPECIES, x, at + 5 * channels + c);
            x0.fma(f0, x1.fma(f1, x2.fma(f2, FloatVector.fromArray(SPECIES, start, from + c))))
                    .intoArray(y, to + c);
            x1.fma(f0, x2.fma(f1, x3.fma(f2, FloatVector.fromArray(SPECIES, start, from + startStep + c))))
                    .intoArray(y, to + channels + c);
            x2.fma(f0, x3.fma(f1, x4.fma(f2, FloatVector.fromArray(SPECIES, start, from + 2 * startStep + c))))
                    .intoArray(y, to + 2 * channels + c);
            x3.fma(f0, x4.fma(f1, x5.fma(f2, FloatVector.fromArray(SPECIES, start, from + 3 * startStep + c))))
                    .intoArray(y, to + 3 * channels + c);
        }
        for (; c < count; c++) {
            for (int pixel = 0; pixel < ADJACENT; pixel++) {
                int p = at + pixel * channels + c;
                float sum = start[from + pixel * startStep + c];
                sum = Math.fma(x[p + 2 * channels], f[filter + 2 * channels + c], sum);
                sum = Math.fma(x[p + channels], f[filter + channels + c], sum);
                y[to + pixel * channels + c] = Math.fma(x[p], f[filter + c], sum);
            }
        }
    }

    /** y of two pixels = start + the taps, stride 2. */
    static void everySecond(float[] x, int at, int channels, float[] f, int filter,
                            float[] start, int from, int startStep, float[] y, int to, int count) {
        int c = 0;
        for (; c <= count - COUNT; c += COUNT) {
            FloatVector f0 = FloatVector.fromArray(SPECIES, f, filter + c);
            FloatVector f1 = FloatVector.fromArray(SPECIES, f, filter + channels + c);
            FloatVector f2 = FloatVector.fromArray(SPECIES, f, filter + 2 * channels + c);
            FloatVector x0 = FloatVector.fromArray(SPECIES, x, at + c);
            FloatVector x1 = FloatVector.fromArray(SPECIES, x, at + channels + c);
            FloatVector x2 = FloatVector.fromArray(SPECIES, x, at + 2 * channels + c);
            FloatVector x3 = FloatVector.fromArray(SPECIES, x, at + 3 * channels + c);
            FloatVector x4 = FloatVector.fromArray(SPECIES, x, at + 4 * channels + c);
            x0.fma(f0, x1.fma(f1, x2.fma(f2, FloatVector.fromArray(SPECIES, start, from + c))))
                    .intoArray(y, to + c);
            x2.fma(f0, x3.fma(f1, x4.fma(f2, FloatVector.fromArray(SPECIES, start, from + startStep + c))))
                    .intoArray(y, to + channels + c);
        }
        for (; c < count; c++) {
            for (int pixel = 0; pixel < EVERY_SECOND; pixel++) {
                int p = at + 2 * pixel * channels + c;
                float sum = start[from + pixel * startStep + c];
                sum = Math.fma(x[p + 2 * channels], f[filter + 2 * channels + c], sum);
                sum = Math.fma(x[p + channels], f[filter + channels + c], sum);
                y[to + pixel * channels + c] = Math.fma(x[p], f[filter + c], sum);
            }
        }
    }
}
