package salty.kernels.vector;

import static salty.kernels.vector.Lanes.COUNT;
import static salty.kernels.vector.Lanes.SPECIES;

import jdk.incubator.vector.FloatVector;

/**
 * Winograd's algorithm in one dimension, F(m, r) with m + r - 1 points: m neighbouring outputs of r taps cost as many
 * multiplications as there are points. These are 0, 1, -1, 2, -2 and infinity, or 1/2 and -1/2 too; vector lanes run along
 * channels. A pair of points a and -a shares its arithmetic: each is the sum or difference of an even and an odd part.
 *
 * <p>Lavin and Gray, Fast Algorithms for Convolutional Neural Networks (2016); Blahut, Fast Algorithms for Signal
 * Processing (2010), chapter 5.
 */
final class WinogradLineTransform {
    private static final double[] FINITE = {0, 1, -1, 2, -2, 0.5, -0.5};

    private WinogradLineTransform() {
    }

    /** The (points, taps) matrix that transforms taps: each point's powers, divided by its distances to the others. */
    static double[][] filter(int points, int taps) {
        double[][] matrix = new double[points][taps];
        for (int i = 0; i < points - 1; i++) {
            double distances = 1;
            for (int j = 0; j < points - 1; j++) {
                distances *= j == i ? 1 : FINITE[i] - FINITE[j];
            }
            for (int tap = 0; tap < taps; tap++) {
                matrix[i][tap] = Math.pow(FINITE[i], tap) / distances;
            }
        }
        matrix[points - 1][taps - 1] = 1;
        return matrix;
    }

    /**
     * Transforms as many neighbouring pixels, {@code step} floats apart, as there are points, for each of the channels,
     * which are a multiple of the vector length. The values of two points lie {@code distance} floats apart.
     */
    static void input(int points, float[] x, int at, int step, int channels, float[] v, int to, int distance) {
        if (points == 6) {
            input6(x, at, step, channels, v, to, distance);
        } else {
            input8(x, at, step, channels, v, to, distance);
        }
    }

    private static void input6(float[] x, int at, int step, int channels, float[] v, int to, int distance) {
        for (int c = 0; c < channels; c += COUNT) {
            FloatVector d1 = FloatVector.fromArray(SPECIES, x, at + step + c);
            FloatVector d2 = FloatVector.fromArray(SPECIES, x, at + 2 * step + c);
            FloatVector d3 = FloatVector.fromArray(SPECIES, x, at + 3 * step + c);
            FloatVector d4 = FloatVector.fromArray(SPECIES, x, at + 4 * step + c);
            FloatVector.fromArray(SPECIES, x, at + c).mul(4).add(d2.mul(-5).add(d4)).intoArray(v, to + c);
            FloatVector even = d2.mul(-4).add(d4);
            FloatVector odd = d1.mul(-4).add(d3);
            even.add(odd).intoArray(v, to + distance + c);
            even.sub(odd).intoArray(v, to + 2 * distance + c);
            even = d4.sub(d2);
            odd = d3.sub(d1).mul(2);
            even.add(odd).intoArray(v, to + 3 * distance + c);
            even.sub(odd).intoArray(v, to + 4 * distance + c);
            d1.mul(4).add(d3.mul(-5).add(FloatVector.fromArray(SPECIES, x, at + 5 * step + c)))
                    .intoArray(v, to + 5 * distance + c);
        }
    }

    private static void input8(float[] x, int at, int step, int channels, float[] v, int to, int distance) {
        for (int c = 0; c < channels; c += COUNT) {
            FloatVector d1 = FloatVector.fromArray(SPECIES, x, at + step + c);
            FloatVector d2 = FloatVector.fromArray(SPECIES, x, at + 2 * step + c);
            FloatVector d3 = FloatVector.fromArray(SPECIES, x, at + 3 * step + c);
            FloatVector d4 = FloatVector.fromArray(SPECIES, x, at + 4 * step + c);
            FloatVector d5 = FloatVector.fromArray(SPECIES, x, at + 5 * step + c);
            FloatVector d6 = FloatVector.fromArray(SPECIES, x, at + 6 * step + c);
            d2.sub(d4).mul(5.25f).add(d6).sub(FloatVector.fromArray(SPECIES, x, at + c)).intoArray(v, to + c);
            FloatVector even = d4.mul(-4.25f).add(d2).add(d6);
            FloatVector odd = d3.mul(-4.25f).add(d1).add(d5);
            even.add(odd).intoArray(v, to + distance + c);
            even.sub(odd).intoArray(v, to + 2 * distance + c);
            even = d4.mul(-1.25f).add(d2.mul(0.25f)).add(d6);
            odd = d3.mul(-2.5f).add(d1.mul(0.5f)).add(d5.mul(2));
            even.add(odd).intoArray(v, to + 3 * distance + c);
            even.sub(odd).intoArray(v, to + 4 * distance + c);
            even = d4.mul(-5).add(d2.mul(4)).add(d6);
            odd = d3.mul(-2.5f).add(d1.mul(2)).add(d5.mul(0.5f));
            even.add(odd).intoArray(v, to + 5 * distance + c);
            even.sub(odd).intoArray(v, to + 6 * distance + c);
            d3.sub(d5).mul(5.25f).sub(d1).add(FloatVector.fromArray(SPECIES, x, at + 7 * step + c))
                    .intoArray(v, to + 7 * distance + c);
        }
    }

    /** Transforms the products at the points to {@code outputs} neighbouring pixels, {@code step} floats apart. */
    static void output(int points, int outputs, float[] m, int at, int distance, int channels, float[] bias, int biasAt,
                       float[] y, int to, int step) {
        if (points == 6) {
            output6To4(m, at, distance, channels, bias, biasAt, y, to, step);
        } else if (outputs == 4) {
            output8To4(m, at, distance, channels, bias, biasAt, y, to, step);
        } else {
            output8To2(m, at, distance, channels, bias, biasAt, y, to, step);
        }
    }

    private static void output6To4(float[] m, int at, int distance, int channels, float[] bias, int biasAt,
                                   float[] y, int to, int step) {
        for (int c = 0; c < channels; c += COUNT) {
            FloatVector start = FloatVector.fromArray(SPECIES, bias, biasAt + c);
            FloatVector plus = FloatVector.fromArray(SPECIES, m, at + distance + c);
            FloatVector minus = FloatVector.fromArray(SPECIES, m, at + 2 * distance + c);
            FloatVector even1 = plus.add(minus);
            FloatVector odd1 = plus.sub(minus);
            plus = FloatVector.fromArray(SPECIES, m, at + 3 * distance + c);
            minus = FloatVector.fromArray(SPECIES, m, at + 4 * distance + c);
            FloatVector even2 = plus.add(minus);
            FloatVector odd2 = plus.sub(minus);
            FloatVector.fromArray(SPECIES, m, at + c).add(even1).add(even2).add(start).intoArray(y, to + c);
            odd2.mul(2).add(odd1).add(start).intoArray(y, to + step + c);
            even2.mul(4).add(even1).add(start).intoArray(y, to + 2 * step + c);
            odd2.mul(8).add(odd1).add(FloatVector.fromArray(SPECIES, m, at + 5 * distance + c)).add(start)
                    .intoArray(y, to + 3 * step + c);
        }
    }

    private static void output8To4(float[] m, int at, int distance, int channels, float[] bias, int biasAt,
                                   float[] y, int to, int step) {
        for (int c = 0; c < channels; c += COUNT) {
            FloatVector start = FloatVector.fromArray(SPECIES, bias, biasAt + c);
            FloatVector plus = FloatVector.fromArray(SPECIES, m, at + distance + c);
            FloatVector minus = FloatVector.fromArray(SPECIES, m, at + 2 * distance + c);
            FloatVector even1 = plus.add(minus);
            FloatVector odd1 = plus.sub(minus);
            plus = FloatVector.fromArray(SPECIES, m, at + 3 * distance + c);
            minus = FloatVector.fromArray(SPECIES, m, at + 4 * distance + c);
            FloatVector even2 = plus.add(minus);
            FloatVector odd2 = plus.sub(minus);
            plus = FloatVector.fromArray(SPECIES, m, at + 5 * distance + c);
            minus = FloatVector.fromArray(SPECIES, m, at + 6 * distance + c);
            FloatVector evenHalf = plus.add(minus);
            FloatVector oddHalf = plus.sub(minus);
            FloatVector.fromArray(SPECIES, m, at + c).add(even1).add(even2).add(evenHalf).add(start)
                    .intoArray(y, to + c);
            odd2.mul(2).add(odd1).add(oddHalf.mul(0.5f)).add(start).intoArray(y, to + step + c);
            even2.mul(4).add(even1).add(evenHalf.mul(0.25f)).add(start).intoArray(y, to + 2 * step + c);
            odd2.mul(8).add(odd1).add(oddHalf.mul(0.125f)).add(FloatVector.fromArray(SPECIES, m, at + 7 * distance + c))
                    .add(start).intoArray(y, to + 3 * step + c);
        }
    }

    private static void output8To2(float[] m, int at, int distance, int channels, float[] bias, int biasAt,
                                   float[] y, int to, int step) {
        for (int c = 0; c < channels; c += COUNT) {
            FloatVector start = FloatVector.fromArray(SPECIES, bias, biasAt + c);
            FloatVector plus = FloatVector.fromArray(SPECIES, m, at + distance + c);
            FloatVector minus = FloatVector.fromArray(SPECIES, m, at + 2 * distance + c);
            FloatVector even = FloatVector.fromArray(SPECIES, m, at + c).add(plus.add(minus));
            FloatVector odd = FloatVector.fromArray(SPECIES, m, at + 7 * distance + c).add(plus.sub(minus));
            plus = FloatVector.fromArray(SPECIES, m, at + 3 * distance + c);
            minus = FloatVector.fromArray(SPECIES, m, at + 4 * distance + c);
            even = even.add(plus.add(minus));
            odd = odd.add(plus.sub(minus).mul(2));
            plus = FloatVector.fromArray(SPECIES, m, at + 5 * distance + c);
            minus = FloatVector.fromArray(SPECIES, m, at + 6 * distance + c);
            even.add(plus.add(minus)).add(start).intoArray(y, to + c);
            odd.add(plus.sub(minus).mul(0.5f)).add(start).intoArray(y, to + step + c);
        }
    }
}
