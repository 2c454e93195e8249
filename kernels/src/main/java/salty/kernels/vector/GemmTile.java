package salty.kernels.vector;

import static salty.kernels.vector.Lanes.COUNT;
import static salty.kernels.vector.Lanes.SPECIES;

import jdk.incubator.vector.FloatVector;

/**
 * The innermost product: a register tile of C, {@link #ROWS} rows by two vectors, held in accumulators over all of k.
 *
 * <pre>
 *                    B panel: k rows of two vectors, packed
 *                    [ b0 | b1 ]
 *     A rows           |    |
 *     a[0][k] bcast  [c00 | c01]
 *     a[1][k] bcast  [c10 | c11]      each step of k: 2 loads, 6 broadcasts, 12 fused multiply-adds
 *       ...             ...           (12 accumulators + 2 + 2 of 16 registers)
 *     a[5][k] bcast  [c50 | c51]
 * </pre>
 *
 * With 512-bit vectors there are 32 registers, and the tile has 12 rows. The rows of A are read where they lie, each
 * contiguous in k, so pixels of an NHWC image need no packing. The accumulators begin with {@code start}: a bias or
 * zeros, the same for all rows (a stride of 0), or C itself, to which the product is then added.
 *
 * <p>Two things here look improvable and are not. C2 orders a body of several steps of k by its loads and spills most
 * accumulators: unrolled four times this tile reaches 45 % of the processor's peak, as it stands 98 %. And a branch in
 * the stores (for edges, for adding to C) takes the method over the size where C2 stops inlining, which boxes vectors.
 */
final class GemmTile {
    /** Rows of the tile. */
    static final int ROWS = COUNT >= 16 ? 12 : 6;
    /** Columns of the tile, and so the width of a packed panel of B. */
    static final int COLUMNS = 2 * COUNT;

    private GemmTile() {
    }

    /**
     * C[ROWS x COLUMNS] = start + A[ROWS x k] B[k x COLUMNS]. Where A has only {@code rows} rows, the last of them stands
     * in for those that are missing; C always has all. Rows of B are {@code bStride} floats apart: COLUMNS in a packed panel.
     */
    static void multiply(int rows, int k, float[] a, int aOffset, int aStride,
                         float[] b, int bOffset, int bStride,
                         float[] start, int startOffset, int startStride, float[] c, int cOffset, int cStride) {
        if (ROWS == 12) {
            multiply12(rows, k, a, aOffset, aStride, b, bOffset, bStride,
                    start, startOffset, startStride, c, cOffset, cStride);
        } else {
            multiply6(rows, k, a, aOffset, aStride, b, bOffset, bStride,
                    start, startOffset, startStride, c, cOffset, cStride);
        }
    }

    /** The tile of 6 rows, for 16 registers. */
    private static void multiply6(int rows, int k, float[] a, int aOffset, int aStride,
                                  float[] b, int bOffset, int bStride,
                                  float[] start, int startOffset, int startStride,
                                  float[] c, int cOffset, int cStride) {
        int a0 = aOffset;
        int a1 = a0 + (rows > 1 ? aStride : 0);
        int a2 = a1 + (rows > 2 ? aStride : 0);
        int a3 = a2 + (rows > 3 ? aStride : 0);
        int a4 = a3 + (rows > 4 ? aStride : 0);
        int a5 = a4 + (rows > 5 ? aStride : 0);
        FloatVector c00 = FloatVector.fromArray(SPECIES, start, startOffset);
        FloatVector c01 = FloatVector.fromArray(SPECIES, start, startOffset + COUNT);
        FloatVector c10 = FloatVector.fromArray(SPECIES, start, startOffset + startStride);
        FloatVector c11 = FloatVector.fromArray(SPECIES, start, startOffset + startStride + COUNT);
        FloatVector c20 = FloatVector.fromArray(SPECIES, start, startOffset + 2 * startStride);
        FloatVector c21 = FloatVector.fromArray(SPECIES, start, startOffset + 2 * startStride + COUNT);
        FloatVector c30 = FloatVector.fromArray(SPECIES, start, startOffset + 3 * startStride);
        FloatVector c31 = FloatVector.fromArray(SPECIES, start, startOffset + 3 * startStride + COUNT);
        FloatVector c40 = FloatVector.fromArray(SPECIES, start, startOffset + 4 * startStride);
        FloatVector c41 = FloatVector.fromArray(SPECIES, start, startOffset + 4 * startStride + COUNT);
        FloatVector c50 = FloatVector.fromArray(SPECIES, start, startOffset + 5 * startStride);
        FloatVector c51 = FloatVector.fromArray(SPECIES, start, startOffset + 5 * startStride + COUNT);
        int bk = bOffset;
        for (int i = 0; i < k; i++) {
            FloatVector b0 = FloatVector.fromArray(SPECIES, b, bk);
            FloatVector b1 = FloatVector.fromArray(SPECIES, b, bk + COUNT);
            bk += bStride;
            FloatVector x = FloatVector.broadcast(SPECIES, a[a0 + i]);
            c00 = x.fma(b0, c00);
            c01 = x.fma(b1, c01);
            x = FloatVector.broadcast(SPECIES, a[a1 + i]);
            c10 = x.fma(b0, c10);
            c11 = x.fma(b1, c11);
            x = FloatVector.broadcast(SPECIES, a[a2 + i]);
            c20 = x.fma(b0, c20);
            c21 = x.fma(b1, c21);
            x = FloatVector.broadcast(SPECIES, a[a3 + i]);
            c30 = x.fma(b0, c30);
            c31 = x.fma(b1, c31);
            x = FloatVector.broadcast(SPECIES, a[a4 + i]);
            c40 = x.fma(b0, c40);
            c41 = x.fma(b1, c41);
            x = FloatVector.broadcast(SPECIES, a[a5 + i]);
            c50 = x.fma(b0, c50);
            c51 = x.fma(b1, c51);
        }
        c00.intoArray(c, cOffset);
        c01.intoArray(c, cOffset + COUNT);
        c10.intoArray(c, cOffset + cStride);
        c11.intoArray(c, cOffset + cStride + COUNT);
        c20.intoArray(c, cOffset + 2 * cStride);
        c21.intoArray(c, cOffset + 2 * cStride + COUNT);
        c30.intoArray(c, cOffset + 3 * cStride);
        c31.intoArray(c, cOffset + 3 * cStride + COUNT);
        c40.intoArray(c, cOffset + 4 * cStride);
        c41.intoArray(c, cOffset + 4 * cStride + COUNT);
        c50.intoArray(c, cOffset + 5 * cStride);
        c51.intoArray(c, cOffset + 5 * cStride + COUNT);
    }

    /** The tile of 12 rows, for 32 registers. */
    private static void multiply12(int rows, int k, float[] a, int aOffset, int aStride,
                                  float[] b, int bOffset, int bStride,
                                  float[] start, int startOffset, int startStride,
                                  float[] c, int cOffset, int cStride) {
        int a0 = aOffset;
        int a1 = a0 + (rows > 1 ? aStride : 0);
        int a2 = a1 + (rows > 2 ? aStride : 0);
        int a3 = a2 + (rows > 3 ? aStride : 0);
        int a4 = a3 + (rows > 4 ? aStride : 0);
        int a5 = a4 + (rows > 5 ? aStride : 0);
        int a6 = a5 + (rows > 6 ? aStride : 0);
        int a7 = a6 + (rows > 7 ? aStride : 0);
        int a8 = a7 + (rows > 8 ? aStride : 0);
        int a9 = a8 + (rows > 9 ? aStride : 0);
        int a10 = a9 + (rows > 10 ? aStride : 0);
        int a11 = a10 + (rows > 11 ? aStride : 0);
        FloatVector c00 = FloatVector.fromArray(SPECIES, start, startOffset);
        FloatVector c01 = FloatVector.fromArray(SPECIES, start, startOffset + COUNT);
        FloatVector c10 = FloatVector.fromArray(SPECIES, start, startOffset + startStride);
        FloatVector c11 = FloatVector.fromArray(SPECIES, start, startOffset + startStride + COUNT);
        FloatVector c20 = FloatVector.fromArray(SPECIES, start, startOffset + 2 * startStride);
        FloatVector c21 = FloatVector.fromArray(SPECIES, start, startOffset + 2 * startStride + COUNT);
        FloatVector c30 = FloatVector.fromArray(SPECIES, start, startOffset + 3 * startStride);
        FloatVector c31 = FloatVector.fromArray(SPECIES, start, startOffset + 3 * startStride + COUNT);
        FloatVector c40 = FloatVector.fromArray(SPECIES, start, startOffset + 4 * startStride);
        FloatVector c41 = FloatVector.fromArray(SPECIES, start, startOffset + 4 * startStride + COUNT);
        FloatVector c50 = FloatVector.fromArray(SPECIES, start, startOffset + 5 * startStride);
        FloatVector c51 = FloatVector.fromArray(SPECIES, start, startOffset + 5 * startStride + COUNT);
        FloatVector c60 = FloatVector.fromArray(SPECIES, start, startOffset + 6 * startStride);
        FloatVector c61 = FloatVector.fromArray(SPECIES, start, startOffset + 6 * startStride + COUNT);
        FloatVector c70 = FloatVector.fromArray(SPECIES, start, startOffset + 7 * startStride);
        FloatVector c71 = FloatVector.fromArray(SPECIES, start, startOffset + 7 * startStride + COUNT);
        FloatVector c80 = FloatVector.fromArray(SPECIES, start, startOffset + 8 * startStride);
        FloatVector c81 = FloatVector.fromArray(SPECIES, start, startOffset + 8 * startStride + COUNT);
        FloatVector c90 = FloatVector.fromArray(SPECIES, start, startOffset + 9 * startStride);
        FloatVector c91 = FloatVector.fromArray(SPECIES, start, startOffset + 9 * startStride + COUNT);
        FloatVector ca0 = FloatVector.fromArray(SPECIES, start, startOffset + 10 * startStride);
        FloatVector ca1 = FloatVector.fromArray(SPECIES, start, startOffset + 10 * startStride + COUNT);
        FloatVector cb0 = FloatVector.fromArray(SPECIES, start, startOffset + 11 * startStride);
        FloatVector cb1 = FloatVector.fromArray(SPECIES, start, startOffset + 11 * startStride + COUNT);
        int bk = bOffset;
        for (int i = 0; i < k; i++) {
            FloatVector b0 = FloatVector.fromArray(SPECIES, b, bk);
            FloatVector b1 = FloatVector.fromArray(SPECIES, b, bk + COUNT);
            bk += bStride;
            FloatVector x = FloatVector.broadcast(SPECIES, a[a0 + i]);
            c00 = x.fma(b0, c00);
            c01 = x.fma(b1, c01);
            x = FloatVector.broadcast(SPECIES, a[a1 + i]);
            c10 = x.fma(b0, c10);
            c11 = x.fma(b1, c11);
            x = FloatVector.broadcast(SPECIES, a[a2 + i]);
            c20 = x.fma(b0, c20);
            c21 = x.fma(b1, c21);
            x = FloatVector.broadcast(SPECIES, a[a3 + i]);
            c30 = x.fma(b0, c30);
            c31 = x.fma(b1, c31);
            x = FloatVector.broadcast(SPECIES, a[a4 + i]);
            c40 = x.fma(b0, c40);
            c41 = x.fma(b1, c41);
            x = FloatVector.broadcast(SPECIES, a[a5 + i]);
            c50 = x.fma(b0, c50);
            c51 = x.fma(b1, c51);
            x = FloatVector.broadcast(SPECIES, a[a6 + i]);
            c60 = x.fma(b0, c60);
            c61 = x.fma(b1, c61);
            x = FloatVector.broadcast(SPECIES, a[a7 + i]);
            c70 = x.fma(b0, c70);
            c71 = x.fma(b1, c71);
            x = FloatVector.broadcast(SPECIES, a[a8 + i]);
            c80 = x.fma(b0, c80);
            c81 = x.fma(b1, c81);
            x = FloatVector.broadcast(SPECIES, a[a9 + i]);
            c90 = x.fma(b0, c90);
            c91 = x.fma(b1, c91);
            x = FloatVector.broadcast(SPECIES, a[a10 + i]);
            ca0 = x.fma(b0, ca0);
            ca1 = x.fma(b1, ca1);
            x = FloatVector.broadcast(SPECIES, a[a11 + i]);
            cb0 = x.fma(b0, cb0);
            cb1 = x.fma(b1, cb1);
        }
        c00.intoArray(c, cOffset);
        c01.intoArray(c, cOffset + COUNT);
        c10.intoArray(c, cOffset + cStride);
        c11.intoArray(c, cOffset + cStride + COUNT);
        c20.intoArray(c, cOffset + 2 * cStride);
        c21.intoArray(c, cOffset + 2 * cStride + COUNT);
        c30.intoArray(c, cOffset + 3 * cStride);
        c31.intoArray(c, cOffset + 3 * cStride + COUNT);
        c40.intoArray(c, cOffset + 4 * cStride);
        c41.intoArray(c, cOffset + 4 * cStride + COUNT);
        c50.intoArray(c, cOffset + 5 * cStride);
        c51.intoArray(c, cOffset + 5 * cStride + COUNT);
        c60.intoArray(c, cOffset + 6 * cStride);
        c61.intoArray(c, cOffset + 6 * cStride + COUNT);
        c70.intoArray(c, cOffset + 7 * cStride);
        c71.intoArray(c, cOffset + 7 * cStride + COUNT);
        c80.intoArray(c, cOffset + 8 * cStride);
        c81.intoArray(c, cOffset + 8 * cStride + COUNT);
        c90.intoArray(c, cOffset + 9 * cStride);
        c91.intoArray(c, cOffset + 9 * cStride + COUNT);
        ca0.intoArray(c, cOffset + 10 * cStride);
        ca1.intoArray(c, cOffset + 10 * cStride + COUNT);
        cb0.intoArray(c, cOffset + 11 * cStride);
        cb1.intoArray(c, cOffset + 11 * cStride + COUNT);
    }
}
