package salty.kernels.vector.simd;

import static salty.kernels.vector.simd.GemmTile.ROWS;
import static salty.kernels.vector.simd.Lanes.COUNT;
import static salty.kernels.vector.simd.Lanes.SPECIES;
import static salty.kernels.vector.simd.RowPanels.RUN;

import jdk.incubator.vector.FloatVector;

/**
 * The register tile of {@link NarrowGemmTile} by one vector: for the last panel of a B that ends in a single one, and
 * for the steps of k that are left when whole runs are done.
 */
final class HalfGemmTile {
    private HalfGemmTile() {
    }

    /**
     * C = start + A B for a panel of one vector; k is a multiple of {@link RowPanels#RUN}. Six sums alone would wait
     * for each other, so even and odd steps of k have their own.
     */
    static void multiply(int k, float[] a, int aOffset, float[] b, int bOffset,
                         float[] start, int startOffset, int startStride, float[] c, int cOffset, int cStride) {
        FloatVector even0 = FloatVector.zero(SPECIES), odd0 = even0;
        FloatVector even1 = even0, odd1 = even0;
        FloatVector even2 = even0, odd2 = even0;
        FloatVector even3 = even0, odd3 = even0;
        FloatVector even4 = even0, odd4 = even0;
        FloatVector even5 = even0, odd5 = even0;
        int end = aOffset + k * ROWS;
        int bk = bOffset;
        for (int run = aOffset; run != end; run += ROWS * RUN) {
            for (int i = run; i != run + RUN; i += 2, bk += 2 * COUNT) {
                FloatVector b0 = FloatVector.fromArray(SPECIES, b, bk);
                even0 = FloatVector.broadcast(SPECIES, a[i]).fma(b0, even0);
                even1 = FloatVector.broadcast(SPECIES, a[i + RUN]).fma(b0, even1);
                even2 = FloatVector.broadcast(SPECIES, a[i + 2 * RUN]).fma(b0, even2);
                even3 = FloatVector.broadcast(SPECIES, a[i + 3 * RUN]).fma(b0, even3);
                even4 = FloatVector.broadcast(SPECIES, a[i + 4 * RUN]).fma(b0, even4);
                even5 = FloatVector.broadcast(SPECIES, a[i + 5 * RUN]).fma(b0, even5);
                FloatVector b1 = FloatVector.fromArray(SPECIES, b, bk + COUNT);
                odd0 = FloatVector.broadcast(SPECIES, a[i + 1]).fma(b1, odd0);
                odd1 = FloatVector.broadcast(SPECIES, a[i + RUN + 1]).fma(b1, odd1);
                odd2 = FloatVector.broadcast(SPECIES, a[i + 2 * RUN + 1]).fma(b1, odd2);
                odd3 = FloatVector.broadcast(SPECIES, a[i + 3 * RUN + 1]).fma(b1, odd3);
                odd4 = FloatVector.broadcast(SPECIES, a[i + 4 * RUN + 1]).fma(b1, odd4);
                odd5 = FloatVector.broadcast(SPECIES, a[i + 5 * RUN + 1]).fma(b1, odd5);
            }
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

    /** C += A B for less than a run of steps and one of the vectors of a panel with rows of {@code bStride} floats. */
    static void addSteps(int k, float[] a, int aOffset, float[] b, int bOffset, int bStride,
                         float[] c, int cOffset, int cStride) {
        FloatVector c0 = FloatVector.fromArray(SPECIES, c, cOffset);
        FloatVector c1 = FloatVector.fromArray(SPECIES, c, cOffset + cStride);
        FloatVector c2 = FloatVector.fromArray(SPECIES, c, cOffset + 2 * cStride);
        FloatVector c3 = FloatVector.fromArray(SPECIES, c, cOffset + 3 * cStride);
        FloatVector c4 = FloatVector.fromArray(SPECIES, c, cOffset + 4 * cStride);
        FloatVector c5 = FloatVector.fromArray(SPECIES, c, cOffset + 5 * cStride);
        for (int i = aOffset, bk = bOffset; i < aOffset + k; i++, bk += bStride) {
            FloatVector b0 = FloatVector.fromArray(SPECIES, b, bk);
            c0 = FloatVector.broadcast(SPECIES, a[i]).fma(b0, c0);
            c1 = FloatVector.broadcast(SPECIES, a[i + RUN]).fma(b0, c1);
            c2 = FloatVector.broadcast(SPECIES, a[i + 2 * RUN]).fma(b0, c2);
            c3 = FloatVector.broadcast(SPECIES, a[i + 3 * RUN]).fma(b0, c3);
            c4 = FloatVector.broadcast(SPECIES, a[i + 4 * RUN]).fma(b0, c4);
            c5 = FloatVector.broadcast(SPECIES, a[i + 5 * RUN]).fma(b0, c5);
        }
        c0.intoArray(c, cOffset);
        c1.intoArray(c, cOffset + cStride);
        c2.intoArray(c, cOffset + 2 * cStride);
        c3.intoArray(c, cOffset + 3 * cStride);
        c4.intoArray(c, cOffset + 4 * cStride);
        c5.intoArray(c, cOffset + 5 * cStride);
    }
}
