package salty.kernels.vector;

import static salty.kernels.vector.Lanes.COUNT;
import static salty.kernels.vector.Lanes.SPECIES;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorMask;

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
 * contiguous in k, so pixels of an NHWC image need no packing.
 *
 * <p>One step of k an iteration, on purpose: C2 orders a longer body by its loads and spills most accumulators (unrolled
 * four times this tile reaches 45 % of the processor's peak, as it stands 98 %).
 *
 * <p>Arguments: {@code rows} of A and C that exist (the missing repeat the last and are not stored), {@code columns} of C
 * that exist; {@code accumulate} adds to C what otherwise replaces it.
 */
final class GemmTile {
    /** Rows of a full tile. */
    static final int ROWS = COUNT >= 16 ? 12 : 6;
    /** Columns of a full tile, and so the width of a packed panel of B. */
    static final int COLUMNS = 2 * COUNT;

    private GemmTile() {
    }

    /** C[rows x columns] (+)= A[rows x k] B[k x columns] with the tile of this machine's register file. */
    static void multiply(int rows, int k, float[] a, int aOffset, int aStride, float[] b, int bOffset,
                         float[] c, int cOffset, int cStride, int columns, boolean accumulate) {
        if (ROWS == 12) {
            multiply12(rows, k, a, aOffset, aStride, b, bOffset, c, cOffset, cStride, columns, accumulate);
        } else {
            multiply6(rows, k, a, aOffset, aStride, b, bOffset, c, cOffset, cStride, columns, accumulate);
        }
    }

    /** The tile of 6 rows; see the class for the arguments. */
    static void multiply6(int rows, int k, float[] a, int aOffset, int aStride, float[] b, int bOffset,
                          float[] c, int cOffset, int cStride, int columns, boolean accumulate) {
        int a0 = aOffset;
        int a1 = a0 + (rows > 1 ? aStride : 0);
        int a2 = a1 + (rows > 2 ? aStride : 0);
        int a3 = a2 + (rows > 3 ? aStride : 0);
        int a4 = a3 + (rows > 4 ? aStride : 0);
        int a5 = a4 + (rows > 5 ? aStride : 0);
        FloatVector c00 = FloatVector.zero(SPECIES), c01 = c00;
        FloatVector c10 = c00, c11 = c00, c20 = c00, c21 = c00;
        FloatVector c30 = c00, c31 = c00, c40 = c00, c41 = c00;
        FloatVector c50 = c00, c51 = c00;
        int bk = bOffset;
        for (int i = 0; i < k; i++) {
            FloatVector b0 = FloatVector.fromArray(SPECIES, b, bk);
            FloatVector b1 = FloatVector.fromArray(SPECIES, b, bk + COUNT);
            bk += 2 * COUNT;
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
        int at = cOffset;
        store(c, at, c00, c01, columns, accumulate);
        if (rows > 1) {
            at += cStride;
            store(c, at, c10, c11, columns, accumulate);
        }
        if (rows > 2) {
            at += cStride;
            store(c, at, c20, c21, columns, accumulate);
        }
        if (rows > 3) {
            at += cStride;
            store(c, at, c30, c31, columns, accumulate);
        }
        if (rows > 4) {
            at += cStride;
            store(c, at, c40, c41, columns, accumulate);
        }
        if (rows > 5) {
            at += cStride;
            store(c, at, c50, c51, columns, accumulate);
        }
    }

    /** The tile of 12 rows; see the class for the arguments. */
    static void multiply12(int rows, int k, float[] a, int aOffset, int aStride, float[] b, int bOffset,
                          float[] c, int cOffset, int cStride, int columns, boolean accumulate) {
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
        FloatVector c10 = c00, c11 = c00, c20 = c00, c21 = c00;
        FloatVector c30 = c00, c31 = c00, c40 = c00, c41 = c00;
        FloatVector c50 = c00, c51 = c00, c60 = c00, c61 = c00;
        FloatVector c70 = c00, c71 = c00, c80 = c00, c81 = c00;
        FloatVector c90 = c00, c91 = c00, ca0 = c00, ca1 = c00;
        FloatVector cb0 = c00, cb1 = c00;
        int bk = bOffset;
        for (int i = 0; i < k; i++) {
            FloatVector b0 = FloatVector.fromArray(SPECIES, b, bk);
            FloatVector b1 = FloatVector.fromArray(SPECIES, b, bk + COUNT);
            bk += 2 * COUNT;
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
        int at = cOffset;
        store(c, at, c00, c01, columns, accumulate);
        if (rows > 1) {
            at += cStride;
            store(c, at, c10, c11, columns, accumulate);
        }
        if (rows > 2) {
            at += cStride;
            store(c, at, c20, c21, columns, accumulate);
        }
        if (rows > 3) {
            at += cStride;
            store(c, at, c30, c31, columns, accumulate);
        }
        if (rows > 4) {
            at += cStride;
            store(c, at, c40, c41, columns, accumulate);
        }
        if (rows > 5) {
            at += cStride;
            store(c, at, c50, c51, columns, accumulate);
        }
        if (rows > 6) {
            at += cStride;
            store(c, at, c60, c61, columns, accumulate);
        }
        if (rows > 7) {
            at += cStride;
            store(c, at, c70, c71, columns, accumulate);
        }
        if (rows > 8) {
            at += cStride;
            store(c, at, c80, c81, columns, accumulate);
        }
        if (rows > 9) {
            at += cStride;
            store(c, at, c90, c91, columns, accumulate);
        }
        if (rows > 10) {
            at += cStride;
            store(c, at, ca0, ca1, columns, accumulate);
        }
        if (rows > 11) {
            at += cStride;
            store(c, at, cb0, cb1, columns, accumulate);
        }
    }

    private static void store(float[] c, int at, FloatVector left, FloatVector right, int columns, boolean accumulate) {
        if (columns < COLUMNS) {
            storeEdge(c, at, left, right, columns, accumulate);
        } else if (accumulate) {
            left.add(FloatVector.fromArray(SPECIES, c, at)).intoArray(c, at);
            right.add(FloatVector.fromArray(SPECIES, c, at + COUNT)).intoArray(c, at + COUNT);
        } else {
            left.intoArray(c, at);
            right.intoArray(c, at + COUNT);
        }
    }

    private static void storeEdge(float[] c, int at, FloatVector left, FloatVector right, int columns,
                                  boolean accumulate) {
        VectorMask<Float> inLeft = SPECIES.indexInRange(0, columns);
        VectorMask<Float> inRight = SPECIES.indexInRange(COUNT, columns);
        if (accumulate) {
            left = left.add(FloatVector.fromArray(SPECIES, c, at, inLeft));
            right = right.add(FloatVector.fromArray(SPECIES, c, at + COUNT, inRight));
        }
        left.intoArray(c, at, inLeft);
        right.intoArray(c, at + COUNT, inRight);
    }
}
