package salty.kernels.vector;

import static salty.kernels.vector.Lanes.COUNT;
import static salty.kernels.vector.Lanes.SPECIES;

import jdk.incubator.vector.FloatVector;

/**
 * Winograd's algorithm in one dimension, F(m, r) with m + r - 1 points: m neighbouring outputs of r taps cost as many
 * multiplications as there are points. Vector lanes run along channels. A pair of points a and -a shares its
 * arithmetic: each is the sum or difference of an even and an odd part.
 *
 * <pre>
 *   6 points, F(4, 3)      0, 1, -1, 2, -2, infinity
 *   8 points, F(4, 5)      0, 1, -1, 2, -2, 1/2, -1/2, infinity
 *   9 points, F(3, 7)      1/4, -1/4, 5/8, -5/8, 5/4, -5/4, 2, -2, infinity
 * </pre>
 *
 * The nine are among those, of all pairs of small dyadic fractions, that round least: by 1.1e-6 to 1.4e-6 of the result
 * over 128 to 192 channels, where F(2, 7) with eight points rounds by 0.8e-6 to 1.0e-6 and multiplies a third more.
 *
 * <p>Lavin and Gray, Fast Algorithms for Convolutional Neural Networks (2016); Blahut, Fast Algorithms for Signal
 * Processing (2010), chapter 5.
 */
final class WinogradLineTransform {
    private static final double[] FINITE = {0, 1, -1, 2, -2, 0.5, -0.5};
    private static final double[] FINITE_OF_NINE = {0.25, -0.25, 0.625, -0.625, 1.25, -1.25, 2, -2};

    private WinogradLineTransform() {
    }

    /** The (points, taps) matrix that transforms taps: each point's powers, divided by its distances to the others. */
    static double[][] filter(int points, int taps) {
        double[][] matrix = new double[points][taps];
        double[] finite = points == 9 ? FINITE_OF_NINE : FINITE;
        for (int i = 0; i < points - 1; i++) {
            double distances = 1;
            for (int j = 0; j < points - 1; j++) {
                distances *= j == i ? 1 : finite[i] - finite[j];
            }
            for (int tap = 0; tap < taps; tap++) {
                matrix[i][tap] = Math.pow(finite[i], tap) / distances;
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
        } else if (points == 8) {
            input8(x, at, step, channels, v, to, distance);
        } else {
            input9(x, at, step, channels, v, to, distance);
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

    /** Nine points: four pairs, and infinity. */
    private static void input9(float[] x, int at, int step, int channels, float[] v, int to, int distance) {
        inputPair(0.25f, -2.44140625f, 8.4228515625f, -5.953125f, x, at, step, channels, v, to, distance);
        inputPair(0.625f, -0.390625f, 6.59765625f, -5.625f, x, at, step, channels, v, to + 2 * distance, distance);
        inputPair(1.25f, -0.09765625f, 1.8369140625f, -4.453125f, x, at, step, channels, v, to + 4 * distance,
                distance);
        inputPair(2, -0.03814697265625f, 0.732421875f, -2.015625f, x, at, step, channels, v, to + 6 * distance,
                distance);
        for (int c = 0; c < channels; c += COUNT) {
            FloatVector.fromArray(SPECIES, x, at + c).mul(0.152587890625f)
                    .add(FloatVector.fromArray(SPECIES, x, at + 2 * step + c).mul(-2.96783447265625f))
                    .add(FloatVector.fromArray(SPECIES, x, at + 4 * step + c).mul(8.794921875f))
                    .add(FloatVector.fromArray(SPECIES, x, at + 6 * step + c).mul(-6.015625f))
                    .add(FloatVector.fromArray(SPECIES, x, at + 8 * step + c)).intoArray(v, to + 8 * distance + c);
        }
    }

    /**
     * The points p and -p of nine, where {@code e0 + e2 z^2 + e4 z^4 + z^6} has the other pairs as its zeros: p times
     * the even pixels' sum, added to that of the odd ones, and subtracted from it.
     */
    private static void inputPair(float p, float e0, float e2, float e4, float[] x, int at, int step, int channels,
                                  float[] v, int to, int distance) {
        for (int c = 0; c < channels; c += COUNT) {
            int from = at + c;
            FloatVector even = FloatVector.fromArray(SPECIES, x, from).mul(e0)
                    .add(FloatVector.fromArray(SPECIES, x, from + 2 * step).mul(e2))
                    .add(FloatVector.fromArray(SPECIES, x, from + 4 * step).mul(e4))
                    .add(FloatVector.fromArray(SPECIES, x, from + 6 * step)).mul(p);
            FloatVector odd = FloatVector.fromArray(SPECIES, x, from + step).mul(e0)
                    .add(FloatVector.fromArray(SPECIES, x, from + 3 * step).mul(e2))
                    .add(FloatVector.fromArray(SPECIES, x, from + 5 * step).mul(e4))
                    .add(FloatVector.fromArray(SPECIES, x, from + 7 * step));
            odd.add(even).intoArray(v, to + c);
            odd.sub(even).intoArray(v, to + distance + c);
        }
    }

    /** Transforms the products at the points to neighbouring pixels, {@code step} floats apart. */
    static void output(int points, float[] m, int at, int distance, int channels, float[] bias, int biasAt,
                       float[] y, int to, int step) {
        if (points == 6) {
            output6To4(m, at, distance, channels, bias, biasAt, y, to, step);
        } else if (points == 8) {
            output8To4(m, at, distance, channels, bias, biasAt, y, to, step);
        } else {
            output9To3(m, at, distance, channels, bias, biasAt, y, to, step);
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

    private static void output9To3(float[] m, int at, int distance, int channels, float[] bias, int biasAt,
                                   float[] y, int to, int step) {
        for (int c = 0; c < channels; c += COUNT) {
            FloatVector start = FloatVector.fromArray(SPECIES, bias, biasAt + c);
            FloatVector plus = FloatVector.fromArray(SPECIES, m, at + c);
            FloatVector minus = FloatVector.fromArray(SPECIES, m, at + distance + c);
            FloatVector sum = plus.add(minus);
            FloatVector even = sum;
            FloatVector odd = plus.sub(minus).mul(0.25f);
            FloatVector square = sum.mul(0.0625f);
            plus = FloatVector.fromArray(SPECIES, m, at + 2 * distance + c);
            minus = FloatVector.fromArray(SPECIES, m, at + 3 * distance + c);
            sum = plus.add(minus);
            even = even.add(sum);
            odd = odd.add(plus.sub(minus).mul(0.625f));
            square = square.add(sum.mul(0.390625f));
            plus = FloatVector.fromArray(SPECIES, m, at + 4 * distance + c);
            minus = FloatVector.fromArray(SPECIES, m, at + 5 * distance + c);
            sum = plus.add(minus);
            even = even.add(sum);
            odd = odd.add(plus.sub(minus).mul(1.25f));
            square = square.add(sum.mul(1.5625f));
            plus = FloatVector.fromArray(SPECIES, m, at + 6 * distance + c);
            minus = FloatVector.fromArray(SPECIES, m, at + 7 * distance + c);
            sum = plus.add(minus);
            even.add(sum).add(start).intoArray(y, to + c);
            odd.add(plus.sub(minus).mul(2)).add(start).intoArray(y, to + step + c);
            square.add(sum.mul(4)).add(FloatVector.fromArray(SPECIES, m, at + 8 * distance + c)).add(start)
                    .intoArray(y, to + 2 * step + c);
        }
    }
}
