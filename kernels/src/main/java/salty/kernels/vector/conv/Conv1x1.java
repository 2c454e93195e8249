package salty.kernels.vector.conv;

import salty.kernels.parallel.Parallel;
import salty.kernels.vector.simd.Gemm;
import salty.kernels.vector.simd.GemmTile;
import salty.kernels.vector.simd.Lanes;
import salty.kernels.vector.simd.RowPanels;

/**
 * A 1x1 convolution of an image of few pixels, of any stride, as one product whose left-hand side all tasks share: the
 * pixels are packed once, and then multiplied by a strip of filters a task.
 *
 * <pre>
 *      c                       k
 *    +---+       +----+----+----+      a task: a block of rows of y by a strip of columns. The packed pixels stay in
 *    |   |  c    | B0 | B1 | B2 |      L2 while the panels of the strip pass by, and so do the sums, until they are
 *    | A |       +----+----+----+      whole and become y
 *    |   |  rows | y0 | y1 | y2 |
 *    +---+       +----+----+----+
 * </pre>
 *
 * {@link Conv2dGemm}, whose tasks pack their own block of pixels, would pack each as often as there are strips of
 * columns, and has too few blocks of pixels here for its tasks to be shared evenly.
 */
public final class Conv1x1 {
    /** Larger images have blocks enough, which are better packed by whom they are multiplied, and still in L2. */
    private static final int MOST_PIXELS = 1024;
    /** The same where filters are fewer than channels: then a block is wanted for one or two strips. */
    private static final int MOST_PIXELS_FOR_FEW = 400;
    /** Pixels of a task: with 256 channels, they and their sums fill half of a small L2 cache. */
    private static final int PIXELS = 200;
    /** Tasks for each thread, so that one that comes late costs little. */
    private static final int TASKS = 8;

    private final ConvGeometry g;
    private final int threads;
    private final int tiles;
    private final int tilesEach;
    private final int blocks;
    private final int panelsEach;
    private final int strips;

    /**
     * What becomes of a task's sums, {@code rows} runs of {@code columns} floats, {@code stride} apart: runs of y, k
     * apart, from {@code at} on.
     */
    @FunctionalInterface
    public interface Finish {
        void run(int worker, int sums, int stride, int at, int rows, int columns);
    }

    public Conv1x1(ConvGeometry g, int threads) {
        this.g = g;
        this.threads = threads;
        tiles = RowPanels.count(g.outPixels());
        int panels = Gemm.panels(g.k());
        int rowBlocks = blocks(g.outPixels(), g.k(), TASKS * threads);
        tilesEach = Math.ceilDiv(tiles, Math.min(tiles, rowBlocks));
        blocks = Math.ceilDiv(tiles, tilesEach);
        panelsEach = Math.max(1, panels * blocks / (TASKS * threads));
        strips = Math.ceilDiv(panels, panelsEach);
    }

    /**
     * Blocks of pixels, so that least is read from where both threads' data is: all pixels for every strip, all filters
     * for every block.
     */
    private static int blocks(int pixels, int filters, int tasks) {
        int best = Math.ceilDiv(pixels, PIXELS);
        for (int blocks = best + 1; blocks <= tasks; blocks++) {
            if (read(pixels, filters, tasks, blocks) < read(pixels, filters, tasks, best)) {
                best = blocks;
            }
        }
        return best;
    }

    private static int read(int pixels, int filters, int tasks, int blocks) {
        return Math.ceilDiv(tasks, blocks) * pixels + blocks * filters;
    }

    /** Whether each pixel of y is the product of one pixel of x with all filters, and there are few of them. */
    public static boolean suits(ConvGeometry g) {
        return g.kh() == 1 && g.kw() == 1 && g.groups() == 1 && g.padTop() == 0 && g.padLeft() == 0
                && (g.outH() - 1) * g.strideH() < g.h() && (g.outW() - 1) * g.strideW() < g.w()
                && g.outPixels() <= (g.k() < g.c() ? MOST_PIXELS_FOR_FEW : MOST_PIXELS);
    }

    /** Floats of scratch that {@link #run} needs. */
    public int scratch() {
        return packedLength() + threads * scratchEach();
    }

    /** Floats of all packed pixels. */
    private int packedLength() {
        return tiles * RowPanels.length(g.c());
    }

    /** Floats of a worker: the sums of a task, or unfolded pixels of a tile. */
    private int scratchEach() {
        return Math.max(tilesEach * panelsEach * Gemm.edge(), GemmTile.ROWS * g.c());
    }

    /**
     * x (n, h, w, c) to y (n, outH, outW, k) by the filters that {@link Gemm#pack} packed and a bias in runs of whole
     * vectors.
     */
    public void run(Parallel parallel, float[] x, float[] packed, int packedOffset, float[] bias, int biasOffset,
             float[] scratch, Finish finish) {
        int workers = packedLength();
        int each = Math.ceilDiv(tiles, TASKS * threads);
        parallel.run(Math.ceilDiv(tiles, each), (task, worker) ->
                pack(x, task * each, Math.min(tiles, (task + 1) * each), scratch, workers + worker * scratchEach()));
        parallel.run(blocks * strips, (task, worker) -> {
            int first = task / strips * tilesEach;
            int row = first * GemmTile.ROWS;
            int column = task % strips * panelsEach * GemmTile.COLUMNS;
            int columns = Math.min(g.k() - column, panelsEach * GemmTile.COLUMNS);
            int sums = workers + worker * scratchEach();
            multiply(first, Math.min(tiles, first + tilesEach), column, columns, packed, packedOffset, bias, biasOffset,
                    scratch, sums);
            finish.run(worker, sums, Lanes.roundUp(columns), row * g.k() + column,
                    Math.min(g.outPixels() - row, tilesEach * GemmTile.ROWS), columns);
        });
    }

    /** Packs the pixels of tiles [first, end), by way of {@code unfolded} if they do not lie side by side. */
    private void pack(float[] x, int first, int end, float[] scratch, int unfolded) {
        int pixel = first * GemmTile.ROWS;
        int pixels = Math.min(g.outPixels(), end * GemmTile.ROWS) - pixel;
        int to = first * RowPanels.length(g.c());
        if (g.pointwise()) {
            RowPanels.pack(x, pixel * g.c(), g.c(), pixels, g.c(), scratch, to);
        } else {
            Conv2dGemm.packPatches(g, 0, pixel, pixels, 0, g.c(), x, scratch, to, unfolded);
        }
    }

    /** The sums of whole tiles [first, end) by a strip of columns, in rows of whole vectors: none has an edge. */
    private void multiply(int first, int end, int column, int columns, float[] packed, int packedOffset,
                          float[] bias, int biasOffset, float[] scratch, int sums) {
        int stride = Lanes.roundUp(columns);
        int panel = RowPanels.length(g.c());
        Gemm.multiplyChains((end - first) * GemmTile.ROWS, stride, g.c(), Gemm.LONG_BLOCK,
                scratch, first * panel, panel, packed, packedOffset + column * g.c(), bias, biasOffset + column,
                scratch, sums, stride);
    }
}
