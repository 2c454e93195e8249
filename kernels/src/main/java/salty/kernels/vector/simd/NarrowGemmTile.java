package salty.kernels.vector.simd;

import static salty.kernels.vector.simd.GemmTile.ROWS;
import static salty.kernels.vector.simd.Lanes.COUNT;
import static salty.kernels.vector.simd.Lanes.FENCED;
import static salty.kernels.vector.simd.Lanes.SPECIES;
import static salty.kernels.vector.simd.RowPanels.RUN;

import java.lang.invoke.VarHandle;

import jdk.incubator.vector.FloatVector;

/**
 * The register tile of {@link GemmTile} for 16 registers: six rows by two vectors, in twelve accumulators.
 *
 * <pre>
 *                    B panel: k rows of two vectors
 *                    [ b0 | b1 ]
 *     A panel          |    |
 *     a0[k]   bcast  [c00 | c01]     each step of k: 2 loads, 6 broadcasts, 12 fused multiply-adds
 *     a1[k]   bcast  [c10 | c11]     (12 accumulators + 2 + 1 of 16 registers)
 *       ...            ...
 *     a5[k]   bcast  [c50 | c51]
 * </pre>
 *
 * The eight steps of a run are written out: all their addresses are then one of A or one of B and a constant.
 *
 * <p>Some things here are not what they look. C2 orders the loads of a loop before its arithmetic, until there are
 * more values than registers, and then spills accumulators. An acquiring fence, which on x86 is no instruction, keeps
 * the loads of a step behind those of the one before, and its broadcasts behind its loads of B; so they wait until sums
 * have made room. The loop ends where its counter is equal: where it is less, C2 sets a copy before and one behind,
 * which spill, and of the few runs that there are two would go through those. There is no branch in the stores (for
 * edges, for adding to C): it would take the method over the size where C2 stops inlining, which boxes vectors. Nor are
 * the stores a method of their own: where C2 happened to compile that first it did not inline it any more, and a
 * process in six ran at half speed.
 */
final class NarrowGemmTile {
    private NarrowGemmTile() {
    }

    /** C = start + A B for a panel of two vectors; k is a multiple of {@link RowPanels#RUN}. */
    static void multiply(int k, float[] a, int aOffset, float[] b, int bOffset,
                         float[] start, int startOffset, int startStride, float[] c, int cOffset, int cStride) {
        FloatVector c00 = FloatVector.zero(SPECIES), c01 = c00;
        FloatVector c10 = c00, c11 = c00;
        FloatVector c20 = c00, c21 = c00;
        FloatVector c30 = c00, c31 = c00;
        FloatVector c40 = c00, c41 = c00;
        FloatVector c50 = c00, c51 = c00;
        int end = aOffset + k * ROWS;
        int bk = bOffset;
        int i = aOffset;
        for (; i != end; i += ROWS * RUN, bk += 2 * RUN * COUNT) {
            FloatVector b0 = FloatVector.fromArray(SPECIES, b, bk);
            FloatVector b1 = FloatVector.fromArray(SPECIES, b, bk + COUNT);
            if (FENCED) {
                VarHandle.acquireFence();
            }
            FloatVector x = FloatVector.broadcast(SPECIES, a[i]);
            c00 = x.fma(b0, c00);
            c01 = x.fma(b1, c01);
            x = FloatVector.broadcast(SPECIES, a[i + RUN]);
            c10 = x.fma(b0, c10);
            c11 = x.fma(b1, c11);
            x = FloatVector.broadcast(SPECIES, a[i + 2 * RUN]);
            c20 = x.fma(b0, c20);
            c21 = x.fma(b1, c21);
            x = FloatVector.broadcast(SPECIES, a[i + 3 * RUN]);
            c30 = x.fma(b0, c30);
            c31 = x.fma(b1, c31);
            x = FloatVector.broadcast(SPECIES, a[i + 4 * RUN]);
            c40 = x.fma(b0, c40);
            c41 = x.fma(b1, c41);
            x = FloatVector.broadcast(SPECIES, a[i + 5 * RUN]);
            c50 = x.fma(b0, c50);
            c51 = x.fma(b1, c51);
            if (FENCED) {
                VarHandle.acquireFence();
            }
            b0 = FloatVector.fromArray(SPECIES, b, bk + 2 * COUNT);
            b1 = FloatVector.fromArray(SPECIES, b, bk + 3 * COUNT);
            if (FENCED) {
                VarHandle.acquireFence();
            }
            x = FloatVector.broadcast(SPECIES, a[i + 1]);
            c00 = x.fma(b0, c00);
            c01 = x.fma(b1, c01);
            x = FloatVector.broadcast(SPECIES, a[i + RUN + 1]);
            c10 = x.fma(b0, c10);
            c11 = x.fma(b1, c11);
            x = FloatVector.broadcast(SPECIES, a[i + 2 * RUN + 1]);
            c20 = x.fma(b0, c20);
            c21 = x.fma(b1, c21);
            x = FloatVector.broadcast(SPECIES, a[i + 3 * RUN + 1]);
            c30 = x.fma(b0, c30);
            c31 = x.fma(b1, c31);
            x = FloatVector.broadcast(SPECIES, a[i + 4 * RUN + 1]);
            c40 = x.fma(b0, c40);
            c41 = x.fma(b1, c41);
            x = FloatVector.broadcast(SPECIES, a[i + 5 * RUN + 1]);
            c50 = x.fma(b0, c50);
            c51 = x.fma(b1, c51);
            if (FENCED) {
                VarHandle.acquireFence();
            }
            b0 = FloatVector.fromArray(SPECIES, b, bk + 4 * COUNT);
            b1 = FloatVector.fromArray(SPECIES, b, bk + 5 * COUNT);
            if (FENCED) {
                VarHandle.acquireFence();
            }
            x = FloatVector.broadcast(SPECIES, a[i + 2]);
            c00 = x.fma(b0, c00);
            c01 = x.fma(b1, c01);
            x = FloatVector.broadcast(SPECIES, a[i + RUN + 2]);
            c10 = x.fma(b0, c10);
            c11 = x.fma(b1, c11);
            x = FloatVector.broadcast(SPECIES, a[i + 2 * RUN + 2]);
            c20 = x.fma(b0, c20);
            c21 = x.fma(b1, c21);
            x = FloatVector.broadcast(SPECIES, a[i + 3 * RUN + 2]);
            c30 = x.fma(b0, c30);
            c31 = x.fma(b1, c31);
            x = FloatVector.broadcast(SPECIES, a[i + 4 * RUN + 2]);
            c40 = x.fma(b0, c40);
            c41 = x.fma(b1, c41);
            x = FloatVector.broadcast(SPECIES, a[i + 5 * RUN + 2]);
            c50 = x.fma(b0, c50);
            c51 = x.fma(b1, c51);
            if (FENCED) {
                VarHandle.acquireFence();
            }
            b0 = FloatVector.fromArray(SPECIES, b, bk + 6 * COUNT);
            b1 = FloatVector.fromArray(SPECIES, b, bk + 7 * COUNT);
            if (FENCED) {
                VarHandle.acquireFence();
            }
            x = FloatVector.broadcast(SPECIES, a[i + 3]);
            c00 = x.fma(b0, c00);
            c01 = x.fma(b1, c01);
            x = FloatVector.broadcast(SPECIES, a[i + RUN + 3]);
            c10 = x.fma(b0, c10);
            c11 = x.fma(b1, c11);
            x = FloatVector.broadcast(SPECIES, a[i + 2 * RUN + 3]);
            c20 = x.fma(b0, c20);
            c21 = x.fma(b1, c21);
            x = FloatVector.broadcast(SPECIES, a[i + 3 * RUN + 3]);
            c30 = x.fma(b0, c30);
            c31 = x.fma(b1, c31);
            x = FloatVector.broadcast(SPECIES, a[i + 4 * RUN + 3]);
            c40 = x.fma(b0, c40);
            c41 = x.fma(b1, c41);
            x = FloatVector.broadcast(SPECIES, a[i + 5 * RUN + 3]);
            c50 = x.fma(b0, c50);
            c51 = x.fma(b1, c51);
            if (FENCED) {
                VarHandle.acquireFence();
            }
            b0 = FloatVector.fromArray(SPECIES, b, bk + 8 * COUNT);
            b1 = FloatVector.fromArray(SPECIES, b, bk + 9 * COUNT);
            if (FENCED) {
                VarHandle.acquireFence();
            }
            x = FloatVector.broadcast(SPECIES, a[i + 4]);
            c00 = x.fma(b0, c00);
            c01 = x.fma(b1, c01);
            x = FloatVector.broadcast(SPECIES, a[i + RUN + 4]);
            c10 = x.fma(b0, c10);
            c11 = x.fma(b1, c11);
            x = FloatVector.broadcast(SPECIES, a[i + 2 * RUN + 4]);
            c20 = x.fma(b0, c20);
            c21 = x.fma(b1, c21);
            x = FloatVector.broadcast(SPECIES, a[i + 3 * RUN + 4]);
            c30 = x.fma(b0, c30);
            c31 = x.fma(b1, c31);
            x = FloatVector.broadcast(SPECIES, a[i + 4 * RUN + 4]);
            c40 = x.fma(b0, c40);
            c41 = x.fma(b1, c41);
            x = FloatVector.broadcast(SPECIES, a[i + 5 * RUN + 4]);
            c50 = x.fma(b0, c50);
            c51 = x.fma(b1, c51);
            if (FENCED) {
                VarHandle.acquireFence();
            }
            b0 = FloatVector.fromArray(SPECIES, b, bk + 10 * COUNT);
            b1 = FloatVector.fromArray(SPECIES, b, bk + 11 * COUNT);
            if (FENCED) {
                VarHandle.acquireFence();
            }
            x = FloatVector.broadcast(SPECIES, a[i + 5]);
            c00 = x.fma(b0, c00);
            c01 = x.fma(b1, c01);
            x = FloatVector.broadcast(SPECIES, a[i + RUN + 5]);
            c10 = x.fma(b0, c10);
            c11 = x.fma(b1, c11);
            x = FloatVector.broadcast(SPECIES, a[i + 2 * RUN + 5]);
            c20 = x.fma(b0, c20);
            c21 = x.fma(b1, c21);
            x = FloatVector.broadcast(SPECIES, a[i + 3 * RUN + 5]);
            c30 = x.fma(b0, c30);
            c31 = x.fma(b1, c31);
            x = FloatVector.broadcast(SPECIES, a[i + 4 * RUN + 5]);
            c40 = x.fma(b0, c40);
            c41 = x.fma(b1, c41);
            x = FloatVector.broadcast(SPECIES, a[i + 5 * RUN + 5]);
            c50 = x.fma(b0, c50);
            c51 = x.fma(b1, c51);
            if (FENCED) {
                VarHandle.acquireFence();
            }
            b0 = FloatVector.fromArray(SPECIES, b, bk + 12 * COUNT);
            b1 = FloatVector.fromArray(SPECIES, b, bk + 13 * COUNT);
            if (FENCED) {
                VarHandle.acquireFence();
            }
            x = FloatVector.broadcast(SPECIES, a[i + 6]);
            c00 = x.fma(b0, c00);
            c01 = x.fma(b1, c01);
            x = FloatVector.broadcast(SPECIES, a[i + RUN + 6]);
            c10 = x.fma(b0, c10);
            c11 = x.fma(b1, c11);
            x = FloatVector.broadcast(SPECIES, a[i + 2 * RUN + 6]);
            c20 = x.fma(b0, c20);
            c21 = x.fma(b1, c21);
            x = FloatVector.broadcast(SPECIES, a[i + 3 * RUN + 6]);
            c30 = x.fma(b0, c30);
            c31 = x.fma(b1, c31);
            x = FloatVector.broadcast(SPECIES, a[i + 4 * RUN + 6]);
            c40 = x.fma(b0, c40);
            c41 = x.fma(b1, c41);
            x = FloatVector.broadcast(SPECIES, a[i + 5 * RUN + 6]);
            c50 = x.fma(b0, c50);
            c51 = x.fma(b1, c51);
            if (FENCED) {
                VarHandle.acquireFence();
            }
            b0 = FloatVector.fromArray(SPECIES, b, bk + 14 * COUNT);
            b1 = FloatVector.fromArray(SPECIES, b, bk + 15 * COUNT);
            if (FENCED) {
                VarHandle.acquireFence();
            }
            x = FloatVector.broadcast(SPECIES, a[i + 7]);
            c00 = x.fma(b0, c00);
            c01 = x.fma(b1, c01);
            x = FloatVector.broadcast(SPECIES, a[i + RUN + 7]);
            c10 = x.fma(b0, c10);
            c11 = x.fma(b1, c11);
            x = FloatVector.broadcast(SPECIES, a[i + 2 * RUN + 7]);
            c20 = x.fma(b0, c20);
            c21 = x.fma(b1, c21);
            x = FloatVector.broadcast(SPECIES, a[i + 3 * RUN + 7]);
            c30 = x.fma(b0, c30);
            c31 = x.fma(b1, c31);
            x = FloatVector.broadcast(SPECIES, a[i + 4 * RUN + 7]);
            c40 = x.fma(b0, c40);
            c41 = x.fma(b1, c41);
            x = FloatVector.broadcast(SPECIES, a[i + 5 * RUN + 7]);
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
}
