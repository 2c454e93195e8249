package salty.kernels.vector;

/**
 * A 1x1 convolution of an image of few pixels, of any stride, as one product whose left-hand side all tasks share: the
 * pixels are packed once, and then multiplied by a panel of filters a task.
 *
 * <pre>
 *      c                       k
 *    +---+       +----+----+----+      a task: a block of rows of y by a panel or two, over all of c at once; its sums
 *    |   |  c    | B0 | B1 | B2 |      stay in L1 until they are whole, and the filters, most of what such a layer
 *    | A |       +----+----+----+      reads, pass by in the order in which they lie
 *    |   |  rows | y0 | y1 | y2 |
 *    +---+       +----+----+----+
 * </pre>
 *
 * {@link Conv2dGemm}, whose tasks pack their own block of pixels, would pack each as often as there are strips of
 * columns, and has too few blocks of pixels here for its tasks to be shared evenly.
 */
final class Conv1x1 {
    /** Larger images have blocks enough, which are better packed by whom they are multiplied, and still in L2. */
    private static final int MOST_PIXELS = 1024;
    /** Pixels of a task: their sums, a panel of filters and a panel of pixels fill L1. */
    private static final int PIXELS = 200;
    /** Tasks for each thread, so that one that comes late costs little. */
    private static final int TASKS = 8;

    private final ConvGeometry g;
    private final int threads;
    private final int depth;
    private final int tiles;
    private final int tilesEach;
    private final int blocks;
    private final int panelsEach;
    private final int strips;

    /** What follows a task's sums: {@code rows} runs of {@code columns} floats of y, k apart, from {@code at} on. */
    @FunctionalInterface
    interface Behind {
        void run(int worker, int at, int rows, int columns);
    }

    Conv1x1(ConvGeometry g, int threads) {
        this.g = g;
        this.threads = threads;
        depth = Math.ceilDiv(g.c(), Math.ceilDiv(g.c(), Gemm.K_BLOCK));
        tiles = RowPanels.count(g.outPixels());
        int panels = Gemm.panels(g.k());
        panelsEach = Math.max(1, panels / (TASKS * threads));
        strips = Math.ceilDiv(panels, panelsEach);
        int wanted = Math.max(Math.ceilDiv(g.outPixels(), PIXELS), Math.ceilDiv(TASKS * threads, strips));
        tilesEach = Math.ceilDiv(tiles, wanted);
        blocks = Math.ceilDiv(tiles, tilesEach);
    }

    /** Whether each pixel of y is the product of one pixel of x with all filters, and there are few of them. */
    static boolean suits(ConvGeometry g) {
        return g.kh() == 1 && g.kw() == 1 && g.groups() == 1 && g.padTop() == 0 && g.padLeft() == 0
                && (g.outH() - 1) * g.strideH() < g.h() && (g.outW() - 1) * g.strideW() < g.w()
                && g.outPixels() <= MOST_PIXELS;
    }

    /** Floats of scratch that {@link #run} needs. */
    int scratch() {
        return packedLength() + threads * scratchEach();
    }

    /** Floats of all packed pixels: for each part of c, panels of it. */
    private int packedLength() {
        return Math.ceilDiv(g.c(), depth) * tiles * RowPanels.length(depth);
    }

    /** Floats of a worker: the sums of a block by a panel, and of a tile, or unfolded pixels of a tile. */
    private int scratchEach() {
        return Math.max((tilesEach + 1) * Gemm.edge(), GemmTile.ROWS * depth);
    }

    /** x (n, h, w, c) to y (n, outH, outW, k) by the filters that {@link Gemm#pack} packed and a {@link ConvBias}. */
    void run(Parallel parallel, float[] x, float[] packed, int packedOffset, float[] bias, int biasOffset, float[] y,
             float[] scratch, Behind behind) {
        int workers = packedLength();
        int each = Math.ceilDiv(tiles, TASKS * threads);
        parallel.run(Math.ceilDiv(tiles, each), (task, worker) ->
                pack(x, task * each, Math.min(tiles, (task + 1) * each), scratch, workers + worker * scratchEach()));
        parallel.run(blocks * strips, (task, worker) -> {
            int first = task % blocks * tilesEach;
            int row = first * GemmTile.ROWS;
            int rows = Math.min(g.outPixels() - row, tilesEach * GemmTile.ROWS);
            int column = task / blocks * panelsEach * GemmTile.COLUMNS;
            int columns = Math.min(g.k() - column, panelsEach * GemmTile.COLUMNS);
            for (int j = column; j < column + columns; j += GemmTile.COLUMNS) {
                multiply(first, rows, j, packed, packedOffset, bias, biasOffset, y, row * g.k() + j, scratch,
                        workers + worker * scratchEach());
            }
            behind.run(worker, row * g.k() + column, rows, columns);
        });
    }

    /** Where the panel of a tile begins that holds channels [from, from + length). */
    private int panel(int tile, int from, int length) {
        return from / depth * tiles * RowPanels.length(depth) + tile * RowPanels.length(length);
    }

    /** Packs the pixels of tiles [first, end), by way of {@code unfolded} if they do not lie side by side. */
    private void pack(float[] x, int first, int end, float[] scratch, int unfolded) {
        int pixel = first * GemmTile.ROWS;
        int pixels = Math.min(g.outPixels(), end * GemmTile.ROWS) - pixel;
        for (int from = 0; from < g.c(); from += depth) {
            int length = Math.min(depth, g.c() - from);
            int to = panel(first, from, length);
            if (g.pointwise()) {
                RowPanels.pack(x, pixel * g.c() + from, g.c(), pixels, length, scratch, to);
            } else {
                Conv2dGemm.packPatches(g, 0, pixel, pixels, from, length, x, scratch, to, unfolded);
            }
        }
    }

    /** A block of rows by one panel, from {@code y[at]} on: all parts of c but the last are summed at {@code sums}. */
    private void multiply(int first, int rows, int column, float[] packed, int packedOffset,
                          float[] bias, int biasOffset, float[] y, int at, float[] scratch, int sums) {
        int columns = Math.min(GemmTile.COLUMNS, g.k() - column);
        int width = Gemm.width(columns);
        int b = packedOffset + column * g.c();
        int edge = sums + tilesEach * Gemm.edge();
        int whole = columns < width ? 0 : rows - rows % GemmTile.ROWS;
        for (int from = 0; from < g.c(); from += depth, b += depth * width) {
            int length = Math.min(depth, g.c() - from);
            boolean last = from + length == g.c();
            int a = panel(first, from, length);
            float[] starts = from == 0 ? bias : scratch;
            int start = from == 0 ? biasOffset + column : sums;
            int stride = from == 0 ? 0 : width;
            float[] c = last ? y : scratch;
            int to = last ? at : sums;
            int step = last ? g.k() : width;
            int end = last ? whole : rows;
            int i = 0;
            for (; i < end; i += GemmTile.ROWS, a += RowPanels.length(length)) {
                GemmTile.multiply(width, length, scratch, a, packed, b, starts, start + i * stride, stride,
                        c, to + i * step, step);
            }
            for (; i < rows; i += GemmTile.ROWS, a += RowPanels.length(length)) {
                GemmTile.multiply(width, length, scratch, a, packed, b, starts, start + i * stride, stride,
                        scratch, edge, width);
                for (int row = i; row < Math.min(rows, i + GemmTile.ROWS); row++) {
                    System.arraycopy(scratch, edge + (row - i) * width, y, at + row * g.k(), columns);
                }
            }
        }
    }
}
