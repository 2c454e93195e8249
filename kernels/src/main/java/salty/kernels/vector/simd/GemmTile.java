package salty.kernels.vector.simd;

import static salty.kernels.vector.simd.Lanes.COUNT;
import static salty.kernels.vector.simd.RowPanels.RUN;


/**
 * The innermost product: a register tile of C, {@link #ROWS} rows by two vectors, held in accumulators over all of k.
 *
 * <pre>
 *                 B panel: k rows of two vectors
 *                 [ b0 | b1 ]
 *     A panel       |    |
 *     a0[k] bcast [c00 | c01]     each step of k: 2 loads, a broadcast and 2 fused multiply-adds a row
 *     a1[k] bcast [c10 | c11]
 *       ...         ...
 * </pre>
 *
 * Both operands are packed ({@link RowPanels}, {@link Gemm}) so that what a few steps of k need lies side by side, and
 * C2 needs one address for A and one for B. Where other work shares the core, a tile takes as long as its instructions
 * do (docs/performance.md). {@link NarrowGemmTile} is for the 16 registers of AVX2, {@link WideGemmTile} for the 32 of
 * AVX-512.
 *
 * <p>At the end {@code start} is added: a bias or zeros, the same for all rows (a stride of 0), or what C held; a long
 * k taken in parts so rounds less than one long chain of sums.
 */
public final class GemmTile {
    /** Whether there are 32 registers of 16 floats. */
    public static final boolean WIDE = COUNT >= 16;
    /** Rows of the tile, and so of a packed panel of A. */
    public static final int ROWS = WIDE ? 7 : 6;
    /** Columns of the tile, and so the greatest width of a packed panel of B. */
    public static final int COLUMNS = 2 * COUNT;

    private GemmTile() {
    }

    /**
     * C[ROWS x width] = start + A[ROWS x k] B[k x width], for panels that {@link RowPanels} and {@link Gemm} packed.
     *
     * @param width columns of the panel of B: COLUMNS, or one vector less
     */
    public static void multiply(int width, int k, float[] a, int aOffset, float[] b, int bOffset,
                         float[] start, int startOffset, int startStride, float[] c, int cOffset, int cStride) {
        int runs = k & -RUN;
        if (WIDE) {
            if (width == COLUMNS) {
                WideGemmTile.multiply(runs, a, aOffset, b, bOffset,
                        start, startOffset, startStride, c, cOffset, cStride);
            } else {
                WideGemmTile.multiplyHalf(runs, a, aOffset, b, bOffset,
                        start, startOffset, startStride, c, cOffset, cStride);
            }
        } else {
            if (width == COLUMNS) {
                NarrowGemmTile.multiply(runs, a, aOffset, b, bOffset,
                        start, startOffset, startStride, c, cOffset, cStride);
            } else {
                HalfGemmTile.multiply(runs, a, aOffset, b, bOffset,
                        start, startOffset, startStride, c, cOffset, cStride);
            }
        }
        if (runs < k) {
            addSteps(width, k - runs, a, aOffset + ROWS * runs, b, bOffset + runs * width, c, cOffset, cStride);
        }
    }

    /** C += A B for the steps behind the last whole run. */
    private static void addSteps(int width, int k, float[] a, int aOffset, float[] b, int bOffset,
                                 float[] c, int cOffset, int cStride) {
        if (WIDE && width == COLUMNS) {
            WideGemmTile.addSteps(k, a, aOffset, b, bOffset, c, cOffset, cStride);
        } else if (WIDE) {
            WideGemmTile.addStepsHalf(k, a, aOffset, b, bOffset, c, cOffset, cStride);
        } else {
            for (int column = 0; column < width; column += COUNT) {
                HalfGemmTile.addSteps(k, a, aOffset, b, bOffset + column, width, c, cOffset + column, cStride);
            }
        }
    }
}
