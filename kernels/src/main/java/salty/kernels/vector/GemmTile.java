package salty.kernels.vector;

import static salty.kernels.vector.Lanes.COUNT;
import static salty.kernels.vector.Lanes.SPECIES;

import java.lang.invoke.VarHandle;
import java.util.List;

import jdk.incubator.vector.FloatVector;

/**
 * The innermost product: a register tile of C, {@link #ROWS} rows by two vectors, held in accumulators over all of k.
 *
 * <pre>
 *                    B panel: k rows of two vectors
 *                    [ b0 | b1 ]
 *     A panel          |    |
 *     a[k][0] bcast  [c00 | c01]     each step of k: 2 loads, 6 broadcasts, 12 fused multiply-adds
 *     a[k][1] bcast  [c10 | c11]     (12 accumulators + 2 + 1 of 16 registers)
 *       ...            ...
 *     a[k][5] bcast  [c50 | c51]
 * </pre>
 *
 * Both operands are packed so that a step of k lies side by side, {@link #A_STEP} floats of A and two vectors of B: C2
 * then needs one address for A and one for B, 44 instructions for two steps. Where other work shares the core, a tile
 * takes as long as its instructions do (docs/performance.md). With 512-bit vectors there are 32 registers, and
 * {@link WideGemmTile} does the work.
 *
 * <p>At the end {@code start} is added: a bias or zeros, the same for all rows (a stride of 0), or what C held; a long
 * k taken in parts so rounds less than one long chain of sums.
 *
 * <p>Some things here are not what they look. C2 orders the loads of a loop before its arithmetic, until there are
 * more values than registers, and then spills accumulators. An acquiring fence, which on x86 is no instruction, keeps
 * the broadcasts of a step behind its loads of B and the next step behind both; so they wait until sums have made
 * room. There is no branch in the stores (for edges, for adding to C): it would take the method over the size where C2
 * stops inlining, which boxes vectors. Nor are the stores a method of their own: where C2 happened to compile that
 * first it did not inline it any more, and a process in six ran at half speed.
 */
final class GemmTile {
    /** Whether there are 32 registers of 16 floats. */
    static final boolean WIDE = COUNT >= 16;
    /** Rows of the tile, and so of a packed panel of A. */
    static final int ROWS = WIDE ? 12 : 6;
    /** Columns of the tile, and so the greatest width of a packed panel of B. */
    static final int COLUMNS = 2 * COUNT;
    /** Floats of a packed panel of A from one step of k to the next: more than its rows, for the sake of addresses. */
    static final int A_STEP = WIDE ? 1 : 8;

    /** Whether a fence that orders loads costs nothing. Other processors have registers enough to do without. */
    static final boolean FENCED = List.of("amd64", "x86_64").contains(System.getProperty("os.arch"));
    /** Floats of B's place for each of A's. */
    private static final int B_STEP = COLUMNS / A_STEP;

    private GemmTile() {
    }

    /**
     * C[ROWS x width] = start + A[ROWS x k] B[k x width], for panels that {@link RowPanels} and {@link Gemm} packed.
     *
     * @param width columns of the panel of B: COLUMNS, or one vector less
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
            multiplyTwo(k, a, aOffset, b, bOffset, start, startOffset, startStride, c, cOffset, cStride);
        } else {
            multiplyOne(k, a, aOffset, b, bOffset, start, startOffset, startStride, c, cOffset, cStride);
        }
    }

    /**
     * Two vectors, two steps at a time: in the second, {@link RowPanels} has put the rows a float further on. The loop
     * counts along A, of which B's place is a multiple, from a start that C2 can see is not negative: so it keeps one
     * counter and does not extend its sign.
     */
    private static void multiplyTwo(int k, float[] a, int aOffset, float[] b, int bOffset,
                                    float[] start, int startOffset, int startStride,
                                    float[] c, int cOffset, int cStride) {
        FloatVector c00 = FloatVector.zero(SPECIES), c01 = c00;
        FloatVector c10 = c00, c11 = c00;
        FloatVector c20 = c00, c21 = c00;
        FloatVector c30 = c00, c31 = c00;
        FloatVector c40 = c00, c41 = c00;
        FloatVector c50 = c00, c51 = c00;
        int end = aOffset + A_STEP * (k & -2);
        int bFirst = bOffset - B_STEP * aOffset;
        int i = Math.max(0, aOffset);
        for (; i < end; i += 2 * A_STEP) {
            FloatVector b0 = FloatVector.fromArray(SPECIES, b, bFirst + B_STEP * i);
            FloatVector b1 = FloatVector.fromArray(SPECIES, b, bFirst + B_STEP * i + COUNT);
            if (FENCED) {
                VarHandle.acquireFence();
            }
            FloatVector x = FloatVector.broadcast(SPECIES, a[i]);
            c00 = x.fma(b0, c00);
            c01 = x.fma(b1, c01);
            x = FloatVector.broadcast(SPECIES, a[i + 1]);
            c10 = x.fma(b0, c10);
            c11 = x.fma(b1, c11);
            x = FloatVector.broadcast(SPECIES, a[i + 2]);
            c20 = x.fma(b0, c20);
            c21 = x.fma(b1, c21);
            x = FloatVector.broadcast(SPECIES, a[i + 3]);
            c30 = x.fma(b0, c30);
            c31 = x.fma(b1, c31);
            x = FloatVector.broadcast(SPECIES, a[i + 4]);
            c40 = x.fma(b0, c40);
            c41 = x.fma(b1, c41);
            x = FloatVector.broadcast(SPECIES, a[i + 5]);
            c50 = x.fma(b0, c50);
            c51 = x.fma(b1, c51);
            b0 = FloatVector.fromArray(SPECIES, b, bFirst + B_STEP * i + 2 * COUNT);
            b1 = FloatVector.fromArray(SPECIES, b, bFirst + B_STEP * i + 3 * COUNT);
            if (FENCED) {
                VarHandle.acquireFence();
            }
            x = FloatVector.broadcast(SPECIES, a[i + A_STEP + 1]);
            c00 = x.fma(b0, c00);
            c01 = x.fma(b1, c01);
            x = FloatVector.broadcast(SPECIES, a[i + A_STEP + 2]);
            c10 = x.fma(b0, c10);
            c11 = x.fma(b1, c11);
            x = FloatVector.broadcast(SPECIES, a[i + A_STEP + 3]);
            c20 = x.fma(b0, c20);
            c21 = x.fma(b1, c21);
            x = FloatVector.broadcast(SPECIES, a[i + A_STEP + 4]);
            c30 = x.fma(b0, c30);
            c31 = x.fma(b1, c31);
            x = FloatVector.broadcast(SPECIES, a[i + A_STEP + 5]);
            c40 = x.fma(b0, c40);
            c41 = x.fma(b1, c41);
            x = FloatVector.broadcast(SPECIES, a[i + A_STEP + 6]);
            c50 = x.fma(b0, c50);
            c51 = x.fma(b1, c51);
        }
        if ((k & 1) != 0) {
            FloatVector b0 = FloatVector.fromArray(SPECIES, b, bFirst + B_STEP * i);
            FloatVector b1 = FloatVector.fromArray(SPECIES, b, bFirst + B_STEP * i + COUNT);
            if (FENCED) {
                VarHandle.acquireFence();
            }
            FloatVector x = FloatVector.broadcast(SPECIES, a[i]);
            c00 = x.fma(b0, c00);
            c01 = x.fma(b1, c01);
            x = FloatVector.broadcast(SPECIES, a[i + 1]);
            c10 = x.fma(b0, c10);
            c11 = x.fma(b1, c11);
            x = FloatVector.broadcast(SPECIES, a[i + 2]);
            c20 = x.fma(b0, c20);
            c21 = x.fma(b1, c21);
            x = FloatVector.broadcast(SPECIES, a[i + 3]);
            c30 = x.fma(b0, c30);
            c31 = x.fma(b1, c31);
            x = FloatVector.broadcast(SPECIES, a[i + 4]);
            c40 = x.fma(b0, c40);
            c41 = x.fma(b1, c41);
            x = FloatVector.broadcast(SPECIES, a[i + 5]);
            c50 = x.fma(b0, c50);
            c51 = x.fma(b1, c51);
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
        c30.add(FloatVector.fromArray(SPECIES, start, startOffset + 3 * startStride))
                .intoArray(c, cOffset + 3 * cStride);
        c31.add(FloatVector.fromArray(SPECIES, start, startOffset + 3 * startStride + COUNT))
                .intoArray(c, cOffset + 3 * cStride + COUNT);
        c40.add(FloatVector.fromArray(SPECIES, start, startOffset + 4 * startStride))
                .intoArray(c, cOffset + 4 * cStride);
        c41.add(FloatVector.fromArray(SPECIES, start, startOffset + 4 * startStride + COUNT))
                .intoArray(c, cOffset + 4 * cStride + COUNT);
        c50.add(FloatVector.fromArray(SPECIES, start, startOffset + 5 * startStride))
                .intoArray(c, cOffset + 5 * cStride);
        c51.add(FloatVector.fromArray(SPECIES, start, startOffset + 5 * startStride + COUNT))
                .intoArray(c, cOffset + 5 * cStride + COUNT);
    }

    /** One vector. Six sums alone would wait for each other, so even and odd steps of k have their own. */
    private static void multiplyOne(int k, float[] a, int aOffset, float[] b, int bOffset,
                                    float[] start, int startOffset, int startStride,
                                    float[] c, int cOffset, int cStride) {
        FloatVector even0 = FloatVector.zero(SPECIES), odd0 = even0;
        FloatVector even1 = even0, odd1 = even0;
        FloatVector even2 = even0, odd2 = even0;
        FloatVector even3 = even0, odd3 = even0;
        FloatVector even4 = even0, odd4 = even0;
        FloatVector even5 = even0, odd5 = even0;
        int end = aOffset + A_STEP * (k & -2);
        int bk = bOffset;
        int i = Math.max(0, aOffset);
        for (; i < end; i += 2 * A_STEP, bk += 2 * COUNT) {
            FloatVector b0 = FloatVector.fromArray(SPECIES, b, bk);
            FloatVector b1 = FloatVector.fromArray(SPECIES, b, bk + COUNT);
            if (FENCED) {
                VarHandle.acquireFence();
            }
            even0 = FloatVector.broadcast(SPECIES, a[i]).fma(b0, even0);
            even1 = FloatVector.broadcast(SPECIES, a[i + 1]).fma(b0, even1);
            even2 = FloatVector.broadcast(SPECIES, a[i + 2]).fma(b0, even2);
            even3 = FloatVector.broadcast(SPECIES, a[i + 3]).fma(b0, even3);
            even4 = FloatVector.broadcast(SPECIES, a[i + 4]).fma(b0, even4);
            even5 = FloatVector.broadcast(SPECIES, a[i + 5]).fma(b0, even5);
            odd0 = FloatVector.broadcast(SPECIES, a[i + A_STEP + 1]).fma(b1, odd0);
            odd1 = FloatVector.broadcast(SPECIES, a[i + A_STEP + 2]).fma(b1, odd1);
            odd2 = FloatVector.broadcast(SPECIES, a[i + A_STEP + 3]).fma(b1, odd2);
            odd3 = FloatVector.broadcast(SPECIES, a[i + A_STEP + 4]).fma(b1, odd3);
            odd4 = FloatVector.broadcast(SPECIES, a[i + A_STEP + 5]).fma(b1, odd4);
            odd5 = FloatVector.broadcast(SPECIES, a[i + A_STEP + 6]).fma(b1, odd5);
        }
        if ((k & 1) != 0) {
            FloatVector last = FloatVector.fromArray(SPECIES, b, bk);
            even0 = FloatVector.broadcast(SPECIES, a[i]).fma(last, even0);
            even1 = FloatVector.broadcast(SPECIES, a[i + 1]).fma(last, even1);
            even2 = FloatVector.broadcast(SPECIES, a[i + 2]).fma(last, even2);
            even3 = FloatVector.broadcast(SPECIES, a[i + 3]).fma(last, even3);
            even4 = FloatVector.broadcast(SPECIES, a[i + 4]).fma(last, even4);
            even5 = FloatVector.broadcast(SPECIES, a[i + 5]).fma(last, even5);
        }
        even0.add(odd0).add(FloatVector.fromArray(SPECIES, start, startOffset))
                .intoArray(c, cOffset);
        even1.add(odd1).add(FloatVector.fromArray(SPECIES, start, startOffset + startStride))
                .intoArray(c, cOffset + cStride);
        even2.add(odd2).add(FloatVector.fromArray(SPECIES, start, startOffset + 2 * startStride))
                .intoArray(c, cOffset + 2 * cStride);
        even3.add(odd3).add(FloatVector.fromArray(SPECIES, start, startOffset + 3 * startStride))
                .intoArray(c, cOffset + 3 * cStride);
        even4.add(odd4).add(FloatVector.fromArray(SPECIES, start, startOffset + 4 * startStride))
                .intoArray(c, cOffset + 4 * cStride);
        even5.add(odd5).add(FloatVector.fromArray(SPECIES, start, startOffset + 5 * startStride))
                .intoArray(c, cOffset + 5 * cStride);
    }
}
