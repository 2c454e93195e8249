package salty.kernels.vector.conv;

import static salty.kernels.vector.simd.GemmTile.ROWS;

import salty.kernels.vector.simd.Gemm;
import salty.kernels.vector.simd.GemmTile;
import salty.kernels.vector.simd.Lanes;
import salty.kernels.vector.simd.RowPanels;
import salty.kernels.vector.simd.RowTile;

/**
 * A convolution to few channels whose patches are runs of floats at one distance from each other: the pixels of a 1x1
 * convolution, or what {@link Strip} makes of an image of few channels. {@link RowTile} multiplies them where they lie,
 * unless there are so many columns that it pays to pack a task's patches for {@link GemmTile}.
 *
 * <pre>
 *     patches                  filters (packed)           y
 *   +----------------+        +------+------+        +------+------+
 *   | ...... p0 .... |        |      |      |        |      |      |
 *   | ...... p1 .... |  tile  |  B0  |  B1  |   =    |      |      |
 *   +----------------+        |      |      |        +------+------+
 *                             +------+------+
 * </pre>
 *
 * A panel of filters is as wide as the columns divide evenly. Rows that do not fill a task's last tile are computed in
 * one with rows before them, once more, so that no tile reaches over the edge.
 */
public final class RowConv {
    /** The most columns of pixels in place, unless they are packed. */
    private static final int MOST_COLUMNS = 12 * Lanes.COUNT;
    /** From so many columns on the fewer instructions of {@link GemmTile} outweigh the packing. */
    private static final int LEAST_PACKED = 8 * Lanes.COUNT;
    /** For more columns, or more of them of few pixels, tasks that share what one of them packed are better. */
    private static final int MOST_PACKED = GemmTile.WIDE ? Integer.MAX_VALUE : 32 * Lanes.COUNT;
    /** Pixels that are enough for so many columns. */
    private static final int ENOUGH_PIXELS = 128;
    /** Channels of a pixel: longer chains of sums round too much. */
    private static final int MOST_CHANNELS = 1024;
    /** Tasks for each thread, so that one that comes late costs little. */
    private static final int TASKS = 8;
    /** Floats of x and y in a task: what follows the sums finds them in L2. */
    private static final int TASK_FLOATS = GemmTile.WIDE ? 1 << 15 : 1 << 14;

    private final ConvGeometry g;
    private final boolean overlapping;
    private final int vectors;
    private final boolean packs;
    private final int pixelsEach;
    private final int tasks;

    public RowConv(ConvGeometry g, int threads) {
        this.g = g;
        overlapping = Strip.suits(g);
        packs = !overlapping && packs(g);
        vectors = packs ? GemmTile.COLUMNS / Lanes.COUNT : vectors(g.k());
        int wanted = Math.max(TASKS * threads, Math.ceilDiv(g.outPixels() * (g.c() + g.k()), TASK_FLOATS));
        int tiles = g.outPixels() / ROWS;
        pixelsEach = overlapping ? g.outW() : Math.max(1, tiles / wanted) * ROWS;
        tasks = g.outPixels() / pixelsEach;
    }

    public static boolean suits(ConvGeometry g) {
        return vectors(g.k()) > 0 && (Strip.suits(g) || g.pointwise() && g.groups() == 1
                && g.outPixels() >= ROWS && g.c() <= MOST_CHANNELS && (g.k() <= MOST_COLUMNS || packs(g)));
    }

    /**
     * With more columns than half of the channels y takes the time, and tiles in panels write it less evenly, unless
     * vectors are as long as a line of the cache.
     */
    private static boolean packs(ConvGeometry g) {
        return g.k() % GemmTile.COLUMNS == 0 && g.k() >= LEAST_PACKED && (GemmTile.WIDE || 2 * g.k() <= g.c())
                && (g.k() <= MOST_COLUMNS || g.k() <= MOST_PACKED && g.outPixels() >= ENOUGH_PIXELS);
    }

    /**
     * Vectors of a panel of which there is a whole number in so many columns, or 0; nine sums are better than eight.
     */
    private static int vectors(int columns) {
        return columns % (3 * Lanes.COUNT) == 0 ? 3
                : columns % (4 * Lanes.COUNT) == 0 ? 4
                : columns % (2 * Lanes.COUNT) == 0 ? 2 : 0;
    }

    public String describe() {
        return g.kh() + "x" + g.kw() + " convolution, patches " + (packs ? "packed by each task" : "in place");
    }

    /** Packs filters (kh, kw, c, k), with their taps in a strip's order. */
    public float[] pack(float[] filters) {
        float[] ordered = filters;
        if (overlapping) {
            ordered = new float[filters.length];
            for (int tap = 0; tap < g.kh() * g.kw(); tap++) {
                int place = Strip.tap(g, tap / g.kw(), tap % g.kw());
                System.arraycopy(filters, tap * g.c() * g.k(), ordered, place * g.k(), g.c() * g.k());
            }
        }
        return RowTile.pack(ordered, g.patch(), g.k(), vectors);
    }

    /** Floats of scratch that one worker needs. */
    public int scratch() {
        return overlapping ? Strip.length(g)
                : packs ? pixels(tasks - 1) / ROWS * RowPanels.length(g.c()) : 0;
    }

    /** The number of tasks: each computes some pixels of y. */
    public int tasks() {
        return tasks;
    }

    public int firstPixel(int task) {
        return task * pixelsEach;
    }

    public int pixels(int task) {
        return task < tasks - 1 ? pixelsEach : g.outPixels() - firstPixel(task);
    }

    /** Computes a task's part of y (n, outH, outW, k); the bias has a float a channel. */
    public void run(int task, float[] x, float[] packed, float[] bias, float[] y, float[] scratch, int offset) {
        int first = firstPixel(task);
        if (overlapping) {
            Strip.gather(g, task, x, scratch, offset);
            multiply(scratch, offset, Strip.step(g), pixels(task), packed, bias, y, first * g.k());
        } else if (packs) {
            multiplyPacked(x, first * g.c(), pixels(task), packed, bias, y, first * g.k(), scratch, offset);
        } else {
            multiply(x, first * g.c(), g.c(), pixels(task), packed, bias, y, first * g.k());
        }
    }

    private void multiply(float[] a, int at, int step, int rows, float[] packed, float[] bias, float[] y, int to) {
        for (int j = 0; j < g.k(); j += vectors * Lanes.COUNT) {
            RowTile.multiplyRows(vectors, rows, g.patch(), a, at, step, packed, j * g.patch(), bias, j,
                    y, to + j, g.k());
        }
    }

    private void multiplyPacked(float[] x, int at, int rows, float[] packed, float[] bias, float[] y, int to,
                                float[] scratch, int panels) {
        int whole = rows / ROWS * ROWS;
        multiplyTiles(x, at, whole, packed, bias, y, to, scratch, panels);
        if (whole < rows) {
            int before = rows - ROWS;
            multiplyTiles(x, at + before * g.c(), ROWS, packed, bias, y, to + before * g.k(), scratch, panels);
        }
    }

    private void multiplyTiles(float[] x, int at, int rows, float[] packed, float[] bias, float[] y, int to,
                               float[] scratch, int panels) {
        int c = g.c();
        RowPanels.pack(x, at, c, rows, c, scratch, panels);
        Gemm.multiplyPanels(rows, g.k(), c, scratch, panels, RowPanels.length(c), packed, 0, c, 0, bias, 0,
                y, to, g.k(), null, 0);
    }
}
