package salty.kernels.vector.conv;

import static salty.kernels.vector.simd.Lanes.COUNT;
import static salty.kernels.vector.simd.Lanes.SPECIES;

import jdk.incubator.vector.FloatVector;

/**
 * Neighbouring taps of a depthwise filter at one pixel, for a run of channels: any window is summed by a few of these.
 * The loops go along channels, where everything lies side by side, so C2 checks the bounds of the arrays before the
 * loop.
 */
final class DepthwiseTaps {
    private DepthwiseTaps() {
    }

    /** y = start + three neighbouring taps; pixels are {@code step} floats apart, taps {@code channels}. */
    static void three(float[] x, int at, int step, float[] f, int filter, int channels,
                      float[] start, int from, float[] y, int to, int count) {
        int c = 0;
        for (; c <= count - COUNT; c += COUNT) {
            FloatVector sum = FloatVector.fromArray(SPECIES, start, from + c);
            sum = FloatVector.fromArray(SPECIES, x, at + c).fma(FloatVector.fromArray(SPECIES, f, filter + c), sum);
            sum = FloatVector.fromArray(SPECIES, x, at + step + c)
                    .fma(FloatVector.fromArray(SPECIES, f, filter + channels + c), sum);
            sum = FloatVector.fromArray(SPECIES, x, at + 2 * step + c)
                    .fma(FloatVector.fromArray(SPECIES, f, filter + 2 * channels + c), sum);
            sum.intoArray(y, to + c);
        }
        for (; c < count; c++) {
            float sum = Math.fma(x[at + c], f[filter + c], start[from + c]);
            sum = Math.fma(x[at + step + c], f[filter + channels + c], sum);
            y[to + c] = Math.fma(x[at + 2 * step + c], f[filter + 2 * channels + c], sum);
        }
    }

    /** y = start + two neighbouring taps. */
    static void two(float[] x, int at, int step, float[] f, int filter, int channels,
                    float[] start, int from, float[] y, int to, int count) {
        int c = 0;
        for (; c <= count - COUNT; c += COUNT) {
            FloatVector sum = FloatVector.fromArray(SPECIES, start, from + c);
            sum = FloatVector.fromArray(SPECIES, x, at + c).fma(FloatVector.fromArray(SPECIES, f, filter + c), sum);
            sum = FloatVector.fromArray(SPECIES, x, at + step + c)
                    .fma(FloatVector.fromArray(SPECIES, f, filter + channels + c), sum);
            sum.intoArray(y, to + c);
        }
        for (; c < count; c++) {
            float sum = Math.fma(x[at + c], f[filter + c], start[from + c]);
            y[to + c] = Math.fma(x[at + step + c], f[filter + channels + c], sum);
        }
    }

    /** y = start + one tap. */
    static void one(float[] x, int at, float[] f, int filter, float[] start, int from, float[] y, int to, int count) {
        int c = 0;
        for (; c <= count - COUNT; c += COUNT) {
            FloatVector.fromArray(SPECIES, x, at + c).fma(FloatVector.fromArray(SPECIES, f, filter + c),
                    FloatVector.fromArray(SPECIES, start, from + c)).intoArray(y, to + c);
        }
        for (; c < count; c++) {
            y[to + c] = Math.fma(x[at + c], f[filter + c], start[from + c]);
        }
    }
}
