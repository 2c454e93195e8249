package salty.kernels.vector.conv;

import static salty.kernels.vector.simd.Lanes.COUNT;
import static salty.kernels.vector.simd.Lanes.SPECIES;

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
    /** Of nine points the pairs p and -p: p, e0, e2, e4, where e0 + e2 z^2 + e4 z^4 + z^6 is zero at the others. */
    private static final float[][] PAIRS = {
        {0.25f, -2.44140625f, 8.4228515625f, -5.953125f},
        {0.625f, -0.390625f, 6.59765625f, -5.625f},
        {1.25f, -0.09765625f, 1.8369140625f, -4.453125f},
        {2, -0.03814697265625f, 0.732421875f, -2.015625f}};

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
            axpy(4, FloatVector.fromArray(SPECIES, x, at + c), axpy(-5, d2, d4)).intoArray(v, to + c);
            FloatVector even = axpy(-4, d2, d4);
            FloatVector odd = axpy(-4, d1, d3);
            even.add(odd).intoArray(v, to + distance + c);
            even.sub(odd).intoArray(v, to + 2 * distance + c);
            even = d4.sub(d2);
            odd = d3.sub(d1);
            axpy(2, odd, even).intoArray(v, to + 3 * distance + c);
            axpy(-2, odd, even).intoArray(v, to + 4 * distance + c);
            axpy(4, d1, axpy(-5, d3, FloatVector.fromArray(SPECIES, x, at + 5 * step + c)))
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
            axpy(5.25f, d2.sub(d4), d6.sub(FloatVector.fromArray(SPECIES, x, at + c))).intoArray(v, to + c);
            FloatVector even = axpy(-4.25f, d4, d2.add(d6));
            FloatVector odd = axpy(-4.25f, d3, d1.add(d5));
            even.add(odd).intoArray(v, to + distance + c);
            even.sub(odd).intoArray(v, to + 2 * distance + c);
            even = axpy(-1.25f, d4, axpy(0.25f, d2, d6));
            odd = axpy(-1.25f, d3, axpy(0.25f, d1, d5));
            axpy(2, odd, even).intoArray(v, to + 3 * distance + c);
            axpy(-2, odd, even).intoArray(v, to + 4 * distance + c);
            even = axpy(-5, d4, axpy(4, d2, d6));
            odd = axpy(-5, d3, axpy(4, d1, d5));
            axpy(0.5f, odd, even).intoArray(v, to + 5 * distance + c);
            axpy(-0.5f, odd, even).intoArray(v, to + 6 * distance + c);
            axpy(5.25f, d3.sub(d5), FloatVector.fromArray(SPECIES, x, at + 7 * step + c).sub(d1))
                    .intoArray(v, to + 7 * distance + c);
        }
    }

    /** Nine points: four pairs, and infinity. */
    private static void input9(float[] x, int at, int step, int channels, float[] v, int to, int distance) {
        for (int pair = 0; pair < PAIRS.length; pair++) {
            inputPair(PAIRS[pair], x, at, step, channels, v, to + 2 * pair * distance, distance);
        }
        for (int c = 0; c < channels; c += COUNT) {
            FloatVector sum = axpy(-6.015625f, FloatVector.fromArray(SPECIES, x, at + 6 * step + c),
                    FloatVector.fromArray(SPECIES, x, at + 8 * step + c));
            sum = axpy(8.794921875f, FloatVector.fromArray(SPECIES, x, at + 4 * step + c), sum);
            sum = axpy(-2.96783447265625f, FloatVector.fromArray(SPECIES, x, at + 2 * step + c), sum);
            axpy(0.152587890625f, FloatVector.fromArray(SPECIES, x, at + c), sum).intoArray(v, to + 8 * distance + c);
        }
    }

    /** A pair of nine: its point times the even pixels' sum, added to that of the odd ones, and subtracted from it. */
    private static void inputPair(float[] pair, float[] x, int at, int step, int channels,
                                  float[] v, int to, int distance) {
        float p = pair[0];
        float e0 = pair[1];
        float e2 = pair[2];
        float e4 = pair[3];
        for (int c = 0; c < channels; c += COUNT) {
            int from = at + c;
            FloatVector even = axpy(e4, FloatVector.fromArray(SPECIES, x, from + 4 * step),
                    FloatVector.fromArray(SPECIES, x, from + 6 * step));
            even = axpy(e2, FloatVector.fromArray(SPECIES, x, from + 2 * step), even);
            even = axpy(e0, FloatVector.fromArray(SPECIES, x, from), even);
            FloatVector odd = axpy(e4, FloatVector.fromArray(SPECIES, x, from + 5 * step),
                    FloatVector.fromArray(SPECIES, x, from + 7 * step));
            odd = axpy(e2, FloatVector.fromArray(SPECIES, x, from + 3 * step), odd);
            odd = axpy(e0, FloatVector.fromArray(SPECIES, x, from + step), odd);
            axpy(p, even, odd).intoArray(v, to + c);
            axpy(-p, even, odd).intoArray(v, to + distance + c);
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
            axpy(2, odd2, odd1.add(start)).intoArray(y, to + step + c);
            axpy(4, even2, even1.add(start)).intoArray(y, to + 2 * step + c);
            axpy(8, odd2, odd1.add(FloatVector.fromArray(SPECIES, m, at + 5 * distance + c)).add(start))
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
            axpy(2, odd2, axpy(0.5f, oddHalf, odd1.add(start))).intoArray(y, to + step + c);
            axpy(4, even2, axpy(0.25f, evenHalf, even1.add(start))).intoArray(y, to + 2 * step + c);
            odd1 = odd1.add(FloatVector.fromArray(SPECIES, m, at + 7 * distance + c)).add(start);
            axpy(8, odd2, axpy(0.125f, oddHalf, odd1)).intoArray(y, to + 3 * step + c);
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
            FloatVector odd = axpy(0.25f, plus.sub(minus), start);
            FloatVector square = axpy(0.0625f, sum, start);
            plus = FloatVector.fromArray(SPECIES, m, at + 2 * distance + c);
            minus = FloatVector.fromArray(SPECIES, m, at + 3 * distance + c);
            sum = plus.add(minus);
            even = even.add(sum);
            odd = axpy(0.625f, plus.sub(minus), odd);
            square = axpy(0.390625f, sum, square);
            plus = FloatVector.fromArray(SPECIES, m, at + 4 * distance + c);
            minus = FloatVector.fromArray(SPECIES, m, at + 5 * distance + c);
            sum = plus.add(minus);
            even = even.add(sum);
            odd = axpy(1.25f, plus.sub(minus), odd);
            square = axpy(1.5625f, sum, square);
            plus = FloatVector.fromArray(SPECIES, m, at + 6 * distance + c);
            minus = FloatVector.fromArray(SPECIES, m, at + 7 * distance + c);
            sum = plus.add(minus);
            even.add(sum).add(start).intoArray(y, to + c);
            axpy(2, plus.sub(minus), odd).intoArray(y, to + step + c);
            axpy(4, sum, square.add(FloatVector.fromArray(SPECIES, m, at + 8 * distance + c)))
                    .intoArray(y, to + 2 * step + c);
        }
    }

    /** {@code a x + y}, rounded once. */
    private static FloatVector axpy(float a, FloatVector x, FloatVector y) {
        return x.fma(FloatVector.broadcast(SPECIES, a), y);
    }
}
