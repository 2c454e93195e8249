package salty.kernels.vector;

/**
 * Convolution of any geometry as a product: a block of output pixels gathers its patches as rows (im2col), a part of
 * their length at a time, and multiplies them with the packed filters. Nothing larger than a block is ever unfolded.
 *
 * <pre>
 *      kh * kw * c                     k
 *    +-------------+            +-----------+          +-----------+
 *    | patch of p0 |            |  filters  |          |  y of p0  |
 *    | patch of p1 |  96 rows   |  (packed, |    =     |  y of p1  |
 *    |    ...      |            | per group)|          |    ...    |
 *    +-------------+            +-----------+          +-----------+
 * </pre>
 *
 * A 1x1 convolution of stride 1 multiplies the pixels where they lie.
 */
final class Conv2dGemm {
    private Conv2dGemm() {
    }

    /** Floats of the packed filters: one packed matrix a group. */
    static int packedLength(ConvGeometry g) {
        return Math.multiplyExact(g.groups(), Gemm.packedLength(g.patch(), g.k() / g.groups()));
    }

    /** Packs filters (kh, kw, c / groups, k). */
    static void pack(ConvGeometry g, float[] filters, float[] packed, int offset) {
        int columns = g.k() / g.groups();
        for (int group = 0; group < g.groups(); group++) {
            Gemm.pack(filters, group * columns, g.k(), 1, g.patch(), columns,
                    packed, offset + group * Gemm.packedLength(g.patch(), columns));
        }
    }

    /** Floats of scratch that one worker needs. */
    static int scratch(ConvGeometry g) {
        return Gemm.edge() + (g.pointwise() ? 0 : Gemm.M_BLOCK * Math.min(g.patch(), Gemm.K_BLOCK));
    }

    static int blocks(ConvGeometry g) {
        return (g.outPixels() + Gemm.M_BLOCK - 1) / Gemm.M_BLOCK;
    }

    /** Floats of the bias: a run for every group, filled up with zeros to whole panels. */
    static float[] padBias(ConvGeometry g, float[] bias) {
        int columns = g.k() / g.groups();
        int padded = Gemm.panels(columns) * GemmTile.COLUMNS;
        float[] runs = new float[g.groups() * padded];
        for (int group = 0; bias != null && group < g.groups(); group++) {
            System.arraycopy(bias, group * columns, runs, group * padded, columns);
        }
        return runs;
    }

    /** Computes the {@code block}-th run of output pixels. */
    static void block(ConvGeometry g, int block, float[] x, float[] packed, int packedOffset, float[] bias, float[] y,
                      float[] scratch, int scratchOffset) {
        int first = block * Gemm.M_BLOCK;
        int pixels = Math.min(Gemm.M_BLOCK, g.outPixels() - first);
        int columns = g.k() / g.groups();
        int patch = g.patch();
        int panelStride = patch * GemmTile.COLUMNS;
        int rows = scratchOffset + Gemm.edge();
        for (int group = 0; group < g.groups(); group++) {
            int b = packedOffset + group * Gemm.packedLength(patch, columns);
            int to = first * g.k() + group * columns;
            int biasAt = group * Gemm.panels(columns) * GemmTile.COLUMNS;
            if (g.pointwise()) {
                Gemm.multiply(pixels, columns, patch, x, first * g.c() + group * patch, g.c(), packed, b, panelStride,
                        bias, biasAt, y, to, g.k(), scratch, scratchOffset);
                continue;
            }
            for (int from = 0; from < patch; from += Gemm.K_BLOCK) {
                int length = Math.min(Gemm.K_BLOCK, patch - from);
                gatherPatches(g, group, first, pixels, from, length, x, scratch, rows);
                Gemm.multiply(pixels, columns, length, scratch, rows, length, packed, b + from * GemmTile.COLUMNS,
                        panelStride, from > 0 ? null : bias, biasAt, y, to, g.k(), scratch, scratchOffset);
            }
        }
    }


    /**
     * Unfolds elements [from, from + length) of the patches of some output pixels into rows of that length. Where a row
     * of the window lies inside the image and its taps are adjacent, it is one run of kw * c floats.
     */
    static void gatherPatches(ConvGeometry g, int group, int first, int pixels, int from, int length,
                              float[] x, float[] rows, int rowsOffset) {
        int channels = g.c() / g.groups();
        boolean adjacent = g.dilationW() == 1 && g.groups() == 1;
        for (int p = 0; p < pixels; p++) {
            int pixel = first + p;
            int column = pixel % g.outW() * g.strideW() - g.padLeft();
            int row = pixel / g.outW() % g.outH() * g.strideH() - g.padTop();
            int image = pixel / (g.outW() * g.outH());
            boolean whole = adjacent && column >= 0 && column + g.kw() <= g.w();
            int perRow = whole ? 1 : g.kw();
            int unit = whole ? g.kw() * channels : channels;
            int to = rowsOffset + p * length;
            int end = to + length;
            int tap = from / unit;
            int skipped = from % unit;
            while (to < end) {
                int i = row + tap / perRow * g.dilationH();
                int j = column + tap % perRow * g.dilationW();
                int run = Math.min(unit - skipped, end - to);
                if (i >= 0 && i < g.h() && j >= 0 && j < g.w()) {
                    copy(x, ((image * g.h() + i) * g.w() + j) * g.c() + group * channels + skipped, rows, to, run);
                } else {
                    zero(rows, to, run);
                }
                to += run;
                skipped = 0;
                tap++;
            }
        }
    }

    /** Runs are often of three floats, where a call of the library costs more than the copy. */
    private static void copy(float[] x, int from, float[] rows, int to, int length) {
        if (length >= 16) {
            System.arraycopy(x, from, rows, to, length);
            return;
        }
        for (int i = 0; i < length; i++) {
            rows[to + i] = x[from + i];
        }
    }

    private static void zero(float[] rows, int to, int length) {
        for (int i = 0; i < length; i++) {
            rows[to + i] = 0;
        }
    }
}
