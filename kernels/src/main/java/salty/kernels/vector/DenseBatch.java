package salty.kernels.vector;

import static salty.kernels.vector.simd.Lanes.COUNT;
import static salty.kernels.vector.simd.Lanes.SPECIES;

import java.lang.foreign.MemorySegment;
import java.nio.ByteOrder;
import java.util.Arrays;

import jdk.incubator.vector.FloatVector;

import salty.engine.graph.Tensor;
import salty.kernels.vector.simd.Gemm;
import salty.kernels.vector.simd.GemmTile;
import salty.kernels.vector.simd.RowPanels;

/**
 * A batch of rows times a matrix that lies in native memory, read once whatever the batch: a strip of columns, up to a
 * memory page of floats, is packed into panels {@link #DEPTH} rows at a time and multiplied with all of the batch while
 * it is in the L2 cache.
 *
 * <pre>
 *               strip
 *            +---+----+--------+
 *       k    |   |    |        |  64 rows, packed
 *            |   |    |   W    |
 *     +---+  +---+----+--------+
 *   m | x |  |   | y  |        |
 *     +---+  +---+----+--------+
 * </pre>
 */
final class DenseBatch {
    private static final int MOST_COLUMNS = 1024;
    private static final int DEPTH = 64;
    /** Rows of x that are packed at a time. */
    private static final int M_BLOCK = 4 * GemmTile.ROWS;

    private DenseBatch() {
    }

    /** Columns of a strip of n columns in all, so that every thread gets some: whole panels. */
    static int stripColumns(int n, int threads) {
        int share = (n + 2 * threads - 1) / (2 * threads);
        return Math.min(MOST_COLUMNS / GemmTile.COLUMNS, Gemm.panels(share)) * GemmTile.COLUMNS;
    }

    /** Floats of scratch that one worker needs. */
    static int scratch() {
        return Gemm.edge() + DEPTH * MOST_COLUMNS + RowPanels.count(M_BLOCK) * RowPanels.length(DEPTH);
    }

    /** Columns [from, from + columns) of y (m, n) = bias + x (m, k) w (k, n); the bias is padded to whole vectors. */
    static void strip(int m, int k, int n, int from, int columns, float[] x, MemorySegment w, float[] bias, float[] y,
                      float[] scratch, int offset) {
        int left = offset + Gemm.edge();
        int right = left + RowPanels.count(M_BLOCK) * RowPanels.length(DEPTH);
        for (int first = 0; first < k; first += DEPTH) {
            int depth = Math.min(DEPTH, k - first);
            for (int i = 0; i < depth; i++) {
                packRow(w, 4 * ((long) (first + i) * n + from), columns, depth, scratch, right, i);
            }
            for (int row = 0; row < m; row += M_BLOCK) {
                int rows = Math.min(M_BLOCK, m - row);
                RowPanels.pack(x, row * k + first, k, rows, depth, scratch, left);
                Gemm.multiplyPanels(rows, columns, depth, scratch, left, RowPanels.length(depth), scratch, right,
                        depth, 0, first == 0 ? bias : null, from, y, row * n + from, n, scratch, offset);
            }
        }
    }

    /** Spreads {@code columns} floats over the rows {@code i} of panels of {@code depth} rows. */
    private static void packRow(MemorySegment w, long at, int columns, int depth, float[] packed, int offset, int i) {
        int j = 0;
        for (; j <= columns - GemmTile.COLUMNS; j += GemmTile.COLUMNS) {
            int to = offset + j * depth + i * GemmTile.COLUMNS;
            for (int v = 0; v < GemmTile.COLUMNS; v += COUNT) {
                FloatVector.fromMemorySegment(SPECIES, w, at + 4L * (j + v), ByteOrder.LITTLE_ENDIAN)
                        .intoArray(packed, to + v);
            }
        }
        if (j < columns) {
            int width = Gemm.width(columns - j);
            int to = offset + j * depth + i * width;
            MemorySegment.copy(w, Tensor.FLOAT, at + 4L * j, packed, to, columns - j);
            Arrays.fill(packed, to + columns - j, to + width, 0);
        }
    }
}
