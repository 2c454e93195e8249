package salty.kernels.vector;

import static salty.kernels.vector.Lanes.COUNT;
import static salty.kernels.vector.Lanes.SPECIES;
import static salty.kernels.vector.RowPanels.RUN;

import jdk.incubator.vector.FloatVector;

/**
 * The register tile of {@link GemmTile} for 512-bit vectors and 32 registers: 12 rows by two vectors, in 24
 * accumulators.
 *
 * <pre>
 *                       B panel: k rows of two vectors
 *                       [  b0  |  b1  ]
 *     A panel              |      |
 *     a0[k]    bcast    [ c00  | c01  ]     each step of k: 2 loads, 12 broadcasts, 24 fused multiply-adds
 *       ...                  ...
 *     a11[k]   bcast    [ cb0  | cb1  ]
 * </pre>
 */
final class WideGemmTile {
    private WideGemmTile() {
    }

    /** C = start + A B for a panel of two vectors. */
    static void multiply(int k, float[] a, int aOffset, float[] b, int bOffset,
                     float[] start, int startOffset, int startStride, float[] c, int cOffset, int cStride) {
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
            x = FloatVector.broadcast(SPECIES, a[i + 7 * RUN]);
            c70 = x.fma(b0, c70);
            c71 = x.fma(b1, c71);
            x = FloatVector.broadcast(SPECIES, a[i + 8 * RUN]);
            c80 = x.fma(b0, c80);
            c81 = x.fma(b1, c81);
            x = FloatVector.broadcast(SPECIES, a[i + 9 * RUN]);
            c90 = x.fma(b0, c90);
            c91 = x.fma(b1, c91);
            x = FloatVector.broadcast(SPECIES, a[i + 10 * RUN]);
            ca0 = x.fma(b0, ca0);
            ca1 = x.fma(b1, ca1);
            x = FloatVector.broadcast(SPECIES, a[i + 11 * RUN]);
            cb0 = x.fma(b0, cb0);
            cb1 = x.fma(b1, cb1);
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
        c60.add(FloatVector.fromArray(SPECIES, start, startOffset + 6 * startStride))
                .intoArray(c, cOffset + 6 * cStride);
        c61.add(FloatVector.fromArray(SPECIES, start, startOffset + 6 * startStride + COUNT))
                .intoArray(c, cOffset + 6 * cStride + COUNT);
        c70.add(FloatVector.fromArray(SPECIES, start, startOffset + 7 * startStride))
                .intoArray(c, cOffset + 7 * cStride);
        c71.add(FloatVector.fromArray(SPECIES, start, startOffset + 7 * startStride + COUNT))
                .intoArray(c, cOffset + 7 * cStride + COUNT);
        c80.add(FloatVector.fromArray(SPECIES, start, startOffset + 8 * startStride))
                .intoArray(c, cOffset + 8 * cStride);
        c81.add(FloatVector.fromArray(SPECIES, start, startOffset + 8 * startStride + COUNT))
                .intoArray(c, cOffset + 8 * cStride + COUNT);
        c90.add(FloatVector.fromArray(SPECIES, start, startOffset + 9 * startStride))
                .intoArray(c, cOffset + 9 * cStride);
        c91.add(FloatVector.fromArray(SPECIES, start, startOffset + 9 * startStride + COUNT))
                .intoArray(c, cOffset + 9 * cStride + COUNT);
        ca0.add(FloatVector.fromArray(SPECIES, start, startOffset + 10 * startStride))
                .intoArray(c, cOffset + 10 * cStride);
        ca1.add(FloatVector.fromArray(SPECIES, start, startOffset + 10 * startStride + COUNT))
                .intoArray(c, cOffset + 10 * cStride + COUNT);
        cb0.add(FloatVector.fromArray(SPECIES, start, startOffset + 11 * startStride))
                .intoArray(c, cOffset + 11 * cStride);
        cb1.add(FloatVector.fromArray(SPECIES, start, startOffset + 11 * startStride + COUNT))
                .intoArray(c, cOffset + 11 * cStride + COUNT);
    }

    /** The same for a panel of one vector. */
    static void multiplyOne(int k, float[] a, int aOffset, float[] b, int bOffset,
                        float[] start, int startOffset, int startStride, float[] c, int cOffset, int cStride) {
        FloatVector c00 = FloatVector.zero(SPECIES);
        FloatVector c10 = FloatVector.zero(SPECIES);
        FloatVector c20 = FloatVector.zero(SPECIES);
        FloatVector c30 = FloatVector.zero(SPECIES);
        FloatVector c40 = FloatVector.zero(SPECIES);
        FloatVector c50 = FloatVector.zero(SPECIES);
        FloatVector c60 = FloatVector.zero(SPECIES);
        FloatVector c70 = FloatVector.zero(SPECIES);
        FloatVector c80 = FloatVector.zero(SPECIES);
        FloatVector c90 = FloatVector.zero(SPECIES);
        FloatVector ca0 = FloatVector.zero(SPECIES);
        FloatVector cb0 = FloatVector.zero(SPECIES);
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
            x = FloatVector.broadcast(SPECIES, a[i + 7 * RUN]);
            c70 = x.fma(b0, c70);
            x = FloatVector.broadcast(SPECIES, a[i + 8 * RUN]);
            c80 = x.fma(b0, c80);
            x = FloatVector.broadcast(SPECIES, a[i + 9 * RUN]);
            c90 = x.fma(b0, c90);
            x = FloatVector.broadcast(SPECIES, a[i + 10 * RUN]);
            ca0 = x.fma(b0, ca0);
            x = FloatVector.broadcast(SPECIES, a[i + 11 * RUN]);
            cb0 = x.fma(b0, cb0);
        }
        c00.add(FloatVector.fromArray(SPECIES, start, startOffset)).intoArray(c, cOffset);
        c10.add(FloatVector.fromArray(SPECIES, start, startOffset + startStride)).intoArray(c, cOffset + cStride);
        c20.add(FloatVector.fromArray(SPECIES, start, startOffset + 2 * startStride))
                .intoArray(c, cOffset + 2 * cStride);
        c30.add(FloatVector.fromArray(SPECIES, start, startOffset + 3 * startStride))
                .intoArray(c, cOffset + 3 * cStride);
        c40.add(FloatVector.fromArray(SPECIES, start, startOffset + 4 * startStride))
                .intoArray(c, cOffset + 4 * cStride);
        c50.add(FloatVector.fromArray(SPECIES, start, startOffset + 5 * startStride))
                .intoArray(c, cOffset + 5 * cStride);
        c60.add(FloatVector.fromArray(SPECIES, start, startOffset + 6 * startStride))
                .intoArray(c, cOffset + 6 * cStride);
        c70.add(FloatVector.fromArray(SPECIES, start, startOffset + 7 * startStride))
                .intoArray(c, cOffset + 7 * cStride);
        c80.add(FloatVector.fromArray(SPECIES, start, startOffset + 8 * startStride))
                .intoArray(c, cOffset + 8 * cStride);
        c90.add(FloatVector.fromArray(SPECIES, start, startOffset + 9 * startStride))
                .intoArray(c, cOffset + 9 * cStride);
        ca0.add(FloatVector.fromArray(SPECIES, start, startOffset + 10 * startStride))
                .intoArray(c, cOffset + 10 * cStride);
        cb0.add(FloatVector.fromArray(SPECIES, start, startOffset + 11 * startStride))
                .intoArray(c, cOffset + 11 * cStride);
    }
}
