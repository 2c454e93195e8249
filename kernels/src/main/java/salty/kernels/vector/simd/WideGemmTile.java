package salty.kernels.vector.simd;

import static salty.kernels.vector.simd.GemmTile.ROWS;
import static salty.kernels.vector.simd.Lanes.COUNT;
import static salty.kernels.vector.simd.Lanes.FENCED;
import static salty.kernels.vector.simd.Lanes.SPECIES;
import static salty.kernels.vector.simd.RowPanels.RUN;

import java.lang.invoke.VarHandle;

import jdk.incubator.vector.FloatVector;

/**
 * The register tiles of {@link GemmTile} for 512-bit vectors and 32 registers, written by
 * {@code TileGenerator}: seven rows by two vectors, in 14 accumulators, or by one.
 *
 * <pre>
 *                      B panel: k rows of two vectors
 *                      [ b0  | b1  ]
 *     A panel             |     |
 *     a0[k]    bcast   [ c00 | c01 ]     each step of k: 2 loads, 7 broadcasts, 14 fused multiply-adds
 *       ...                ...
 *     a6[k]    bcast   [ c60 | c61 ]
 * </pre>
 *
 * What the fences are for says {@link NarrowGemmTile}.
 */
final class WideGemmTile {
    private WideGemmTile() {
    }

    /** C = start + A B for a panel of two vectors; k is a multiple of RUN. */
    static void multiply(int k, float[] a, int aOffset, float[] b, int bOffset,
                         float[] start, int startOffset, int startStride, float[] c, int cOffset, int cStride) {
        FloatVector c00 = FloatVector.zero(SPECIES), c01 = FloatVector.zero(SPECIES);
        FloatVector c10 = FloatVector.zero(SPECIES), c11 = FloatVector.zero(SPECIES);
        FloatVector c20 = FloatVector.zero(SPECIES), c21 = FloatVector.zero(SPECIES);
        FloatVector c30 = FloatVector.zero(SPECIES), c31 = FloatVector.zero(SPECIES);
        FloatVector c40 = FloatVector.zero(SPECIES), c41 = FloatVector.zero(SPECIES);
        FloatVector c50 = FloatVector.zero(SPECIES), c51 = FloatVector.zero(SPECIES);
        FloatVector c60 = FloatVector.zero(SPECIES), c61 = FloatVector.zero(SPECIES);
        int bk = bOffset;
        int end = aOffset + k * ROWS;
        for (int run = aOffset; run != end; run += ROWS * RUN) {
            for (int i = run; i != run + RUN; i += 2, bk += 4 * COUNT) {
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
                x = FloatVector.broadcast(SPECIES, a[i + 6 * RUN]);
                c60 = x.fma(b0, c60);
                c61 = x.fma(b1, c61);
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
                x = FloatVector.broadcast(SPECIES, a[i + 6 * RUN + 1]);
                c60 = x.fma(b0, c60);
                c61 = x.fma(b1, c61);
            }
        }
        c00.add(FloatVector.fromArray(SPECIES, start, startOffset))
                .intoArray(c, cOffset);
        c01.add(FloatVector.fromArray(SPECIES, start, startOffset + COUNT))
                .intoArray(c, cOffset + COUNT);
        c10.add(FloatVector.fromArray(SPECIES, start, startOffset + startStride))
                .intoArray(c, cOffset + cStride);
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
        c60.add(FloatVector.fromArray(SPECIES, start, startOffset + 6 * startStride))
                .intoArray(c, cOffset + 6 * cStride);
        c61.add(FloatVector.fromArray(SPECIES, start, startOffset + 6 * startStride + COUNT))
                .intoArray(c, cOffset + 6 * cStride + COUNT);
    }

    /** C = start + A B for a panel of one vector; k is a multiple of RUN. */
    static void multiplyHalf(int k, float[] a, int aOffset, float[] b, int bOffset,
                             float[] start, int startOffset, int startStride, float[] c, int cOffset, int cStride) {
        FloatVector c00 = FloatVector.zero(SPECIES), odd00 = FloatVector.zero(SPECIES);
        FloatVector c10 = FloatVector.zero(SPECIES), odd10 = FloatVector.zero(SPECIES);
        FloatVector c20 = FloatVector.zero(SPECIES), odd20 = FloatVector.zero(SPECIES);
        FloatVector c30 = FloatVector.zero(SPECIES), odd30 = FloatVector.zero(SPECIES);
        FloatVector c40 = FloatVector.zero(SPECIES), odd40 = FloatVector.zero(SPECIES);
        FloatVector c50 = FloatVector.zero(SPECIES), odd50 = FloatVector.zero(SPECIES);
        FloatVector c60 = FloatVector.zero(SPECIES), odd60 = FloatVector.zero(SPECIES);
        int bk = bOffset;
        int end = aOffset + k * ROWS;
        for (int run = aOffset; run != end; run += ROWS * RUN) {
            for (int i = run; i != run + RUN; i += 2, bk += 2 * COUNT) {
                FloatVector b0 = FloatVector.fromArray(SPECIES, b, bk);
                if (FENCED) {
                    VarHandle.acquireFence();
                }
                FloatVector x = FloatVector.broadcast(SPECIES, a[i]);
                c00 = x.fma(b0, c00);
                x = FloatVector.broadcast(SPECIES, a[i + RUN]);
                c10 = x.fma(b0, c10);
                x = FloatVector.broadcast(SPECIES, a[i + 2 * RUN]);
                c20 = x.fma(b0, c20);
                x = FloatVector.broadcast(SPECIES, a[i + 3 * RUN]);
                c30 = x.fma(b0, c30);
                x = FloatVector.broadcast(SPECIES, a[i + 4 * RUN]);
                c40 = x.fma(b0, c40);
                x = FloatVector.broadcast(SPECIES, a[i + 5 * RUN]);
                c50 = x.fma(b0, c50);
                x = FloatVector.broadcast(SPECIES, a[i + 6 * RUN]);
                c60 = x.fma(b0, c60);
                if (FENCED) {
                    VarHandle.acquireFence();
                }
                b0 = FloatVector.fromArray(SPECIES, b, bk + COUNT);
                if (FENCED) {
                    VarHandle.acquireFence();
                }
                x = FloatVector.broadcast(SPECIES, a[i + 1]);
                odd00 = x.fma(b0, odd00);
                x = FloatVector.broadcast(SPECIES, a[i + RUN + 1]);
                odd10 = x.fma(b0, odd10);
                x = FloatVector.broadcast(SPECIES, a[i + 2 * RUN + 1]);
                odd20 = x.fma(b0, odd20);
                x = FloatVector.broadcast(SPECIES, a[i + 3 * RUN + 1]);
                odd30 = x.fma(b0, odd30);
                x = FloatVector.broadcast(SPECIES, a[i + 4 * RUN + 1]);
                odd40 = x.fma(b0, odd40);
                x = FloatVector.broadcast(SPECIES, a[i + 5 * RUN + 1]);
                odd50 = x.fma(b0, odd50);
                x = FloatVector.broadcast(SPECIES, a[i + 6 * RUN + 1]);
                odd60 = x.fma(b0, odd60);
            }
        }
        c00.add(odd00).add(FloatVector.fromArray(SPECIES, start, startOffset))
                .intoArray(c, cOffset);
        c10.add(odd10).add(FloatVector.fromArray(SPECIES, start, startOffset + startStride))
                .intoArray(c, cOffset + cStride);
        c20.add(odd20).add(FloatVector.fromArray(SPECIES, start, startOffset + 2 * startStride))
                .intoArray(c, cOffset + 2 * cStride);
        c30.add(odd30).add(FloatVector.fromArray(SPECIES, start, startOffset + 3 * startStride))
                .intoArray(c, cOffset + 3 * cStride);
        c40.add(odd40).add(FloatVector.fromArray(SPECIES, start, startOffset + 4 * startStride))
                .intoArray(c, cOffset + 4 * cStride);
        c50.add(odd50).add(FloatVector.fromArray(SPECIES, start, startOffset + 5 * startStride))
                .intoArray(c, cOffset + 5 * cStride);
        c60.add(odd60).add(FloatVector.fromArray(SPECIES, start, startOffset + 6 * startStride))
                .intoArray(c, cOffset + 6 * cStride);
    }

    /** C += A B for a panel of two vectors and less than a run of steps. */
    static void addSteps(int k, float[] a, int aOffset, float[] b, int bOffset,
                         float[] c, int cOffset, int cStride) {
        FloatVector c00 = FloatVector.fromArray(SPECIES, c, cOffset);
        FloatVector c01 = FloatVector.fromArray(SPECIES, c, cOffset + COUNT);
        FloatVector c10 = FloatVector.fromArray(SPECIES, c, cOffset + cStride);
        FloatVector c11 = FloatVector.fromArray(SPECIES, c, cOffset + cStride + COUNT);
        FloatVector c20 = FloatVector.fromArray(SPECIES, c, cOffset + 2 * cStride);
        FloatVector c21 = FloatVector.fromArray(SPECIES, c, cOffset + 2 * cStride + COUNT);
        FloatVector c30 = FloatVector.fromArray(SPECIES, c, cOffset + 3 * cStride);
        FloatVector c31 = FloatVector.fromArray(SPECIES, c, cOffset + 3 * cStride + COUNT);
        FloatVector c40 = FloatVector.fromArray(SPECIES, c, cOffset + 4 * cStride);
        FloatVector c41 = FloatVector.fromArray(SPECIES, c, cOffset + 4 * cStride + COUNT);
        FloatVector c50 = FloatVector.fromArray(SPECIES, c, cOffset + 5 * cStride);
        FloatVector c51 = FloatVector.fromArray(SPECIES, c, cOffset + 5 * cStride + COUNT);
        FloatVector c60 = FloatVector.fromArray(SPECIES, c, cOffset + 6 * cStride);
        FloatVector c61 = FloatVector.fromArray(SPECIES, c, cOffset + 6 * cStride + COUNT);
        int bk = bOffset;
        for (int i = aOffset; i < aOffset + k; i++, bk += 2 * COUNT) {
            FloatVector b0 = FloatVector.fromArray(SPECIES, b, bk);
            FloatVector b1 = FloatVector.fromArray(SPECIES, b, bk + COUNT);
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
            x = FloatVector.broadcast(SPECIES, a[i + 6 * RUN]);
            c60 = x.fma(b0, c60);
            c61 = x.fma(b1, c61);
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
    }

    /** C += A B for a panel of one vector and less than a run of steps. */
    static void addStepsHalf(int k, float[] a, int aOffset, float[] b, int bOffset,
                             float[] c, int cOffset, int cStride) {
        FloatVector c00 = FloatVector.fromArray(SPECIES, c, cOffset);
        FloatVector c10 = FloatVector.fromArray(SPECIES, c, cOffset + cStride);
        FloatVector c20 = FloatVector.fromArray(SPECIES, c, cOffset + 2 * cStride);
        FloatVector c30 = FloatVector.fromArray(SPECIES, c, cOffset + 3 * cStride);
        FloatVector c40 = FloatVector.fromArray(SPECIES, c, cOffset + 4 * cStride);
        FloatVector c50 = FloatVector.fromArray(SPECIES, c, cOffset + 5 * cStride);
        FloatVector c60 = FloatVector.fromArray(SPECIES, c, cOffset + 6 * cStride);
        int bk = bOffset;
        for (int i = aOffset; i < aOffset + k; i++, bk += COUNT) {
            FloatVector b0 = FloatVector.fromArray(SPECIES, b, bk);
            FloatVector x = FloatVector.broadcast(SPECIES, a[i]);
            c00 = x.fma(b0, c00);
            x = FloatVector.broadcast(SPECIES, a[i + RUN]);
            c10 = x.fma(b0, c10);
            x = FloatVector.broadcast(SPECIES, a[i + 2 * RUN]);
            c20 = x.fma(b0, c20);
            x = FloatVector.broadcast(SPECIES, a[i + 3 * RUN]);
            c30 = x.fma(b0, c30);
            x = FloatVector.broadcast(SPECIES, a[i + 4 * RUN]);
            c40 = x.fma(b0, c40);
            x = FloatVector.broadcast(SPECIES, a[i + 5 * RUN]);
            c50 = x.fma(b0, c50);
            x = FloatVector.broadcast(SPECIES, a[i + 6 * RUN]);
            c60 = x.fma(b0, c60);
        }
        c00.intoArray(c, cOffset);
        c10.intoArray(c, cOffset + cStride);
        c20.intoArray(c, cOffset + 2 * cStride);
        c30.intoArray(c, cOffset + 3 * cStride);
        c40.intoArray(c, cOffset + 4 * cStride);
        c50.intoArray(c, cOffset + 5 * cStride);
        c60.intoArray(c, cOffset + 6 * cStride);
    }
}
