package salty.kernels.vector;

import static salty.kernels.vector.GemmTile.A_STEP;
import static salty.kernels.vector.GemmTile.ROWS;
import static salty.kernels.vector.GemmTile.WIDE;
import static salty.kernels.vector.Lanes.COUNT;
import static salty.kernels.vector.Lanes.SPECIES;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorMask;

/**
 * Packs the left-hand side of a product into panels of {@link GemmTile#ROWS} rows, as {@link GemmTile} reads them.
 *
 * <pre>
 *    rows of A                     a panel of six rows
 *    x0 x1 x2 x3 ...
 *    y0 y1 y2 y3 ...               x0 y0 z0 u0 v0 w0  -  -
 *    z0 z1 z2 z3 ...      --&gt;       -  x1 y1 z1 u1 v1 w1  -
 *    u0 u1 u2 u3 ...               x2 y2 z2 u2 v2 w2  -  -
 *    v0 v1 v2 v3 ...                -  x3 y3 z3 u3 v3 w3  -
 *    w0 w1 w2 w3 ...                      ...
 * </pre>
 *
 * Two columns so are picked from the same six loads, of which each begins a float earlier than the one before; nothing
 * is permuted. With 512-bit vectors the 12 rows of a panel stay rows, {@link Gemm#K_BLOCK} floats apart. What stands in
 * the gaps, or in rows that the last panel has none for, is anything: nobody reads what comes of it.
 */
final class RowPanels {
    /** Floats between two rows of a panel. */
    static final int ROW_STEP = WIDE ? Gemm.K_BLOCK : 1;
    /** Floats of a row in the blocks that {@link #packBlocks} reads. */
    static final int BLOCK = 64;

    private static final boolean INTERLEAVES = COUNT == A_STEP;
    private static final VectorMask<Float> OF_Z = lanes(2, 3), OF_V = lanes(4, 5);
    private static final VectorMask<Float> OF_U = lanes(3, 4), OF_W = lanes(5, 6);
    private static final VectorMask<Float> EVEN = lanes(1, 3, 5), ODD = lanes(2, 4, 6);

    private RowPanels() {
    }

    /** Panels of m rows. */
    static int count(int m) {
        return (m + ROWS - 1) / ROWS;
    }

    /**
     * Floats of a panel with rows of k; a longer row than {@link Gemm#K_BLOCK} is a panel for each so many, in turn.
     */
    static int length(int k) {
        return WIDE ? ROWS * ((k + Gemm.K_BLOCK - 1) / Gemm.K_BLOCK * Gemm.K_BLOCK) : A_STEP * k;
    }

    /** Where an element of a panel lies. */
    static int place(int row, int column) {
        return WIDE ? row * ROW_STEP + column : column * A_STEP + (column & 1) + row;
    }

    /** Packs m rows of k floats, at most K_BLOCK, {@code stride} floats apart. */
    static void pack(float[] a, int offset, int stride, int m, int k, float[] packed, int to) {
        for (int row = 0; row < m; row += ROWS, to += length(k)) {
            int from = offset + row * stride;
            int rows = Math.min(ROWS, m - row);
            int done = INTERLEAVES ? interleave(a, from, stride, rows, k, packed, to) : 0;
            for (int r = 0; r < rows && done < k; r++) {
                copy(a, from + r * stride, r, done, k, packed, to);
            }
        }
    }

    /** Copies elements [first, end) of a row into a panel. */
    private static void copy(float[] a, int from, int row, int first, int end, float[] packed, int to) {
        if (WIDE) {
            System.arraycopy(a, from + first, packed, to + place(row, first), end - first);
            return;
        }
        for (int i = first; i < end; i++) {
            packed[to + place(row, i)] = a[from + i];
        }
    }

    /**
     * Packs m rows of k floats that stand as columns: element (row, i) lies at {@code a[offset + i * stride + row]}.
     */
    static void packColumns(float[] a, int offset, int stride, int m, int k, float[] packed, int to) {
        for (int row = 0; row < m; row += ROWS, to += length(k)) {
            int rows = Math.min(ROWS, m - row);
            for (int i = 0; i < k; i++) {
                int from = offset + i * stride + row;
                for (int r = 0; r < rows; r++) {
                    packed[to + place(r, i)] = a[from + r];
                }
            }
        }
    }

    /**
     * Packs a block of each row of many small matrices, as they come from a transform: the block of row r of matrix p
     * lies at {@code a[offset + (p * ROWS + r) * BLOCK]}. It becomes columns from {@code column} on, an even number, of
     * a panel at {@code packed[to + p * distance]}.
     *
     * @param length floats of a block, at most BLOCK, whole vectors
     */
    static void packBlocks(float[] a, int offset, int matrices, int length,
                           float[] packed, int to, int distance, int column) {
        for (int p = 0; p < matrices; p++) {
            pack(a, offset + p * ROWS * BLOCK, BLOCK, ROWS, length, packed, to + p * distance + place(0, column));
        }
    }

    /**
     * Interleaves pairs of columns as long as the loads stay inside the array, and returns how many columns these are.
     * For rows that there are none of it reads the last once more.
     */
    private static int interleave(float[] a, int x, int stride, int rows, int k, float[] packed, int to) {
        int last = x + (rows - 1) * stride;
        int end = last < ROWS ? 0 : Math.min(k - 1, a.length - last - COUNT + rows);
        int y = Math.min(last, x + stride) - 1;
        int z = Math.min(last, x + 2 * stride) - 2;
        int u = Math.min(last, x + 3 * stride) - 3;
        int v = Math.min(last, x + 4 * stride) - 4;
        int w = Math.min(last, x + 5 * stride) - 5;
        int i = 0;
        for (; i < end; i += 2) {
            FloatVector first = FloatVector.fromArray(SPECIES, a, x + i)
                    .blend(FloatVector.fromArray(SPECIES, a, z + i), OF_Z)
                    .blend(FloatVector.fromArray(SPECIES, a, v + i), OF_V);
            FloatVector second = FloatVector.fromArray(SPECIES, a, y + i)
                    .blend(FloatVector.fromArray(SPECIES, a, u + i), OF_U)
                    .blend(FloatVector.fromArray(SPECIES, a, w + i), OF_W);
            first.blend(second, EVEN).intoArray(packed, to + A_STEP * i);
            first.blend(second, ODD).intoArray(packed, to + A_STEP * i + A_STEP);
        }
        return i;
    }

    private static VectorMask<Float> lanes(int... set) {
        boolean[] lanes = new boolean[COUNT];
        for (int lane : set) {
            if (lane < COUNT) {
                lanes[lane] = true;
            }
        }
        return VectorMask.fromArray(SPECIES, lanes, 0);
    }
}
