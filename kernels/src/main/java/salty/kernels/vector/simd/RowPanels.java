package salty.kernels.vector.simd;

import static salty.kernels.vector.simd.GemmTile.ROWS;
import static salty.kernels.vector.simd.GemmTile.WIDE;
import static salty.kernels.vector.simd.Lanes.COUNT;
import static salty.kernels.vector.simd.Lanes.SPECIES;

import jdk.incubator.vector.FloatVector;

/**
 * Packs the left-hand side of a product into panels of {@link GemmTile#ROWS} rows, as {@link GemmTile} reads them.
 *
 * <pre>
 *    rows of A                       a panel of six rows
 *    x0 x1 x2 x3 ...                 x0 ... x7
 *    y0 y1 y2 y3 ...                 y0 ... y7
 *    z0 z1 z2 z3 ...      --&gt;        ...
 *    u0 u1 u2 u3 ...                 w0 ... w7
 *    v0 v1 v2 v3 ...                 x8 ... x15
 *    w0 w1 w2 w3 ...                 ...
 * </pre>
 *
 * A panel is so made of whole vectors, and all that {@link #RUN} steps of the product read of it lies side by side.
 * What stands in rows that the last panel has none for, or behind the end of the last run, is anything: nobody reads
 * what comes of it.
 */
public final class RowPanels {
    /** Floats of a row that lie side by side. */
    public static final int RUN = WIDE ? COUNT : 8;

    private RowPanels() {
    }

    /** Panels of m rows. */
    public static int count(int m) {
        return (m + ROWS - 1) / ROWS;
    }

    /** Floats of a panel with rows of k. */
    public static int length(int k) {
        return ROWS * wholeRuns(k);
    }

    /** The smallest multiple of a run that holds k steps. */
    static int wholeRuns(int k) {
        return (k + RUN - 1) / RUN * RUN;
    }

    /** Where an element of a panel lies. */
    public static int place(int row, int column) {
        return column / RUN * RUN * ROWS + row * RUN + column % RUN;
    }

    /** Packs m rows of k floats, {@code stride} floats apart. */
    public static void pack(float[] a, int offset, int stride, int m, int k, float[] packed, int to) {
        int row = 0;
        for (; !WIDE && row <= m - ROWS; row += ROWS) {
            packSix(a, offset + row * stride, stride, k, packed, to + row / ROWS * length(k));
        }
        for (; row < m; row++) {
            packRow(a, offset + row * stride, k, packed, to + row / ROWS * length(k) + row % ROWS * RUN);
        }
    }

    /** Packs six rows side by side, which for short rows is less to do than one after the other. */
    private static void packSix(float[] a, int row, int stride, int k, float[] packed, int panel) {
        int i = 0;
        int to = panel;
        for (; i <= k - RUN; i += RUN, to += ROWS * RUN) {
            for (int j = 0; j < RUN; j += COUNT) {
                int at = row + i + j;
                FloatVector.fromArray(SPECIES, a, at).intoArray(packed, to + j);
                FloatVector.fromArray(SPECIES, a, at + stride).intoArray(packed, to + j + RUN);
                FloatVector.fromArray(SPECIES, a, at + 2 * stride).intoArray(packed, to + j + 2 * RUN);
                FloatVector.fromArray(SPECIES, a, at + 3 * stride).intoArray(packed, to + j + 3 * RUN);
                FloatVector.fromArray(SPECIES, a, at + 4 * stride).intoArray(packed, to + j + 4 * RUN);
                FloatVector.fromArray(SPECIES, a, at + 5 * stride).intoArray(packed, to + j + 5 * RUN);
            }
        }
        for (; i < k; i++, to++) {
            for (int r = 0; r < ROWS; r++) {
                packed[to + r * RUN] = a[row + i + r * stride];
            }
        }
    }

    private static void packRow(float[] a, int from, int k, float[] packed, int to) {
        int i = 0;
        for (; i <= k - RUN; i += RUN, to += ROWS * RUN) {
            for (int j = 0; j < RUN; j += COUNT) {
                FloatVector.fromArray(SPECIES, a, from + i + j).intoArray(packed, to + j);
            }
        }
        for (; i < k; i++, to++) {
            packed[to] = a[from + i];
        }
    }

    /**
     * Packs m rows of k floats that stand as columns: element (row, i) lies at {@code a[offset + i * stride + row]}.
     */
    public static void packColumns(float[] a, int offset, int stride, int m, int k, float[] packed, int to) {
        for (int row = 0; row < m; row += ROWS, to += length(k)) {
            int rows = Math.min(ROWS, m - row);
            for (int i = 0; i < k; i++) {
                int from = offset + i * stride + row;
                int at = to + place(0, i);
                for (int r = 0; r < rows; r++) {
                    packed[at + r * RUN] = a[from + r];
                }
            }
        }
    }
}
