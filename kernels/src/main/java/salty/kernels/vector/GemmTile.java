package salty.kernels.vector;

import static salty.kernels.vector.Lanes.COUNT;
import static salty.kernels.vector.Lanes.SPECIES;

import jdk.incubator.vector.FloatVector;

/**
 * The innermost product: a register tile of C, {@link #ROWS} rows by three vectors, held in accumulators over all of k.
 *
 * <pre>
 *                    B panel: k rows of three vectors, packed
 *                    [ b0 | b1 | b2 ]
 *     A rows           |    |    |
 *     a[0][k] bcast  [c00 | c01 | c02]     each step of k: 3 loads, 3 broadcasts, 9 fused multiply-adds
 *     a[1][k] bcast  [c10 | c11 | c12]     (9 accumulators + 3 + 3 of 16 registers)
 *     a[2][k] bcast  [c20 | c21 | c22]
 * </pre>
 *
 * With 512-bit vectors there are 32 registers, and the tile has 12 rows by two vectors. The rows of A are read where
 * they lie, each contiguous in k, so pixels of an NHWC image need no packing. At the end {@code start} is added: a bias
 * or zeros, the same for all rows (a stride of 0), or what C held; a long k taken in parts so rounds less than one long
 * chain of sums.
 *
 * <p>Three things here look improvable and are not. Twelve accumulators (6 x 2) would need fewer loads, but C2 orders
 * the loads of a step before its arithmetic: six broadcasts at once leave no register for the sums, and half of them
 * spill; these nine fit beside all loads. For the same reason k is not unrolled. And a branch in the stores (for edges,
 * for adding to C) takes the method over the size where C2 stops inlining, which boxes vectors.
 */
final class GemmTile {
    /** Rows of the tile. */
    static final int ROWS = COUNT >= 16 ? 12 : 3;
    /** Columns of the tile, and so the width of a packed panel of B. */
    static final int COLUMNS = COUNT >= 16 ? 2 * COUNT : 3 * COUNT;

    private GemmTile() {
    }

    /**
     * C[ROWS x COLUMNS] = start + A[ROWS x k] B[k x COLUMNS]. Where A has only {@code rows} rows, the last of them
     * stands in for those that are missing; C always has all. Rows of B are {@code bStride} floats apart: COLUMNS in a
     * packed panel, which is the fastest, as C2 then need not check every row.
     */
    static void multiply(int rows, int k, float[] a, int aOffset, int aStride,
                         float[] b, int bOffset, int bStride,
                         float[] start, int startOffset, int startStride, float[] c, int cOffset, int cStride) {
        if (ROWS == 12) {
            multiply12(rows, k, a, aOffset, aStride, b, bOffset, bStride,
                    start, startOffset, startStride, c, cOffset, cStride);
        } else if (bStride == COLUMNS) {
            multiply3(rows, k, a, aOffset, aStride, b, bOffset, start, startOffset, startStride, c, cOffset, cStride);
        } else {
            multiply3(rows, k, a, aOffset, aStride, b, bOffset, bStride,
                    start, startOffset, startStride, c, cOffset, cStride);
        }
    }

    /** The tile of 3 rows, for 16 registers, and a packed B. */
    private static void multiply3(int rows, int k, float[] a, int aOffset, int aStride, float[] b, int bOffset,
                                  float[] start, int startOffset, int startStride,
                                  float[] c, int cOffset, int cStride) {
        int a0 = aOffset;
        int a1 = a0 + (rows > 1 ? aStride : 0);
        int a2 = a1 + (rows > 2 ? aStride : 0);
        FloatVector c00 = FloatVector.zero(SPECIES), c01 = c00, c02 = c00;
        FloatVector c10 = FloatVector.zero(SPECIES), c11 = c10, c12 = c10;
        FloatVector c20 = FloatVector.zero(SPECIES), c21 = c20, c22 = c20;
        for (int i = 0; i < k; i++) {
            FloatVector b0 = FloatVector.fromArray(SPECIES, b, bOffset + i * COLUMNS);
            FloatVector b1 = FloatVector.fromArray(SPECIES, b, bOffset + i * COLUMNS + COUNT);
            FloatVector b2 = FloatVector.fromArray(SPECIES, b, bOffset + i * COLUMNS + 2 * COUNT);
            FloatVector x = FloatVector.broadcast(SPECIES, a[a0 + i]);
            c00 = x.fma(b0, c00);
            c01 = x.fma(b1, c01);
            c02 = x.fma(b2, c02);
            x = FloatVector.broadcast(SPECIES, a[a1 + i]);
            c10 = x.fma(b0, c10);
            c11 = x.fma(b1, c11);
            c12 = x.fma(b2, c12);
            x = FloatVector.broadcast(SPECIES, a[a2 + i]);
            c20 = x.fma(b0, c20);
            c21 = x.fma(b1, c21);
            c22 = x.fma(b2, c22);
        }
        put(c00, start, startOffset, c, cOffset);
        put(c01, start, startOffset + COUNT, c, cOffset + COUNT);
        put(c02, start, startOffset + 2 * COUNT, c, cOffset + 2 * COUNT);
        put(c10, start, startOffset + startStride, c, cOffset + cStride);
        put(c11, start, startOffset + startStride + COUNT, c, cOffset + cStride + COUNT);
        put(c12, start, startOffset + startStride + 2 * COUNT, c, cOffset + cStride + 2 * COUNT);
        put(c20, start, startOffset + 2 * startStride, c, cOffset + 2 * cStride);
        put(c21, start, startOffset + 2 * startStride + COUNT, c, cOffset + 2 * cStride + COUNT);
        put(c22, start, startOffset + 2 * startStride + 2 * COUNT, c, cOffset + 2 * cStride + 2 * COUNT);
    }

    /**
     * The tile of 3 rows for a B that is not packed, whose every row C2 checks. {@link DenseBatch} meets each element of B
     * once: packing them for the tile above took a tenth to a fifth longer than the checks, VGG16's fc1 with a batch of eight.
     */
    private static void multiply3(int rows, int k, float[] a, int aOffset, int aStride,
                                  float[] b, int bOffset, int bStride,
                                  float[] start, int startOffset, int startStride,
                                  float[] c, int cOffset, int cStride) {
        int a0 = aOffset;
        int a1 = a0 + (rows > 1 ? aStride : 0);
        int a2 = a1 + (rows > 2 ? aStride : 0);
        FloatVector c00 = FloatVector.zero(SPECIES), c01 = c00, c02 = c00;
        FloatVector c10 = FloatVector.zero(SPECIES), c11 = c10, c12 = c10;
        FloatVector c20 = FloatVector.zero(SPECIES), c21 = c20, c22 = c20;
        int bk = bOffset;
        for (int i = 0; i < k; i++) {
            FloatVector b0 = FloatVector.fromArray(SPECIES, b, bk);
            FloatVector b1 = FloatVector.fromArray(SPECIES, b, bk + COUNT);
            FloatVector b2 = FloatVector.fromArray(SPECIES, b, bk + 2 * COUNT);
            bk += bStride;
            FloatVector x = FloatVector.broadcast(SPECIES, a[a0 + i]);
            c00 = x.fma(b0, c00);
            c01 = x.fma(b1, c01);
            c02 = x.fma(b2, c02);
            x = FloatVector.broadcast(SPECIES, a[a1 + i]);
            c10 = x.fma(b0, c10);
            c11 = x.fma(b1, c11);
            c12 = x.fma(b2, c12);
            x = FloatVector.broadcast(SPECIES, a[a2 + i]);
            c20 = x.fma(b0, c20);
            c21 = x.fma(b1, c21);
            c22 = x.fma(b2, c22);
        }
        put(c00, start, startOffset, c, cOffset);
        put(c01, start, startOffset + COUNT, c, cOffset + COUNT);
        put(c02, start, startOffset + 2 * COUNT, c, cOffset + 2 * COUNT);
        put(c10, start, startOffset + startStride, c, cOffset + cStride);
        put(c11, start, startOffset + startStride + COUNT, c, cOffset + cStride + COUNT);
        put(c12, start, startOffset + startStride + 2 * COUNT, c, cOffset + cStride + 2 * COUNT);
        put(c20, start, startOffset + 2 * startStride, c, cOffset + 2 * cStride);
        put(c21, start, startOffset + 2 * startStride + COUNT, c, cOffset + 2 * cStride + COUNT);
        put(c22, start, startOffset + 2 * startStride + 2 * COUNT, c, cOffset + 2 * cStride + 2 * COUNT);
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
        FloatVector c00 = FloatVector.zero(SPECIES), c01 = c00;
        FloatVector c10 = FloatVector.zero(SPECIES), c11 = c10;
        FloatVector c20 = FloatVector.zero(SPECIES), c21 = c20;
        FloatVector c30 = FloatVector.zero(SPECIES), c31 = c30;
        FloatVector c40 = FloatVector.zero(SPECIES), c41 = c40;
        FloatVector c50 = FloatVector.zero(SPECIES), c51 = c50;
        FloatVector c60 = FloatVector.zero(SPECIES), c61 = c60;
        FloatVector c70 = FloatVector.zero(SPECIES), c71 = c70;
        FloatVector c80 = FloatVector.zero(SPECIES), c81 = c80;
        FloatVector c90 = FloatVector.zero(SPECIES), c91 = c90;
        FloatVector ca0 = FloatVector.zero(SPECIES), ca1 = ca0;
        FloatVector cb0 = FloatVector.zero(SPECIES), cb1 = cb0;
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
        put(c00, start, startOffset, c, cOffset);
        put(c01, start, startOffset + COUNT, c, cOffset + COUNT);
        put(c10, start, startOffset + startStride, c, cOffset + cStride);
        put(c11, start, startOffset + startStride + COUNT, c, cOffset + cStride + COUNT);
        put(c20, start, startOffset + 2 * startStride, c, cOffset + 2 * cStride);
        put(c21, start, startOffset + 2 * startStride + COUNT, c, cOffset + 2 * cStride + COUNT);
        put(c30, start, startOffset + 3 * startStride, c, cOffset + 3 * cStride);
        put(c31, start, startOffset + 3 * startStride + COUNT, c, cOffset + 3 * cStride + COUNT);
        put(c40, start, startOffset + 4 * startStride, c, cOffset + 4 * cStride);
        put(c41, start, startOffset + 4 * startStride + COUNT, c, cOffset + 4 * cStride + COUNT);
        put(c50, start, startOffset + 5 * startStride, c, cOffset + 5 * cStride);
        put(c51, start, startOffset + 5 * startStride + COUNT, c, cOffset + 5 * cStride + COUNT);
        put(c60, start, startOffset + 6 * startStride, c, cOffset + 6 * cStride);
        put(c61, start, startOffset + 6 * startStride + COUNT, c, cOffset + 6 * cStride + COUNT);
        put(c70, start, startOffset + 7 * startStride, c, cOffset + 7 * cStride);
        put(c71, start, startOffset + 7 * startStride + COUNT, c, cOffset + 7 * cStride + COUNT);
        put(c80, start, startOffset + 8 * startStride, c, cOffset + 8 * cStride);
        put(c81, start, startOffset + 8 * startStride + COUNT, c, cOffset + 8 * cStride + COUNT);
        put(c90, start, startOffset + 9 * startStride, c, cOffset + 9 * cStride);
        put(c91, start, startOffset + 9 * startStride + COUNT, c, cOffset + 9 * cStride + COUNT);
        put(ca0, start, startOffset + 10 * startStride, c, cOffset + 10 * cStride);
        put(ca1, start, startOffset + 10 * startStride + COUNT, c, cOffset + 10 * cStride + COUNT);
        put(cb0, start, startOffset + 11 * startStride, c, cOffset + 11 * cStride);
        put(cb1, start, startOffset + 11 * startStride + COUNT, c, cOffset + 11 * cStride + COUNT);
    }

    private static void put(FloatVector sum, float[] start, int from, float[] c, int to) {
        sum.add(FloatVector.fromArray(SPECIES, start, from)).intoArray(c, to);
    }
}
