package salty.kernels.vector;

import static salty.kernels.vector.GemmTile.ROWS;
import static salty.kernels.vector.GemmTile.WIDE;
import static salty.kernels.vector.Lanes.COUNT;
import static salty.kernels.vector.Lanes.SPECIES;

import java.util.Arrays;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorShuffle;

/**
 * Packs the left-hand side of a product into panels of {@link GemmTile#ROWS} rows, as {@link GemmTile} reads them.
 *
 * <pre>
 *    rows of A                     a panel of three rows
 *    x0 x1 x2 x3 ...
 *    y0 y1 y2 y3 ...      --&gt;      x0 y0 z0 x1 y1 z1 x2 y2 z2 ...
 *    z0 z1 z2 z3 ...
 * </pre>
 *
 * With 512-bit vectors the 12 rows of a panel stay rows, {@link Gemm#K_BLOCK} floats apart. Rows that the last panel
 * has none for stay as they were: nobody reads what comes of them.
 */
final class RowPanels {
    /** Floats between two rows of a panel, and between two columns. */
    static final int ROW_STEP = WIDE ? Gemm.K_BLOCK : 1;
    private static final int COLUMN_STEP = WIDE ? 1 : ROWS;
    /** Floats of a row in the blocks that {@link #packBlocks} reads. */
    static final int BLOCK = 64;

    private static final int AT_X0 = at(0, 0), AT_Y0 = at(0, 1), AT_Z0 = at(0, 2);
    private static final int AT_X1 = at(1, 0), AT_Y1 = at(1, 1), AT_Z1 = at(1, 2);
    private static final int AT_X2 = at(2, 0), AT_Y2 = at(2, 1), AT_Z2 = at(2, 2);
    private static final VectorMask<Float> Y_0 = lanes(0, 1), Z_0 = lanes(0, 2);
    private static final VectorMask<Float> Y_1 = lanes(1, 1), Z_1 = lanes(1, 2);
    private static final VectorMask<Float> Y_2 = lanes(2, 1), Z_2 = lanes(2, 2);
    private static final VectorShuffle<Float> ORDER_0 = order(0), ORDER_1 = order(1), ORDER_2 = order(2);

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
        return ROWS * (WIDE ? (k + Gemm.K_BLOCK - 1) / Gemm.K_BLOCK * Gemm.K_BLOCK : k);
    }

    /** Packs m rows of k floats, at most K_BLOCK, {@code stride} floats apart. */
    static void pack(float[] a, int offset, int stride, int m, int k, float[] packed, int to) {
        for (int row = 0; row < m; row += ROWS, to += length(k)) {
            int from = offset + row * stride;
            int rows = Math.min(ROWS, m - row);
            int done = WIDE || rows < ROWS || stride < COUNT ? 0 : interleave(a, from, stride, k, packed, to);
            for (int r = 0; r < rows && done < k; r++) {
                copy(a, from + r * stride + done, k - done, packed, to + r * ROW_STEP + done * COLUMN_STEP);
            }
        }
    }

    private static void copy(float[] a, int from, int length, float[] packed, int to) {
        if (WIDE) {
            System.arraycopy(a, from, packed, to, length);
            return;
        }
        for (int i = 0; i < length; i++) {
            packed[to + i * COLUMN_STEP] = a[from + i];
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
                    packed[to + r * ROW_STEP + i * COLUMN_STEP] = a[from + r];
                }
            }
        }
    }

    /**
     * Packs a block of each row of many small matrices, as they come from a transform: the block of row r of matrix p
     * lies at {@code a[offset + (p * ROWS + r) * BLOCK]}. It becomes columns from {@code column} on of a panel at
     * {@code packed[to + p * distance]}. At distances that C2 knows it need not look at every bound, which would take
     * longer than the copying.
     *
     * @param length floats of a block, at most BLOCK, whole vectors
     */
    static void packBlocks(float[] a, int offset, int matrices, int length,
                           float[] packed, int to, int distance, int column) {
        for (int p = 0; p < matrices; p++) {
            int from = offset + p * ROWS * BLOCK;
            int panel = to + p * distance + column * COLUMN_STEP;
            if (WIDE) {
                for (int r = 0; r < ROWS; r++) {
                    System.arraycopy(a, from + r * BLOCK, packed, panel + r * ROW_STEP, length);
                }
                continue;
            }
            for (int i = 0; i < length; i += COUNT) {
                int y = from + i + BLOCK;
                int place = panel + 3 * i;
                vector(a, y - BLOCK + AT_X0, y + AT_Y0, y + BLOCK + AT_Z0, Y_0, Z_0).rearrange(ORDER_0)
                        .intoArray(packed, place);
                vector(a, y - BLOCK + AT_X1, y + AT_Y1, y + BLOCK + AT_Z1, Y_1, Z_1).rearrange(ORDER_1)
                        .intoArray(packed, place + COUNT);
                vector(a, y - BLOCK + AT_X2, y + AT_Y2, y + BLOCK + AT_Z2, Y_2, Z_2).rearrange(ORDER_2)
                        .intoArray(packed, place + 2 * COUNT);
            }
        }
    }

    /**
     * Interleaves as many floats of three rows as fill whole vectors, and returns how many. Each of three vectors of
     * the result is blended from loads so placed that the floats it needs of x, y and z lie side by side, in this
     * order, and then permuted once. They read over the ends of x and y, but not before x or behind z.
     */
    private static int interleave(float[] a, int x, int stride, int length, float[] packed, int to) {
        int y = x + stride;
        int z = y + stride;
        int i = 0;
        for (; i <= length - COUNT; i += COUNT) {
            int place = to + 3 * i;
            vector(a, x + i + AT_X0, y + i + AT_Y0, z + i + AT_Z0, Y_0, Z_0).rearrange(ORDER_0)
                    .intoArray(packed, place);
            vector(a, x + i + AT_X1, y + i + AT_Y1, z + i + AT_Z1, Y_1, Z_1).rearrange(ORDER_1)
                    .intoArray(packed, place + COUNT);
            vector(a, x + i + AT_X2, y + i + AT_Y2, z + i + AT_Z2, Y_2, Z_2).rearrange(ORDER_2)
                    .intoArray(packed, place + 2 * COUNT);
        }
        return i;
    }

    private static FloatVector vector(float[] a, int x, int y, int z, VectorMask<Float> ofY, VectorMask<Float> ofZ) {
        return FloatVector.fromArray(SPECIES, a, x).blend(FloatVector.fromArray(SPECIES, a, y), ofY)
                .blend(FloatVector.fromArray(SPECIES, a, z), ofZ);
    }

    /** The first element of a row, of three, that the v-th vector of the result holds. */
    private static int first(int v, int row) {
        return (v * COUNT - row + 2) / 3;
    }

    /** The lane where the elements of a row begin before they are permuted. */
    private static int lane(int v, int row) {
        int lane = 0;
        for (int before = 0; before < row; before++) {
            lane += first(v + 1, before) - first(v, before);
        }
        return lane;
    }

    /** Where the load of a row begins, as seen from the block's first element of it. */
    private static int at(int v, int row) {
        return first(v, row) - lane(v, row);
    }

    private static VectorMask<Float> lanes(int v, int row) {
        boolean[] lanes = new boolean[COUNT];
        Arrays.fill(lanes, lane(v, row), row == 2 ? COUNT : lane(v, row + 1), true);
        return VectorMask.fromArray(SPECIES, lanes, 0);
    }

    private static VectorShuffle<Float> order(int v) {
        return VectorShuffle.fromOp(SPECIES, lane -> {
            int row = (v * COUNT + lane) % 3;
            return lane(v, row) + (v * COUNT + lane) / 3 - first(v, row);
        });
    }
}
