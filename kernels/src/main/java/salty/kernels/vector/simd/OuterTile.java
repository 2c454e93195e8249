package salty.kernels.vector.simd;

import static salty.kernels.vector.simd.Lanes.COUNT;
import static salty.kernels.vector.simd.Lanes.SPECIES;

import jdk.incubator.vector.FloatVector;

/**
 * The register tile of a product A'B whose sums run over the rows of both, as a filter gradient's run over pixels: a
 * sum of outer products. Both operands lie as panels of {@link #COLUMNS} columns, so neither is ever transposed.
 *
 * <pre>
 *     row i of A's panel   [ . . a0 a1 a2 . . . ]         of B's   [ b0 | b1 | b2 ]
 *
 *     a0 bcast  [c00 | c01 | c02]
 *     a1 bcast  [c10 | c11 | c12]     each row: 3 loads, 3 broadcasts, 9 fused multiply-adds
 *     a2 bcast  [c20 | c21 | c22]
 * </pre>
 *
 * That a row's length is known to the compiler spares a check of every broadcast.
 */
public final class OuterTile {
    /** Columns of A, and so rows of C, that a tile takes. */
    public static final int ROWS = 3;
    /** Columns of a panel: whole vectors, and whole tiles. */
    public static final int COLUMNS = 3 * COUNT;

    private OuterTile() {
    }

    public static int panels(int n) {
        return (n + COLUMNS - 1) / COLUMNS;
    }

    /** Columns that tiles take of n. */
    public static int wholeRows(int n) {
        return (n + ROWS - 1) / ROWS * ROWS;
    }

    /** C[3 x COLUMNS] = start + the sum over k rows of a[0 .. 3)' b[0 .. COLUMNS). */
    public static void multiply(int k, float[] a, int aOffset, float[] b, int bOffset,
                         float[] start, int startOffset, int startStride, float[] c, int cOffset, int cStride) {
        FloatVector c00 = FloatVector.zero(SPECIES), c01 = c00, c02 = c00;
        FloatVector c10 = FloatVector.zero(SPECIES), c11 = c10, c12 = c10;
        FloatVector c20 = FloatVector.zero(SPECIES), c21 = c20, c22 = c20;
        for (int i = 0; i < k; i++) {
            FloatVector b0 = FloatVector.fromArray(SPECIES, b, bOffset + i * COLUMNS);
            FloatVector b1 = FloatVector.fromArray(SPECIES, b, bOffset + i * COLUMNS + COUNT);
            FloatVector b2 = FloatVector.fromArray(SPECIES, b, bOffset + i * COLUMNS + 2 * COUNT);
            FloatVector x = FloatVector.broadcast(SPECIES, a[aOffset + i * COLUMNS]);
            c00 = x.fma(b0, c00);
            c01 = x.fma(b1, c01);
            c02 = x.fma(b2, c02);
            x = FloatVector.broadcast(SPECIES, a[aOffset + i * COLUMNS + 1]);
            c10 = x.fma(b0, c10);
            c11 = x.fma(b1, c11);
            c12 = x.fma(b2, c12);
            x = FloatVector.broadcast(SPECIES, a[aOffset + i * COLUMNS + 2]);
            c20 = x.fma(b0, c20);
            c21 = x.fma(b1, c21);
            c22 = x.fma(b2, c22);
        }
        c00.add(FloatVector.fromArray(SPECIES, start, startOffset)).intoArray(c, cOffset);
        c01.add(FloatVector.fromArray(SPECIES, start, startOffset + COUNT)).intoArray(c, cOffset + COUNT);
        c02.add(FloatVector.fromArray(SPECIES, start, startOffset + 2 * COUNT)).intoArray(c, cOffset + 2 * COUNT);
        c10.add(FloatVector.fromArray(SPECIES, start, startOffset + startStride)).intoArray(c, cOffset + cStride);
        c11.add(FloatVector.fromArray(SPECIES, start, startOffset + startStride + COUNT))
                .intoArray(c, cOffset + cStride + COUNT);
        c12.add(FloatVector.fromArray(SPECIES, start, startOffset + startStride + 2 * COUNT))
                .intoArray(c, cOffset + cStride + 2 * COUNT);
        c20.add(FloatVector.fromArray(SPECIES, start, startOffset + 2 * startStride))
                .intoArray(c, cOffset + 2 * cStride);
        c21.add(FloatVector.fromArray(SPECIES, start, startOffset + 2 * startStride + COUNT))
                .intoArray(c, cOffset + 2 * cStride + COUNT);
        c22.add(FloatVector.fromArray(SPECIES, start, startOffset + 2 * startStride + 2 * COUNT))
                .intoArray(c, cOffset + 2 * cStride + 2 * COUNT);
    }
}
