package salty.kernels.vector.conv;

import static jdk.incubator.vector.VectorOperators.LT;
import static salty.kernels.vector.simd.Lanes.COUNT;
import static salty.kernels.vector.simd.Lanes.SPECIES;

import jdk.incubator.vector.FloatVector;

import salty.kernels.vector.simd.RowPanels;

/**
 * The linear maps of Winograd's F(4x4, 3x3) at the points 0, &plusmn;5/8, &plusmn;3/2 and infinity.
 *
 * <p>A 6x6 patch d of the image and a filter g give a 4x4 tile of the output, {@code y = A^T [(G g G^T) . (B^T d B)] A}
 * (Lavin and Gray, arXiv 1509.09308), in 36 multiplications instead of 144. With a = 5/8 and b = 3/2:
 *
 * <pre>
 *   B^T = [ a2b2  0      -a2-b2  0       1  0 ]     A^T = [ 1  1   1   1   1  0 ]
 *         [ 0    -ab2    -b2     a       1  0 ]           [ 0  a  -a   b  -b  0 ]
 *         [ 0     ab2    -b2    -a       1  0 ]           [ 0  a2  a2  b2  b2 0 ]
 *         [ 0    -ba2    -a2     b       1  0 ]           [ 0  a3 -a3  b3 -b3 1 ]
 *         [ 0     ba2    -a2    -b       1  0 ]
 *         [ 0     a2b2    0     -a2-b2   0  1 ]     G: see {@link WinogradFilter}
 * </pre>
 *
 * Every entry of both is a dyadic fraction, hence exact in float32; the usual points 0, &plusmn;1, &plusmn;2 are no
 * faster and lose twice as much. Rows of opposite points share their even and odd halves. Lanes run along channels.
 */
final class WinogradTransform {
    /** Rows and columns of output that a tile makes. */
    static final int OUT = 4;
    /** Rows and columns of input that a tile reads; tiles overlap by two. */
    static final int IN = 6;
    /** Products of a tile, the positions of the transformed 6x6 patch. */
    static final int POSITIONS = IN * IN;
    static final double A = 5.0 / 8;
    static final double B = 3.0 / 2;
    /**
     * Channels that go through both passes at a time, so that what lies between them stays in the first-level cache.
     */
    static final int CHUNK = 64;
    private static final float A1 = (float) A;
    private static final float A2 = (float) (A * A);
    private static final float A3 = (float) (A * A * A);
    private static final float B1 = (float) B;
    private static final float B2 = (float) (B * B);
    private static final float B3 = (float) (B * B * B);
    private static final float SUM = (float) -(A * A + B * B);
    private static final float PRODUCT = (float) (A * A * B * B);

    private WinogradTransform() {
    }

    /** Floats of scratch that {@link #input} and {@link #output} use between their two passes. */
    static int scratch() {
        return POSITIONS * CHUNK;
    }

    /**
     * V = B^T d B of one patch: pixel (i, j) lies at {@code x[offset + i * rowStride + j * columnStride]}, position p
     * of the result is a row of a {@link RowPanels panel} at {@code v[vOffset + p * vStride]}.
     *
     * @param channels a multiple of the vector length, at most {@link #CHUNK}
     */
    static void input(float[] x, int offset, int rowStride, int columnStride, int channels,
                      float[] v, int vOffset, int vStride, float[] half, int halfOffset) {
        int lines = columnStride == channels ? 1 : IN;
        for (int j = 0; j < lines; j++) {
            inputLine(x, offset + j * columnStride, rowStride,
                    half, halfOffset + j * channels, IN * channels, false, IN / lines * channels);
        }
        for (int i = 0; i < IN; i++) {
            inputLine(half, halfOffset + i * IN * channels, channels, v, vOffset + i * IN * vStride, vStride, true,
                    channels);
        }
    }

    /** B^T times a column of six pixels, written from {@code first} on as it is, or as a row of a {@code panel}. */
    private static void inputLine(float[] d, int at, int stride, float[] v, int first, int toStride, boolean panel,
                                  int channels) {
        for (int c = 0; c < channels; c += COUNT) {
            int from = at + c;
            int to = first + (panel ? RowPanels.place(0, c) : c);
            FloatVector d0 = FloatVector.fromArray(SPECIES, d, from);
            FloatVector d1 = FloatVector.fromArray(SPECIES, d, from + stride);
            FloatVector d2 = FloatVector.fromArray(SPECIES, d, from + 2 * stride);
            FloatVector d3 = FloatVector.fromArray(SPECIES, d, from + 3 * stride);
            FloatVector d4 = FloatVector.fromArray(SPECIES, d, from + 4 * stride);
            FloatVector d5 = FloatVector.fromArray(SPECIES, d, from + 5 * stride);
            FloatVector sum = FloatVector.broadcast(SPECIES, SUM);
            FloatVector product = FloatVector.broadcast(SPECIES, PRODUCT);
            d0.fma(product, d2.fma(sum, d4)).intoArray(v, to);
            d1.fma(product, d3.fma(sum, d5)).intoArray(v, to + 5 * toStride);
            FloatVector b2 = FloatVector.broadcast(SPECIES, -B2);
            FloatVector even = d2.fma(b2, d4);
            FloatVector odd = d1.fma(b2, d3);
            odd.fma(FloatVector.broadcast(SPECIES, A1), even).intoArray(v, to + toStride);
            odd.fma(FloatVector.broadcast(SPECIES, -A1), even).intoArray(v, to + 2 * toStride);
            FloatVector a2 = FloatVector.broadcast(SPECIES, -A2);
            even = d2.fma(a2, d4);
            odd = d1.fma(a2, d3);
            odd.fma(FloatVector.broadcast(SPECIES, B1), even).intoArray(v, to + 3 * toStride);
            odd.fma(FloatVector.broadcast(SPECIES, -B1), even).intoArray(v, to + 4 * toStride);
        }
    }

    /**
     * y = A^T m A of one tile, plus the bias, then {@code max(y, 0)} if {@code relu}: position p lies at
     * {@code m[mOffset + p * mStride]}, pixel (i, j) of the result at {@code y[offset + i * rowStride + j *
     * columnStride]}.
     */
    static void output(float[] m, int mOffset, int mStride, float[] bias, int biasOffset, boolean relu, int channels,
                       float[] y, int offset, int rowStride, int columnStride, float[] half, int halfOffset) {
        for (int c = 0; c < channels; c += CHUNK) {
            int count = Math.min(CHUNK, channels - c);
            int lines = mStride == count ? 1 : IN;
            for (int j = 0; j < lines; j++) {
                outputColumn(m, mOffset + c + j * mStride, IN * mStride,
                        half, halfOffset + j * count, IN * count, IN / lines * count);
            }
            for (int i = 0; i < OUT; i++) {
                outputRow(half, halfOffset + i * IN * count, count, bias, biasOffset + c, relu,
                        y, offset + c + i * rowStride, columnStride, count);
            }
        }
    }

    /** A^T times a column of six positions. */
    private static void outputColumn(float[] m, int at, int stride, float[] half, int to, int toStride, int channels) {
        for (int c = 0; c < channels; c += COUNT) {
            int from = at + c;
            FloatVector m1 = FloatVector.fromArray(SPECIES, m, from + stride);
            FloatVector m2 = FloatVector.fromArray(SPECIES, m, from + 2 * stride);
            FloatVector m3 = FloatVector.fromArray(SPECIES, m, from + 3 * stride);
            FloatVector m4 = FloatVector.fromArray(SPECIES, m, from + 4 * stride);
            FloatVector oddA = m1.sub(m2);
            FloatVector oddB = m3.sub(m4);
            FloatVector evenA = m1.add(m2);
            FloatVector evenB = m3.add(m4);
            evenA.add(evenB).add(FloatVector.fromArray(SPECIES, m, from)).intoArray(half, to + c);
            oddA.fma(FloatVector.broadcast(SPECIES, A1), oddB.mul(FloatVector.broadcast(SPECIES, B1)))
                    .intoArray(half, to + c + toStride);
            evenA.fma(FloatVector.broadcast(SPECIES, A2), evenB.mul(FloatVector.broadcast(SPECIES, B2)))
                    .intoArray(half, to + c + 2 * toStride);
            oddA.fma(FloatVector.broadcast(SPECIES, A3), oddB.fma(FloatVector.broadcast(SPECIES, B3),
                    FloatVector.fromArray(SPECIES, m, from + 5 * stride))).intoArray(half, to + c + 3 * toStride);
        }
    }

    /**
     * A row of six half-transformed pixels times A, with the epilogue. The rectifier is a comparison and a blend, two
     * instructions; {@code max} is five, for the sake of NaN and of negative zero.
     */
    private static void outputRow(float[] half, int at, int stride, float[] bias, int biasAt, boolean relu,
                                  float[] y, int to, int toStride, int channels) {
        FloatVector floor = FloatVector.broadcast(SPECIES, relu ? 0f : Float.NEGATIVE_INFINITY);
        for (int c = 0; c < channels; c += COUNT) {
            int from = at + c;
            FloatVector m1 = FloatVector.fromArray(SPECIES, half, from + stride);
            FloatVector m2 = FloatVector.fromArray(SPECIES, half, from + 2 * stride);
            FloatVector m3 = FloatVector.fromArray(SPECIES, half, from + 3 * stride);
            FloatVector m4 = FloatVector.fromArray(SPECIES, half, from + 4 * stride);
            FloatVector shift = FloatVector.fromArray(SPECIES, bias, biasAt + c);
            FloatVector oddA = m1.sub(m2);
            FloatVector oddB = m3.sub(m4);
            FloatVector evenA = m1.add(m2);
            FloatVector evenB = m3.add(m4);
            FloatVector y0 = evenA.add(evenB).add(FloatVector.fromArray(SPECIES, half, from)).add(shift);
            FloatVector y1 = oddA.fma(FloatVector.broadcast(SPECIES, A1),
                    oddB.fma(FloatVector.broadcast(SPECIES, B1), shift));
            FloatVector y2 = evenA.fma(FloatVector.broadcast(SPECIES, A2),
                    evenB.fma(FloatVector.broadcast(SPECIES, B2), shift));
            FloatVector y3 = oddA.fma(FloatVector.broadcast(SPECIES, A3), oddB.fma(FloatVector.broadcast(SPECIES, B3),
                    FloatVector.fromArray(SPECIES, half, from + 5 * stride).add(shift)));
            y0.blend(floor, y0.compare(LT, floor)).intoArray(y, to + c);
            y1.blend(floor, y1.compare(LT, floor)).intoArray(y, to + c + toStride);
            y2.blend(floor, y2.compare(LT, floor)).intoArray(y, to + c + 2 * toStride);
            y3.blend(floor, y3.compare(LT, floor)).intoArray(y, to + c + 3 * toStride);
        }
    }
}
