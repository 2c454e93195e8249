package salty.kernels.vector.simd;

/**
 * Products of matrices, both packed into panels: the right-hand side beforehand, the left a block at a time.
 *
 * <pre>
 *               n: panels of {@link GemmTile#COLUMNS} columns
 *             +----+----+----+
 *          k  | B0 | B1 | B2 |     {@link #K_BLOCK} rows of a panel stay in L1
 *             +----+----+----+
 *      k
 *    +-----+  +----+----+----+
 *  m |  A  |  | C0 | C1 | C2 |     a block of A is packed ({@link RowPanels}) and stays in L2 while all panels pass by
 *    +-----+  +----+----+----+
 * </pre>
 */
public final class Gemm {
    /** Rows of B in one pass, and so the length of a chain of sums: 512 channels then round no more than 128 would. */
    public static final int K_BLOCK = 128;
    /**
     * The same for 1x1 convolutions and tiles of 2x2, which so round less than F(4x4, 3x3) does with shorter chains.
     */
    public static final int LONG_BLOCK = 4 * K_BLOCK;
    /** Rows of A in one pass, whole tiles; with K_BLOCK floats each they fill 48 or 56 KiB. */
    public static final int M_BLOCK = GemmTile.WIDE ? 112 : 96;

    private Gemm() {
    }

    /** The length of the chains that k products are summed up in, at most K_BLOCK: about even parts, whole runs. */
    public static int depth(int k) {
        return RowPanels.wholeRuns(Math.ceilDiv(k, Math.ceilDiv(k, K_BLOCK)));
    }

    public static int panels(int n) {
        return (n + GemmTile.COLUMNS - 1) / GemmTile.COLUMNS;
    }

    /** The width of the panel that starts {@code columns} before the matrix ends: whole vectors, at most a tile's. */
    public static int width(int columns) {
        return Math.min(GemmTile.COLUMNS, Lanes.roundUp(columns));
    }

    /** Floats that the packed form of a (k, n) matrix takes, whose rows are filled up to whole vectors. */
    public static int packedLength(int k, int n) {
        return Math.multiplyExact(Lanes.roundUp(n), k);
    }

    /**
     * Packs the (k, n) matrix with element (i, j) at {@code b[offset + i * rowStride + j * columnStride]} into panels.
     */
    public static void pack(float[] b, int offset, int rowStride, int columnStride, int k, int n,
                            float[] packed, int packedOffset) {
        for (int panel = 0; panel < panels(n); panel++) {
            packPanel(b, offset, rowStride, columnStride, k, n, panel, packed, packedOffset);
        }
    }

    /** Packs one panel, for callers that share the panels among threads; {@code packedOffset} is the first panel's. */
    public static void packPanel(float[] b, int offset, int rowStride, int columnStride, int k, int n, int panel,
                          float[] packed, int packedOffset) {
        int first = panel * GemmTile.COLUMNS;
        int columns = Math.min(GemmTile.COLUMNS, n - first);
        int width = width(columns);
        int to = packedOffset + first * k;
        for (int i = 0; i < k; i++, to += width) {
            packRow(b, offset + i * rowStride + first * columnStride, columnStride, columns, packed, to, width);
        }
    }

    /** Packs a row of a panel: so many columns, and zeros up to the panel's width. */
    public static void packRow(float[] b, int from, int columnStride, int columns, float[] packed, int to, int width) {
        if (columnStride == 1) {
            System.arraycopy(b, from, packed, to, columns);
        } else {
            for (int j = 0; j < columns; j++) {
                packed[to + j] = b[from + j * columnStride];
            }
        }
        for (int j = columns; j < width; j++) {
            packed[to + j] = 0;
        }
    }

    /** Floats of scratch that {@link #multiply} needs: a packed block of A, and a tile that reaches over C's edge. */
    public static int scratch() {
        return block() + edge();
    }

    private static int block() {
        return RowPanels.count(M_BLOCK) * RowPanels.length(K_BLOCK);
    }

    /** Floats that {@link #multiplyPanels} needs for tiles that reach over the edge of C. */
    public static int edge() {
        return GemmTile.ROWS * GemmTile.COLUMNS;
    }

    /**
     * C[m x n] = bias + A[m x k] B on the calling thread, for a packed B; with a null bias the product is added to C.
     * The bias has a float for every column of B's packed form. Element (i, j) of A lies at
     * {@code a[aOffset + i * rowStride + j * columnStride]}, and one of the strides is 1.
     */
    public static void multiply(int m, int n, int k, float[] a, int aOffset, int rowStride, int columnStride,
                                float[] b, int bOffset, float[] bias, float[] c, int cOffset, int cStride,
                                float[] scratch, int offset) {
        int edge = offset + block();
        for (int row = 0; row < m; row += M_BLOCK) {
            int rows = Math.min(M_BLOCK, m - row);
            for (int first = 0; first < k; first += K_BLOCK) {
                int depth = Math.min(K_BLOCK, k - first);
                int from = aOffset + row * rowStride + first * columnStride;
                if (columnStride == 1) {
                    RowPanels.pack(a, from, rowStride, rows, depth, scratch, offset);
                } else {
                    RowPanels.packColumns(a, from, columnStride, rows, depth, scratch, offset);
                }
                multiplyPanels(rows, n, depth, scratch, offset, RowPanels.length(depth), b, bOffset, k, first,
                        first == 0 ? bias : null, 0, c, cOffset + row * cStride, cStride, scratch, edge);
            }
        }
    }

    /**
     * The same for a packed A of depth k, whose panels are {@code aPanel} floats apart, and rows [first, first + k) of
     * a packed B of {@code bRows} rows; both offsets are those of whole panels.
     */
    public static void multiplyPanels(int m, int n, int k, float[] a, int aOffset, int aPanel,
                               float[] b, int bOffset, int bRows, int first, float[] bias, int biasOffset,
                               float[] c, int cOffset, int cStride, float[] edge, int edgeOffset) {
        for (int j = 0; j < n; j += GemmTile.COLUMNS) {
            int columns = Math.min(GemmTile.COLUMNS, n - j);
            int width = width(columns);
            int panel = bOffset + j * bRows + first * width;
            for (int i = 0, from = aOffset; i < m; i += GemmTile.ROWS, from += aPanel) {
                int rows = Math.min(GemmTile.ROWS, m - i);
                int to = cOffset + i * cStride + j;
                if (rows < GemmTile.ROWS || columns < width) {
                    edgeTile(rows, columns, k, a, from, b, panel, bias, biasOffset + j, c, to, cStride,
                            edge, edgeOffset);
                } else if (bias == null) {
                    GemmTile.multiply(width, k, a, from, b, panel, c, to, cStride, c, to, cStride);
                } else {
                    GemmTile.multiply(width, k, a, from, b, panel, bias, biasOffset + j, 0, c, to, cStride);
                }
            }
        }
    }

    /**
     * C[m x n] = bias + A[m x k] B for both packed in panels of depth k, those of A {@code aPanel} floats apart, in
     * chains of so many sums; m is that of whole tiles, and C's rows have whole vectors. A panel of B is read from its
     * first row to its last, all chains of it before the next: that is the order in which memory gives it fastest.
     */
    public static void multiplyChains(int m, int n, int k, int chain, float[] a, int aOffset, int aPanel,
                               float[] b, int bOffset, float[] bias, int biasOffset, float[] c, int cOffset,
                               int cStride) {
        for (int j = 0; j < n; j += GemmTile.COLUMNS) {
            for (int first = 0; first < k; first += chain) {
                multiplyPanels(m, Math.min(GemmTile.COLUMNS, n - j), Math.min(chain, k - first),
                        a, aOffset + RowPanels.length(first), aPanel, b, bOffset + j * k, k, first,
                        first == 0 ? bias : null, biasOffset + j, c, cOffset + j, cStride, null, 0);
            }
        }
    }

    /** A tile of which C has only a part: computed apart, and copied as far as it exists. */
    private static void edgeTile(int rows, int columns, int k, float[] a, int aOffset, float[] b, int bOffset,
                                 float[] bias, int biasOffset, float[] c, int cOffset, int cStride,
                                 float[] edge, int edgeOffset) {
        int width = width(columns);
        if (bias == null) {
            for (int i = 0; i < rows; i++) {
                System.arraycopy(c, cOffset + i * cStride, edge, edgeOffset + i * width, columns);
            }
            GemmTile.multiply(width, k, a, aOffset, b, bOffset, edge, edgeOffset, width, edge, edgeOffset, width);
        } else {
            GemmTile.multiply(width, k, a, aOffset, b, bOffset, bias, biasOffset, 0, edge, edgeOffset, width);
        }
        for (int i = 0; i < rows; i++) {
            System.arraycopy(edge, edgeOffset + i * width, c, cOffset + i * cStride, columns);
        }
    }
}
