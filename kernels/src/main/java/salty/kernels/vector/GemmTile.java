package salty.kernels.vector;

import static salty.kernels.vector.Lanes.COUNT;
import static salty.kernels.vector.Lanes.SPECIES;

import jdk.incubator.vector.FloatVector;

/**
 * The innermost product: a register tile of C, {@link #ROWS} rows by three vectors, held in accumulators over all of k.
 *
 * <pre>
 *                    B panel: k rows of three vectors
 *                    [ b0 | b1 | b2 ]
 *     A panel          |    |    |
 *     a[k][0] bcast  [c00 | c01 | c02]     each step of k: 3 loads, 3 broadcasts, 9 fused multiply-adds
 *     a[k][1] bcast  [c10 | c11 | c12]     (9 accumulators + 3 + 3 of 16 registers)
 *     a[k][2] bcast  [c20 | c21 | c22]
 * </pre>
 *
 * Both operands are packed so that a step of k lies side by side: C2 then needs one address for A and one for B, 19
 * instructions a step instead of the 26 that rows of A where they lie would take. Where other work shares the core, a
 * tile takes as long as its instructions do (docs/performance.md). With 512-bit vectors there are 32 registers, and
 * {@link WideGemmTile} does the work.
 *
 * <p>At the end {@code start} is added: a bias or zeros, the same for all rows (a stride of 0), or what C held; a long
 * k taken in parts so rounds less than one long chain of sums.
 *
 * <p>Some things here look improvable and are not. Twelve accumulators (6 x 2, 4 x 3) would need fewer loads, but C2
 * orders the loads of a step before its arithmetic, which leaves no register for the sums, and half of them spill;
 * these nine fit beside all loads. For the same reason k is not unrolled. And a branch in the stores (for edges, for
 * adding to C) takes the method over the size where C2 stops inlining, which boxes vectors. Nor are the stores a method
 * of their own: where C2 happened to compile that first it did not inline it any more, and a process in six ran at half
 * speed.
 */
final class GemmTile {
    /** Whether there are 32 registers of 16 floats. */
    static final boolean WIDE = COUNT >= 16;
    /** Rows of the tile, and so of a packed panel of A. */
    static final int ROWS = WIDE ? 12 : 3;
    /** Columns of the tile, and so the greatest width of a packed panel of B. */
    static final int COLUMNS = WIDE ? 2 * COUNT : 3 * COUNT;

    private GemmTile() {
    }

    /**
     * C[ROWS x width] = start + A[ROWS x k] B[k x width], for panels that {@link RowPanels} and {@link Gemm} packed.
     *
     * @param width columns of the panel of B: COLUMNS, or less by whole vectors
     */
    static void multiply(int width, int k, float[] a, int aOffset, float[] b, int bOffset,
                         float[] start, int startOffset, int startStride, float[] c, int cOffset, int cStride) {
        if (WIDE) {
            if (width == COLUMNS) {
                WideGemmTile.multiply(k, a, aOffset, b, bOffset, start, startOffset, startStride, c, cOffset, cStride);
            } else {
                WideGemmTile.multiplyOne(k, a, aOffset, b, bOffset,
                        start, startOffset, startStride, c, cOffset, cStride);
            }
        } else if (width == COLUMNS) {
            multiplyThree(k, a, aOffset, b, bOffset, start, startOffset, startStride, c, cOffset, cStride);
        } else if (width == 2 * COUNT) {
            multiplyTwo(k, a, aOffset, b, bOffset, start, startOffset, startStride, c, cOffset, cStride);
        } else {
            multiplyOne(k, a, aOffset, b, bOffset, start, startOffset, startStride, c, cOffset, cStride);
        }
    }

    /**
     * Three vectors. The loop counts along A, of which B's place is a multiple, from a start that C2 can see is not
     * negative: so it keeps one counter and does not extend its sign.
     */
    private static void multiplyThree(int k, float[] a, int aOffset, float[] b, int bOffset,
                                      float[] start, int startOffset, int startStride,
                                      float[] c, int cOffset, int cStride) {
        FloatVector c00 = FloatVector.zero(SPECIES), c01 = c00, c02 = c00;
        FloatVector c10 = FloatVector.zero(SPECIES), c11 = c10, c12 = c10;
        FloatVector c20 = FloatVector.zero(SPECIES), c21 = c20, c22 = c20;
        int end = aOffset + 3 * k;
        int bFirst = bOffset - COUNT * aOffset;
        for (int i = Math.max(0, aOffset); i < end; i += 3) {
            FloatVector b0 = FloatVector.fromArray(SPECIES, b, bFirst + COUNT * i);
            FloatVector b1 = FloatVector.fromArray(SPECIES, b, bFirst + COUNT * i + COUNT);
            FloatVector b2 = FloatVector.fromArray(SPECIES, b, bFirst + COUNT * i + 2 * COUNT);
            FloatVector x = FloatVector.broadcast(SPECIES, a[i]);
            c00 = x.fma(b0, c00);
            c01 = x.fma(b1, c01);
            c02 = x.fma(b2, c02);
            x = FloatVector.broadcast(SPECIES, a[i + 1]);
            c10 = x.fma(b0, c10);
            c11 = x.fma(b1, c11);
            c12 = x.fma(b2, c12);
            x = FloatVector.broadcast(SPECIES, a[i + 2]);
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

    /** Two vectors, six accumulators. */
    private static void multiplyTwo(int k, float[] a, int aOffset, float[] b, int bOffset,
                                    float[] start, int startOffset, int startStride,
                                    float[] c, int cOffset, int cStride) {
        FloatVector c00 = FloatVector.zero(SPECIES), c01 = c00;
        FloatVector c10 = FloatVector.zero(SPECIES), c11 = c10;
        FloatVector c20 = FloatVector.zero(SPECIES), c21 = c20;
        int end = aOffset + 3 * k;
        int bk = bOffset;
        for (int i = Math.max(0, aOffset); i < end; i += 3, bk += 2 * COUNT) {
            FloatVector b0 = FloatVector.fromArray(SPECIES, b, bk);
            FloatVector b1 = FloatVector.fromArray(SPECIES, b, bk + COUNT);
            FloatVector x = FloatVector.broadcast(SPECIES, a[i]);
            c00 = x.fma(b0, c00);
            c01 = x.fma(b1, c01);
            x = FloatVector.broadcast(SPECIES, a[i + 1]);
            c10 = x.fma(b0, c10);
            c11 = x.fma(b1, c11);
            x = FloatVector.broadcast(SPECIES, a[i + 2]);
            c20 = x.fma(b0, c20);
            c21 = x.fma(b1, c21);
        }
        c00.add(FloatVector.fromArray(SPECIES, start, startOffset)).intoArray(c, cOffset);
        c01.add(FloatVector.fromArray(SPECIES, start, startOffset + COUNT)).intoArray(c, cOffset + COUNT);
        c10.add(FloatVector.fromArray(SPECIES, start, startOffset + startStride)).intoArray(c, cOffset + cStride);
        c11.add(FloatVector.fromArray(SPECIES, start, startOffset + startStride + COUNT))
                .intoArray(c, cOffset + cStride + COUNT);
        c20.add(FloatVector.fromArray(SPECIES, start, startOffset + 2 * startStride))
                .intoArray(c, cOffset + 2 * cStride);
        c21.add(FloatVector.fromArray(SPECIES, start, startOffset + 2 * startStride + COUNT))
                .intoArray(c, cOffset + 2 * cStride + COUNT);
    }

    /** One vector. Three sums alone would wait for each other, so even and odd steps of k have their own. */
    private static void multiplyOne(int k, float[] a, int aOffset, float[] b, int bOffset,
                                    float[] start, int startOffset, int startStride,
                                    float[] c, int cOffset, int cStride) {
        FloatVector even0 = FloatVector.zero(SPECIES), even1 = even0, even2 = even0;
        FloatVector odd0 = FloatVector.zero(SPECIES), odd1 = odd0, odd2 = odd0;
        int end = aOffset + 3 * (k & -2);
        int bk = bOffset;
        for (int i = Math.max(0, aOffset); i < end; i += 6, bk += 2 * COUNT) {
            FloatVector b0 = FloatVector.fromArray(SPECIES, b, bk);
            FloatVector b1 = FloatVector.fromArray(SPECIES, b, bk + COUNT);
            even0 = FloatVector.broadcast(SPECIES, a[i]).fma(b0, even0);
            even1 = FloatVector.broadcast(SPECIES, a[i + 1]).fma(b0, even1);
            even2 = FloatVector.broadcast(SPECIES, a[i + 2]).fma(b0, even2);
            odd0 = FloatVector.broadcast(SPECIES, a[i + 3]).fma(b1, odd0);
            odd1 = FloatVector.broadcast(SPECIES, a[i + 4]).fma(b1, odd1);
            odd2 = FloatVector.broadcast(SPECIES, a[i + 5]).fma(b1, odd2);
        }
        if ((k & 1) != 0) {
            FloatVector last = FloatVector.fromArray(SPECIES, b, bk);
            even0 = FloatVector.broadcast(SPECIES, a[end]).fma(last, even0);
            even1 = FloatVector.broadcast(SPECIES, a[end + 1]).fma(last, even1);
            even2 = FloatVector.broadcast(SPECIES, a[end + 2]).fma(last, even2);
        }
        even0.add(odd0).add(FloatVector.fromArray(SPECIES, start, startOffset)).intoArray(c, cOffset);
        even1.add(odd1).add(FloatVector.fromArray(SPECIES, start, startOffset + startStride))
                .intoArray(c, cOffset + cStride);
        even2.add(odd2).add(FloatVector.fromArray(SPECIES, start, startOffset + 2 * startStride))
                .intoArray(c, cOffset + 2 * cStride);
    }
}
