package salty.kernels.vector;

import java.lang.foreign.MemorySegment;

import salty.engine.graph.Tensor;

/**
 * A batch of rows times a matrix that lies in native memory, read once whatever the batch: a strip of columns, up to a
 * memory page of floats, is brought in {@link #DEPTH} rows at a time and multiplied with all of the batch while it is in
 * the L2 cache.
 *
 * <pre>
 *               strip
 *            +---+----+--------+
 *       k    |   |    |        |  64 rows, copied
 *            |   |    |   W    |
 *     +---+  +---+----+--------+
 *   m | x |  |   | y  |        |
 *     +---+  +---+----+--------+
 * </pre>
 */
final class DenseBatch {
    private static final int MOST_COLUMNS = 1024;
    private static final int DEPTH = 64;
    /** Copied rows keep a distance that does not put them all into a few sets of the first-level cache. */
    private static final int STRIDE = MOST_COLUMNS + 16;

    private DenseBatch() {
    }

    /** Columns of a strip of n columns in all, so that every thread gets some: whole panels. */
    static int stripColumns(int n, int threads) {
        int share = (n + 2 * threads - 1) / (2 * threads);
        return Math.min(MOST_COLUMNS / GemmTile.COLUMNS, Gemm.panels(share)) * GemmTile.COLUMNS;
    }

    /** Floats of scratch that one worker needs. */
    static int scratch() {
        return Gemm.edge() + DEPTH * STRIDE;
    }

    /** Columns [from, from + columns) of y (m, n) = bias + x (m, k) w (k, n); the bias is padded to whole strips. */
    static void strip(int m, int k, int n, int from, int columns, float[] x, MemorySegment w, float[] bias, float[] y,
                      float[] scratch, int offset) {
        int rows = offset + Gemm.edge();
        for (int first = 0; first < k; first += DEPTH) {
            int depth = Math.min(DEPTH, k - first);
            for (int i = 0; i < depth; i++) {
                MemorySegment.copy(w, Tensor.FLOAT, 4 * ((long) (first + i) * n + from),
                        scratch, rows + i * STRIDE, columns);
            }
            Gemm.multiplyPanels(m, columns, depth, x, first, k, scratch, rows, STRIDE, GemmTile.COLUMNS,
                    first == 0 ? bias : null, from, y, from, n, scratch, offset);
        }
    }
}
