package salty.kernels.vector.conv;

import static salty.kernels.vector.simd.Lanes.COUNT;
import static salty.kernels.vector.simd.Lanes.SPECIES;

import jdk.incubator.vector.FloatVector;

import salty.kernels.vector.simd.Gemm;
import salty.kernels.vector.simd.GemmTile;
import salty.kernels.vector.simd.RowPanels;

/**
 * The filters' adjoint of a convolution as a product over all output pixels. Transposed, so that what is gathered from
 * the image becomes panels of B as it lies there, channels side by side:
 *
 * <pre>
 *        pixels              a panel's elements of a patch
 *      +---------+              +-----+
 *    k |  dy'    |    pixels    |     |   gathered, {@link Gemm#K_BLOCK} pixels at a time
 *      | (turned |              |     |
 *      |  once)  |              +-----+
 *      +---------+                        =  a panel of f', (k, kh * kw * c)
 * </pre>
 *
 * A task computes one panel over all pixels, in their order, so the result does not depend on the number of threads.
 */
public final class Conv2dFilterGemm {
    private static final int PIXELS = Gemm.K_BLOCK;
    private static final int COLUMNS = GemmTile.COLUMNS;
    private static final float[] ZEROS = new float[COLUMNS];

    private Conv2dFilterGemm() {
    }

    /** Blocks of output pixels. */
    public static int blocks(ConvGeometry g) {
        return (g.outPixels() + PIXELS - 1) / PIXELS;
    }

    /** Floats that the turned dy takes: for each block and group the panels of its channels. */
    public static int turnedLength(ConvGeometry g) {
        return Math.multiplyExact(blocks(g) * g.groups(), turnedGroup(g));
    }

    private static int turnedGroup(ConvGeometry g) {
        return RowPanels.count(g.k() / g.groups()) * RowPanels.length(PIXELS);
    }

    /** Turns one block of dy (pixels, k) into panels of rows, a row for each channel. */
    public static void turn(ConvGeometry g, int block, float[] dy, float[] turned, int offset) {
        int first = block * PIXELS;
        int pixels = Math.min(PIXELS, g.outPixels() - first);
        int filters = g.k() / g.groups();
        for (int group = 0; group < g.groups(); group++) {
            RowPanels.packColumns(dy, first * g.k() + group * filters, g.k(), filters, pixels,
                    turned, offset + (block * g.groups() + group) * turnedGroup(g));
        }
    }

    /** Panels of one group, each a task. */
    public static int panels(ConvGeometry g) {
        return Gemm.panels(g.patch());
    }

    /** Floats of scratch that one worker needs: gathered pixels, a panel of the result and a tile. */
    public static int scratch(ConvGeometry g) {
        return PIXELS * COLUMNS + g.k() / g.groups() * COLUMNS + Gemm.edge();
    }

    /** Computes the columns of one panel of one group and writes them into f (kh, kw, c / groups, k). */
    public static void panel(ConvGeometry g, int group, int panel, float[] x, float[] turned, int turnedOffset, float[] f,
                      float[] scratch, int offset) {
        int from = panel * COLUMNS;
        int columns = Math.min(COLUMNS, g.patch() - from);
        int filters = g.k() / g.groups();
        int result = offset + PIXELS * COLUMNS;
        int edge = result + filters * COLUMNS;
        for (int block = 0; block < blocks(g); block++) {
            int pixels = Math.min(PIXELS, g.outPixels() - block * PIXELS);
            gather(g, group, block * PIXELS, pixels, from, columns, x, scratch, offset);
            int a = turnedOffset + (block * g.groups() + group) * turnedGroup(g);
            Gemm.multiplyPanels(filters, COLUMNS, pixels, turned, a, RowPanels.length(pixels), scratch, offset,
                    pixels, 0, block > 0 ? null : ZEROS, 0, scratch, result, COLUMNS, scratch, edge);
        }
        for (int row = 0; row < columns; row++) {
            for (int filter = 0; filter < filters; filter++) {
                f[(from + row) * g.k() + group * filters + filter] = scratch[result + filter * COLUMNS + row];
            }
        }
    }

    /** Unfolds elements [from, from + columns) of the patches of some output pixels into rows of {@link #COLUMNS}. */
    private static void gather(ConvGeometry g, int group, int first, int pixels, int from, int columns,
                               float[] x, float[] rows, int offset) {
        int channels = g.c() / g.groups();
        if (channels % COUNT == 0) {
            for (int v = 0; v < COLUMNS; v += COUNT) {
                int element = from + v;
                if (v < columns) {
                    gatherVector(g, element / channels, group * channels + element % channels, first, pixels, x, rows,
                            offset + v);
                } else {
                    clearVector(pixels, rows, offset + v);
                }
            }
            return;
        }
        Conv2dGemm.gatherPatches(g, group, first, pixels, from, columns, x, rows, offset);
        for (int p = pixels - 1; p >= 0 && columns < COLUMNS; p--) {
            System.arraycopy(rows, offset + p * columns, rows, offset + p * COLUMNS, columns);
            for (int column = columns; column < COLUMNS; column++) {
                rows[offset + p * COLUMNS + column] = 0;
            }
        }
    }

    /** The common case, a vector of channels within one tap: that vector of every pixel. */
    private static void gatherVector(ConvGeometry g, int tap, int channel, int first, int pixels,
                                     float[] x, float[] rows, int offset) {
        int down = tap / g.kw() * g.dilationH() - g.padTop();
        int right = tap % g.kw() * g.dilationW() - g.padLeft();
        int column = first % g.outW();
        int row = first / g.outW() % g.outH();
        int image = first / (g.outW() * g.outH());
        FloatVector zero = FloatVector.zero(SPECIES);
        for (int p = 0, to = offset; p < pixels; p++, to += COLUMNS) {
            int i = row * g.strideH() + down;
            int j = column * g.strideW() + right;
            if (i >= 0 && i < g.h() && j >= 0 && j < g.w()) {
                int at = ((image * g.h() + i) * g.w() + j) * g.c() + channel;
                FloatVector.fromArray(SPECIES, x, at).intoArray(rows, to);
            } else {
                zero.intoArray(rows, to);
            }
            if (++column == g.outW()) {
                column = 0;
                if (++row == g.outH()) {
                    row = 0;
                    image++;
                }
            }
        }
    }

    private static void clearVector(int pixels, float[] rows, int offset) {
        FloatVector zero = FloatVector.zero(SPECIES);
        for (int p = 0; p < pixels; p++) {
            zero.intoArray(rows, offset + p * COLUMNS);
        }
    }
}
