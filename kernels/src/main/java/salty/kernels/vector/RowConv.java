package salty.kernels.vector;

/**
 * A convolution to few channels whose patches are runs of floats at one distance from each other, so that
 * {@link RowTile} multiplies them where they lie: the pixels of a 1x1 convolution, or what {@link Strip} makes of an
 * image of few channels.
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
 * A panel of filters is as wide as the columns divide evenly.
 */
final class RowConv {
    /** For more columns a pixel that was packed is read often enough. */
    private static final int MOST_COLUMNS = 12 * Lanes.COUNT;
    /** Rows of the highest tile. */
    private static final int LEAST_PIXELS = 4;
    /** Tasks for each thread, so that one that comes late costs little. */
    private static final int TASKS = 8;
    /** Floats of x and y in a task: what follows the sums finds them in L2. */
    private static final int TASK_FLOATS = 1 << 14;

    private final ConvGeometry g;
    private final boolean overlapping;
    private final int vectors;
    private final int tasks;

    RowConv(ConvGeometry g, int threads) {
        this.g = g;
        overlapping = Strip.suits(g);
        vectors = vectors(g.k());
        int wanted = Math.max(TASKS * threads, Math.ceilDiv(g.outPixels() * (g.c() + g.k()), TASK_FLOATS));
        tasks = overlapping ? g.n() * g.outH() : Math.min(wanted, g.outPixels() / LEAST_PIXELS);
    }

    static boolean suits(ConvGeometry g) {
        return !GemmTile.WIDE && vectors(g.k()) > 0 && (Strip.suits(g) || g.pointwise() && g.groups() == 1
                && g.outPixels() >= LEAST_PIXELS && g.k() <= MOST_COLUMNS);
    }

    /**
     * Vectors of a panel of which there is a whole number in so many columns, or 0; nine sums are better than eight.
     */
    private static int vectors(int columns) {
        return columns % (3 * Lanes.COUNT) == 0 ? 3
                : columns % (4 * Lanes.COUNT) == 0 ? 4
                : columns % (2 * Lanes.COUNT) == 0 ? 2 : 0;
    }

    /** Packs filters (kh, kw, c, k), with their taps in a strip's order. */
    float[] pack(float[] filters) {
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
    int scratch() {
        return overlapping ? Strip.length(g) : 0;
    }

    /** The number of tasks: each computes some pixels of y. */
    int tasks() {
        return tasks;
    }

    int firstPixel(int task) {
        return (int) ((long) g.outPixels() * task / tasks);
    }

    int pixels(int task) {
        return firstPixel(task + 1) - firstPixel(task);
    }

    /** Computes a task's part of y (n, outH, outW, k); the bias has a float a channel. */
    void run(int task, float[] x, float[] packed, float[] bias, float[] y, float[] scratch, int offset) {
        int first = firstPixel(task);
        if (overlapping) {
            Strip.gather(g, task, x, scratch, offset);
            multiply(scratch, offset, Strip.step(g), pixels(task), packed, bias, y, first * g.k());
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
}
