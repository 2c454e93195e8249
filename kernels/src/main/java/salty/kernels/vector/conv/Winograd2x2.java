package salty.kernels.vector.conv;

import static jdk.incubator.vector.VectorOperators.LT;
import static salty.kernels.vector.conv.WinogradTransform.CHUNK;
import static salty.kernels.vector.simd.Lanes.COUNT;
import static salty.kernels.vector.simd.Lanes.SPECIES;

import jdk.incubator.vector.FloatVector;

import salty.kernels.vector.simd.RowPanels;

/**
 * The linear maps of Winograd's F(2x2, 3x3) at the points 0, &plusmn;1 and infinity, for images so small that the
 * transformed filters are what takes the time: they are 16 ninths of the filters where those of
 * {@link WinogradTransform} are four times as large.
 *
 * <pre>
 *   B^T = [ 1  0 -1  0 ]     A^T = [ 1  1  1  0 ]     G = [  1    0   0  ]
 *         [ 0  1  1  0 ]           [ 0  1 -1 -1 ]         [ 1/2  1/2 1/2 ]
 *         [ 0 -1  1  0 ]                                  [ 1/2 -1/2 1/2 ]
 *         [ 0  1  0 -1 ]                                  [  0    0   1  ]
 * </pre>
 */
final class Winograd2x2 {
    /** Rows and columns of output that a tile makes. */
    static final int OUT = 2;
    private static final int IN = OUT + 2;

    private Winograd2x2() {
    }

    /** V = B^T d B of one patch; see {@link WinogradTransform#input}. */
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

    /** B^T times a column of four pixels, written from {@code first} on as it is, or as a row of a {@code panel}. */
    private static void inputLine(float[] d, int at, int stride, float[] v, int first, int toStride, boolean panel,
                                  int channels) {
        for (int c = 0; c < channels; c += COUNT) {
            int from = at + c;
            int to = first + (panel ? RowPanels.place(0, c) : c);
            FloatVector d0 = FloatVector.fromArray(SPECIES, d, from);
            FloatVector d1 = FloatVector.fromArray(SPECIES, d, from + stride);
            FloatVector d2 = FloatVector.fromArray(SPECIES, d, from + 2 * stride);
            FloatVector d3 = FloatVector.fromArray(SPECIES, d, from + 3 * stride);
            d0.sub(d2).intoArray(v, to);
            d1.add(d2).intoArray(v, to + toStride);
            d2.sub(d1).intoArray(v, to + 2 * toStride);
            d1.sub(d3).intoArray(v, to + 3 * toStride);
        }
    }

    /** y = A^T m A of one tile, plus the bias, rectified if {@code relu}; see {@link WinogradTransform#output}. */
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

    /** A^T times a column of four positions. */
    private static void outputColumn(float[] m, int at, int stride, float[] half, int to, int toStride, int channels) {
        for (int c = 0; c < channels; c += COUNT) {
            int from = at + c;
            FloatVector m1 = FloatVector.fromArray(SPECIES, m, from + stride);
            FloatVector m2 = FloatVector.fromArray(SPECIES, m, from + 2 * stride);
            m1.add(m2).add(FloatVector.fromArray(SPECIES, m, from)).intoArray(half, to + c);
            m1.sub(m2).sub(FloatVector.fromArray(SPECIES, m, from + 3 * stride)).intoArray(half, to + c + toStride);
        }
    }

    /** A row of four half-transformed pixels times A, with the epilogue. */
    private static void outputRow(float[] half, int at, int stride, float[] bias, int biasAt, boolean relu,
                                  float[] y, int to, int toStride, int channels) {
        FloatVector floor = FloatVector.broadcast(SPECIES, relu ? 0f : Float.NEGATIVE_INFINITY);
        for (int c = 0; c < channels; c += COUNT) {
            int from = at + c;
            FloatVector m1 = FloatVector.fromArray(SPECIES, half, from + stride);
            FloatVector m2 = FloatVector.fromArray(SPECIES, half, from + 2 * stride);
            FloatVector shift = FloatVector.fromArray(SPECIES, bias, biasAt + c);
            FloatVector y0 = m1.add(m2).add(FloatVector.fromArray(SPECIES, half, from)).add(shift);
            FloatVector y1 = m1.sub(m2).sub(FloatVector.fromArray(SPECIES, half, from + 3 * stride)).add(shift);
            y0.blend(floor, y0.compare(LT, floor)).intoArray(y, to + c);
            y1.blend(floor, y1.compare(LT, floor)).intoArray(y, to + c + toStride);
        }
    }
}
