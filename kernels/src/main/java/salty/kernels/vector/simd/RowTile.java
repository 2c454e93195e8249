package salty.kernels.vector.simd;

import static salty.kernels.vector.simd.Lanes.COUNT;
import static salty.kernels.vector.simd.Lanes.FENCED;
import static salty.kernels.vector.simd.Lanes.SPECIES;

import java.lang.invoke.VarHandle;

import jdk.incubator.vector.FloatVector;

/**
 * A register tile as {@link GemmTile}'s, but for rows of A where they lie, {@code aStep} floats apart.
 *
 * <pre>
 *                          B panel: k rows of {@code vectors} vectors
 *     a row of A           [ b0 | b1 | b2 | b3 ]
 *     a[r][k] bcast       [cr0 | cr1 | cr2 | cr3 ]      4 vectors x 2 rows, 3 x 3 or 2 x 4
 * </pre>
 *
 * A step takes some more instructions, for the addresses of A's rows, but A need not be packed: where there are few
 * columns that took as long as a third of the sums. All of k is one chain of sums that begins with the bias, so that no
 * part of C is read again.
 */
public final class RowTile {
    private RowTile() {
    }

    private static int rows(int vectors) {
        return vectors == 3 ? 3 : 8 / vectors;
    }

    /** Packs a (k, n) matrix into panels of so many vectors, the last filled up with zeros. */
    public static float[] pack(float[] b, int k, int n, int vectors) {
        int width = vectors * COUNT;
        float[] packed = new float[Math.ceilDiv(n, width) * width * k];
        for (int i = 0; i < k; i++) {
            for (int j = 0; j < n; j += width) {
                System.arraycopy(b, i * n + j, packed, j * k + i * width, Math.min(width, n - j));
            }
        }
        return packed;
    }

    /**
     * C[m x width] = bias + A[m x k] B[k x width]. Rows that do not fill a last tile are computed in one with rows
     * before them, once more, so that a tile never reaches over the edge.
     *
     * @param vectors of a row of the panel of B: 2, 3 or 4
     * @param m       at least the rows of a tile
     */
    public static void multiplyRows(int vectors, int m, int k, float[] a, int aOffset, int aStep, float[] b, int bOffset,
                             float[] bias, int biasOffset, float[] c, int cOffset, int cStep) {
        int rows = rows(vectors);
        int i = 0;
        for (; i <= m - rows; i += rows) {
            multiply(vectors, k, a, aOffset + i * aStep, aStep, b, bOffset, bias, biasOffset,
                    c, cOffset + i * cStep, cStep);
        }
        if (i < m) {
            i = m - rows;
            multiply(vectors, k, a, aOffset + i * aStep, aStep, b, bOffset, bias, biasOffset,
                    c, cOffset + i * cStep, cStep);
        }
    }

    /** C[rows x width] = bias + A[rows x k] B[k x width]. */
    private static void multiply(int vectors, int k, float[] a, int aOffset, int aStep, float[] b, int bOffset,
                         float[] bias, int biasOffset, float[] c, int cOffset, int cStep) {
        switch (vectors) {
            case 4 -> multiplyFour(k, a, aOffset, aStep, b, bOffset, bias, biasOffset, c, cOffset, cStep);
            case 3 -> multiplyThree(k, a, aOffset, aStep, b, bOffset, bias, biasOffset, c, cOffset, cStep);
            default -> multiplyTwo(k, a, aOffset, aStep, b, bOffset, bias, biasOffset, c, cOffset, cStep);
        }
    }

    /**
     * Two rows of four vectors. The loops count from what C2 can see is not negative, which spares extending a sign.
     */
    private static void multiplyFour(int k, float[] a, int aOffset, int aStep, float[] b, int bOffset,
                                     float[] bias, int biasOffset, float[] c, int cOffset, int cStep) {
        FloatVector c00 = FloatVector.fromArray(SPECIES, bias, biasOffset);
        FloatVector c01 = FloatVector.fromArray(SPECIES, bias, biasOffset + COUNT);
        FloatVector c02 = FloatVector.fromArray(SPECIES, bias, biasOffset + 2 * COUNT);
        FloatVector c03 = FloatVector.fromArray(SPECIES, bias, biasOffset + 3 * COUNT);
        FloatVector c10 = c00, c11 = c01, c12 = c02, c13 = c03;
        int end = aOffset + k;
        int bFirst = bOffset - 4 * COUNT * aOffset;
        for (int i = Math.max(0, aOffset); i < end; i++) {
            FloatVector b0 = FloatVector.fromArray(SPECIES, b, bFirst + 4 * COUNT * i);
            FloatVector b1 = FloatVector.fromArray(SPECIES, b, bFirst + 4 * COUNT * i + COUNT);
            FloatVector b2 = FloatVector.fromArray(SPECIES, b, bFirst + 4 * COUNT * i + 2 * COUNT);
            FloatVector b3 = FloatVector.fromArray(SPECIES, b, bFirst + 4 * COUNT * i + 3 * COUNT);
            FloatVector x = FloatVector.broadcast(SPECIES, a[i]);
            c00 = x.fma(b0, c00);
            c01 = x.fma(b1, c01);
            c02 = x.fma(b2, c02);
            c03 = x.fma(b3, c03);
            x = FloatVector.broadcast(SPECIES, a[i + aStep]);
            c10 = x.fma(b0, c10);
            c11 = x.fma(b1, c11);
            c12 = x.fma(b2, c12);
            c13 = x.fma(b3, c13);
        }
        c00.intoArray(c, cOffset);
        c01.intoArray(c, cOffset + COUNT);
        c02.intoArray(c, cOffset + 2 * COUNT);
        c03.intoArray(c, cOffset + 3 * COUNT);
        c10.intoArray(c, cOffset + cStep);
        c11.intoArray(c, cOffset + cStep + COUNT);
        c12.intoArray(c, cOffset + cStep + 2 * COUNT);
        c13.intoArray(c, cOffset + cStep + 3 * COUNT);
    }

    /**
     * Three rows of three vectors, two steps at a time. Fences keep each step's loads of B behind its broadcasts and
     * the steps apart, as in {@link NarrowGemmTile}; the two others spill in spite of them.
     */
    private static void multiplyThree(int k, float[] a, int aOffset, int aStep, float[] b, int bOffset,
                                      float[] bias, int biasOffset, float[] c, int cOffset, int cStep) {
        FloatVector c00 = FloatVector.fromArray(SPECIES, bias, biasOffset);
        FloatVector c01 = FloatVector.fromArray(SPECIES, bias, biasOffset + COUNT);
        FloatVector c02 = FloatVector.fromArray(SPECIES, bias, biasOffset + 2 * COUNT);
        FloatVector c10 = c00, c11 = c01, c12 = c02;
        FloatVector c20 = c00, c21 = c01, c22 = c02;
        int end = aOffset + (k & -2);
        int bFirst = bOffset - 3 * COUNT * aOffset;
        int i = Math.max(0, aOffset);
        for (; i < end; i += 2) {
            FloatVector x0 = FloatVector.broadcast(SPECIES, a[i]);
            FloatVector x1 = FloatVector.broadcast(SPECIES, a[i + aStep]);
            FloatVector x2 = FloatVector.broadcast(SPECIES, a[i + 2 * aStep]);
            if (FENCED) {
                VarHandle.acquireFence();
            }
            FloatVector b0 = FloatVector.fromArray(SPECIES, b, bFirst + 3 * COUNT * i);
            FloatVector b1 = FloatVector.fromArray(SPECIES, b, bFirst + 3 * COUNT * i + COUNT);
            FloatVector b2 = FloatVector.fromArray(SPECIES, b, bFirst + 3 * COUNT * i + 2 * COUNT);
            c00 = x0.fma(b0, c00);
            c01 = x0.fma(b1, c01);
            c02 = x0.fma(b2, c02);
            c10 = x1.fma(b0, c10);
            c11 = x1.fma(b1, c11);
            c12 = x1.fma(b2, c12);
            c20 = x2.fma(b0, c20);
            c21 = x2.fma(b1, c21);
            c22 = x2.fma(b2, c22);
            if (FENCED) {
                VarHandle.acquireFence();
            }
            x0 = FloatVector.broadcast(SPECIES, a[i + 1]);
            x1 = FloatVector.broadcast(SPECIES, a[i + aStep + 1]);
            x2 = FloatVector.broadcast(SPECIES, a[i + 2 * aStep + 1]);
            if (FENCED) {
                VarHandle.acquireFence();
            }
            b0 = FloatVector.fromArray(SPECIES, b, bFirst + 3 * COUNT * i + 3 * COUNT);
            b1 = FloatVector.fromArray(SPECIES, b, bFirst + 3 * COUNT * i + 4 * COUNT);
            b2 = FloatVector.fromArray(SPECIES, b, bFirst + 3 * COUNT * i + 5 * COUNT);
            c00 = x0.fma(b0, c00);
            c01 = x0.fma(b1, c01);
            c02 = x0.fma(b2, c02);
            c10 = x1.fma(b0, c10);
            c11 = x1.fma(b1, c11);
            c12 = x1.fma(b2, c12);
            c20 = x2.fma(b0, c20);
            c21 = x2.fma(b1, c21);
            c22 = x2.fma(b2, c22);
        }
        if ((k & 1) != 0) {
            FloatVector x0 = FloatVector.broadcast(SPECIES, a[i]);
            FloatVector x1 = FloatVector.broadcast(SPECIES, a[i + aStep]);
            FloatVector x2 = FloatVector.broadcast(SPECIES, a[i + 2 * aStep]);
            if (FENCED) {
                VarHandle.acquireFence();
            }
            FloatVector b0 = FloatVector.fromArray(SPECIES, b, bFirst + 3 * COUNT * i);
            FloatVector b1 = FloatVector.fromArray(SPECIES, b, bFirst + 3 * COUNT * i + COUNT);
            FloatVector b2 = FloatVector.fromArray(SPECIES, b, bFirst + 3 * COUNT * i + 2 * COUNT);
            c00 = x0.fma(b0, c00);
            c01 = x0.fma(b1, c01);
            c02 = x0.fma(b2, c02);
            c10 = x1.fma(b0, c10);
            c11 = x1.fma(b1, c11);
            c12 = x1.fma(b2, c12);
            c20 = x2.fma(b0, c20);
            c21 = x2.fma(b1, c21);
            c22 = x2.fma(b2, c22);
        }
        c00.intoArray(c, cOffset);
        c01.intoArray(c, cOffset + COUNT);
        c02.intoArray(c, cOffset + 2 * COUNT);
        c10.intoArray(c, cOffset + cStep);
        c11.intoArray(c, cOffset + cStep + COUNT);
        c12.intoArray(c, cOffset + cStep + 2 * COUNT);
        c20.intoArray(c, cOffset + 2 * cStep);
        c21.intoArray(c, cOffset + 2 * cStep + COUNT);
        c22.intoArray(c, cOffset + 2 * cStep + 2 * COUNT);
    }

    /** Four rows of two vectors. */
    private static void multiplyTwo(int k, float[] a, int aOffset, int aStep, float[] b, int bOffset,
                                    float[] bias, int biasOffset, float[] c, int cOffset, int cStep) {
        FloatVector c00 = FloatVector.fromArray(SPECIES, bias, biasOffset);
        FloatVector c01 = FloatVector.fromArray(SPECIES, bias, biasOffset + COUNT);
        FloatVector c10 = c00, c11 = c01;
        FloatVector c20 = c00, c21 = c01;
        FloatVector c30 = c00, c31 = c01;
        int end = aOffset + k;
        int bFirst = bOffset - 2 * COUNT * aOffset;
        for (int i = Math.max(0, aOffset); i < end; i++) {
            FloatVector b0 = FloatVector.fromArray(SPECIES, b, bFirst + 2 * COUNT * i);
            FloatVector b1 = FloatVector.fromArray(SPECIES, b, bFirst + 2 * COUNT * i + COUNT);
            FloatVector x = FloatVector.broadcast(SPECIES, a[i]);
            c00 = x.fma(b0, c00);
            c01 = x.fma(b1, c01);
            x = FloatVector.broadcast(SPECIES, a[i + aStep]);
            c10 = x.fma(b0, c10);
            c11 = x.fma(b1, c11);
            x = FloatVector.broadcast(SPECIES, a[i + 2 * aStep]);
            c20 = x.fma(b0, c20);
            c21 = x.fma(b1, c21);
            x = FloatVector.broadcast(SPECIES, a[i + 3 * aStep]);
            c30 = x.fma(b0, c30);
            c31 = x.fma(b1, c31);
        }
        c00.intoArray(c, cOffset);
        c01.intoArray(c, cOffset + COUNT);
        c10.intoArray(c, cOffset + cStep);
        c11.intoArray(c, cOffset + cStep + COUNT);
        c20.intoArray(c, cOffset + 2 * cStep);
        c21.intoArray(c, cOffset + 2 * cStep + COUNT);
        c30.intoArray(c, cOffset + 3 * cStep);
        c31.intoArray(c, cOffset + 3 * cStep + COUNT);
    }
}
