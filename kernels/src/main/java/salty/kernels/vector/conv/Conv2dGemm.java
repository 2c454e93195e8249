package salty.kernels.vector.conv;

import java.lang.foreign.MemorySegment;

import salty.engine.graph.Tensor;
import salty.kernels.vector.simd.Gemm;
import salty.kernels.vector.simd.GemmTile;
import salty.kernels.vector.simd.Lanes;
import salty.kernels.vector.simd.RowPanels;

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
 * In a 1x1 convolution of stride 1 the pixels are the patches; those of an image of few channels overlap in
 * {@link Strip}s.
 */
public final class Conv2dGemm {
    /** Columns of a task: with its rows they stay in L2 while k passes by. */
    private static final int COLUMNS = 256;
    /** Tasks for each thread, so that one that comes late costs little. */
    private static final int TASKS = 4;
    /** Rows of filters that are packed at a time: a long run of a file, and still in L2. */
    private static final int PACKED_ROWS = 32;

    private final ConvGeometry g;
    private final boolean overlapping;
    private final int columns;
    private final int panels;
    private final int rowsEach;
    private final int rowBlocks;
    private final int panelsEach;
    private final int strips;
    private final int depth;

    /**
     * Plans blocks of about one size: of pixels, and where these are few, also of columns, for so many threads.
     */
    public Conv2dGemm(ConvGeometry g, int threads) {
        this.g = g;
        overlapping = Strip.suits(g);
        columns = g.k() / g.groups();
        panels = Gemm.panels(columns);
        int pixels = g.outPixels();
        int even = Math.ceilDiv(pixels, Math.ceilDiv(pixels, Gemm.M_BLOCK));
        rowsEach = overlapping ? g.outW() * Math.max(1, even / g.outW())
                : Math.ceilDiv(even, GemmTile.ROWS) * GemmTile.ROWS;
        rowBlocks = Math.ceilDiv(pixels, rowsEach);
        int wanted = threads == 1 ? 1 : Math.ceilDiv(TASKS * threads, rowBlocks * g.groups());
        int least = Math.ceilDiv(columns, COLUMNS);
        panelsEach = Math.ceilDiv(panels, Math.clamp(wanted, least, Math.max(least, panels / 2)));
        strips = Math.ceilDiv(panels, panelsEach);
        depth = Gemm.depth(g.patch());
    }

    /** Floats of the packed filters: one packed matrix a group. */
    public int packedLength() {
        return Math.multiplyExact(g.groups(), Gemm.packedLength(g.patch(), columns));
    }

    /** Panels of the packed filters, those of all groups. */
    public int filterPanels() {
        return g.groups() * panels;
    }

    /** Packs the {@code panel}-th panel of filters (kh, kw, c / groups, k). */
    public void packPanel(int panel, float[] filters, float[] packed, int offset) {
        if (overlapping) {
            packTaps(panel, filters, packed, offset);
            return;
        }
        int group = panel / panels;
        Gemm.packPanel(filters, group * columns, g.k(), 1, g.patch(), columns, panel % panels,
                packed, offset + group * Gemm.packedLength(g.patch(), columns));
    }

    /** Packs a panel with the taps in a strip's order. */
    private void packTaps(int panel, float[] filters, float[] packed, int offset) {
        int first = panel * GemmTile.COLUMNS;
        int count = Math.min(GemmTile.COLUMNS, g.k() - first);
        int width = Gemm.width(count);
        for (int row = 0; row < g.patch(); row++) {
            int tap = row / g.c();
            int to = offset + first * g.patch() + (Strip.tap(g, tap / g.kw(), tap % g.kw()) + row % g.c()) * width;
            Gemm.packRow(filters, row * g.k() + first, 1, count, packed, to, width);
        }
    }

    /** Whether {@link #packRows} can pack: filters for strips have another order. */
    public boolean packsRows() {
        return !overlapping;
    }

    /** Blocks of rows of the filters, for {@link #packRows}. */
    public int filterBlocks() {
        return Math.ceilDiv(g.patch(), PACKED_ROWS);
    }

    /**
     * Packs a block of rows of filters (kh, kw, c / groups, k) where they lie, such as in a mapped file. By panels they
     * would be read in pieces of a few vectors, each of which costs more than its bytes.
     */
    public void packRows(int block, MemorySegment filters, float[] packed, int offset, float[] scratch, int scratchOffset) {
        int first = block * PACKED_ROWS;
        int count = Math.min(PACKED_ROWS, g.patch() - first);
        MemorySegment.copy(filters, Tensor.FLOAT, (long) Float.BYTES * first * g.k(),
                scratch, scratchOffset, count * g.k());
        for (int group = 0; group < g.groups(); group++) {
            int from = scratchOffset + group * columns;
            int to = offset + group * Gemm.packedLength(g.patch(), columns);
            for (int at = 0; at < columns; at += GemmTile.COLUMNS) {
                int given = Math.min(GemmTile.COLUMNS, columns - at);
                int width = Gemm.width(given);
                packPart(scratch, from + at, g.k(), count, given, packed, to + at * g.patch() + first * width, width);
            }
        }
    }

    private static void packPart(float[] rows, int from, int stride, int count, int columns, float[] packed, int to,
                                 int width) {
        for (int i = 0; i < count; i++) {
            Gemm.packRow(rows, from + i * stride, 1, columns, packed, to + i * width, width);
        }
    }

    /** Floats of scratch that one worker needs, for {@link #run} or {@link #packRows}. */
    public int scratch() {
        int panels = RowPanels.count(overlapping ? g.outW() : rowsEach) * RowPanels.length(depth);
        int patches = overlapping ? Strip.length(g) : g.pointwise() ? 0 : GemmTile.ROWS * depth;
        return Math.max(Gemm.edge() + panels + patches, PACKED_ROWS * g.k());
    }

    /** The number of tasks: each computes some columns of some pixels. */
    public int tasks() {
        return rowBlocks * g.groups() * strips;
    }

    public int firstPixel(int task) {
        return task / (g.groups() * strips) * rowsEach;
    }

    public int pixels(int task) {
        return Math.min(rowsEach, g.outPixels() - firstPixel(task));
    }

    private int group(int task) {
        return task / strips % g.groups();
    }

    private int firstPanel(int task) {
        return task % strips * panelsEach;
    }

    /** The first channel of y that a task computes. */
    public int firstColumn(int task) {
        return group(task) * columns + firstPanel(task) * GemmTile.COLUMNS;
    }

    /** How many channels of y a task computes. */
    public int columns(int task) {
        return Math.min(panelsEach * GemmTile.COLUMNS, columns - firstPanel(task) * GemmTile.COLUMNS);
    }

    /** Floats of the largest part of y that a task computes. */
    public int most() {
        return rowsEach * Math.min(columns, panelsEach * GemmTile.COLUMNS);
    }

    /**
     * Computes a task's part of y, rows {@code step} apart from {@code y[at]} on; the bias is laid out in
     * runs of whole vectors, one for each group of channels.
     */
    public void run(int task, float[] x, float[] packed, int packedOffset, float[] bias, int biasOffset,
             float[] y, int at, int step, float[] scratch, int scratchOffset) {
        int group = group(task);
        int first = firstPixel(task);
        int pixels = pixels(task);
        int width = columns(task);
        int patch = g.patch();
        int b = packedOffset + group * Gemm.packedLength(patch, columns) + firstPanel(task) * GemmTile.COLUMNS * patch;
        int biasAt = biasOffset + group * Lanes.roundUp(columns) + firstPanel(task) * GemmTile.COLUMNS;
        int to = at;
        int panels = scratchOffset + Gemm.edge();
        int rows = panels + RowPanels.count(overlapping ? g.outW() : rowsEach) * RowPanels.length(depth);
        int atOnce = overlapping ? g.outW() : pixels;
        for (int done = 0; done < pixels; done += atOnce, to += atOnce * step) {
            if (overlapping) {
                Strip.gather(g, (first + done) / g.outW(), x, scratch, rows);
            }
            for (int from = 0; from < patch; from += depth) {
                int length = Math.min(depth, patch - from);
                if (overlapping) {
                    RowPanels.pack(scratch, rows + from, Strip.step(g), atOnce, length, scratch, panels);
                } else if (g.pointwise()) {
                    RowPanels.pack(x, first * g.c() + group * patch + from, g.c(), pixels, length, scratch, panels);
                } else {
                    packPatches(g, group, first, pixels, from, length, x, scratch, panels, rows);
                }
                Gemm.multiplyPanels(atOnce, width, length, scratch, panels, RowPanels.length(length), packed, b, patch,
                        from, from > 0 ? null : bias, biasAt, y, to, step, scratch, scratchOffset);
            }
        }
    }

    /** Unfolds and packs a panel at a time, so that unfolded rows are still in the first-level cache. */
    static void packPatches(ConvGeometry g, int group, int first, int pixels, int from, int length, float[] x,
                            float[] scratch, int panels, int unfolded) {
        for (int p = 0; p < pixels; p += GemmTile.ROWS, panels += RowPanels.length(length)) {
            int rows = Math.min(GemmTile.ROWS, pixels - p);
            gatherPatches(g, group, first + p, rows, from, length, x, scratch, unfolded);
            RowPanels.pack(scratch, unfolded, length, rows, length, scratch, panels);
        }
    }

    /**
     * Unfolds elements [from, from + length) of the patches of some output pixels into rows of that length. Where a row
     * of the window lies inside the image and its taps are adjacent, it is one run of kw * c floats.
     */
    static void gatherPatches(ConvGeometry g, int group, int first, int pixels, int from, int length,
                              float[] x, float[] rows, int rowsOffset) {
        for (int p = 0; p < pixels; p++) {
            gatherPatch(g, group, first + p, from, length, x, rows, rowsOffset + p * length);
        }
    }

    /** Apart from the loop over pixels, so that a first run need not wait for that loop's own compilation. */
    private static void gatherPatch(ConvGeometry g, int group, int pixel, int from, int length,
                                    float[] x, float[] rows, int to) {
        int channels = g.c() / g.groups();
        int column = pixel % g.outW() * g.strideW() - g.padLeft();
        int row = pixel / g.outW() % g.outH() * g.strideH() - g.padTop();
        int image = pixel / (g.outW() * g.outH());
        boolean whole = g.dilationW() == 1 && g.groups() == 1 && column >= 0 && column + g.kw() <= g.w();
        int perRow = whole ? 1 : g.kw();
        int unit = whole ? g.kw() * channels : channels;
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
