package salty.kernels.vector;

/**
 * Products of matrices with a packed right-hand side.
 *
 * <pre>
 *               n: panels of {@link GemmTile#COLUMNS} columns
 *             +----+----+----+
 *          k  | B0 | B1 | B2 |     a panel's k-block of {@link #K_BLOCK} rows stays in L1
 *             +----+----+----+
 *      k
 *    +-----+  +----+----+----+
 *  m |  A  |  | C0 | C1 | C2 |     the rows of A stay in L2 while all panels pass by
 *    +-----+  +----+----+----+
 * </pre>
 */
public final class Gemm {
    /** Rows of B in one pass, and so the length of a chain of sums: 512 channels then round no more than 128 would. */
    static final int K_BLOCK = 128;
    /**
     * Rows of A that one task multiplies: a multiple of both tiles' rows; with K_BLOCK floats each they fill 48 KiB.
     */
    static final int M_BLOCK = 96;

    private Gemm() {
    }

    static int panels(int n) {
        return (n + GemmTile.COLUMNS - 1) / GemmTile.COLUMNS;
    }

    /** Floats that the packed form of a (k, n) matrix takes; the last panel is filled up with zeros. */
    public static int packedLength(int k, int n) {
        return Math.multiplyExact(Math.multiplyExact(panels(n), GemmTile.COLUMNS), k);
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
    static void packPanel(float[] b, int offset, int rowStride, int columnStride, int k, int n, int panel,
                          float[] packed, int packedOffset) {
        int width = GemmTile.COLUMNS;
        int first = panel * width;
        int columns = Math.min(width, n - first);
        int to = packedOffset + panel * k * width;
        for (int i = 0; i < k; i++, to += width) {
            int from = offset + i * rowStride + first * columnStride;
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
    }

    /** Copies columns [first, first + m) of a row-major (k, columns) matrix to rows of k floats. */
    static void transpose(float[] a, int first, int columns, int k, int m, float[] rows, int offset) {
        for (int i = 0; i < k; i++) {
            for (int j = 0; j < m; j++) {
                rows[offset + j * k + i] = a[i * columns + first + j];
            }
        }
    }

    /** Floats that {@link #multiply} needs for tiles that reach over the edge of C. */
    public static int edge() {
        return GemmTile.ROWS * GemmTile.COLUMNS;
    }

    /**
     * C[m x n] = bias + A[m x k] B on the calling thread; with a null bias the product is added to C. The bias has a
     * float for every column of the panels. {@code panelStride} floats lie between the panels of B, which may be a
     * range of rows of a longer packed matrix.
     */
    public static void multiply(int m, int n, int k, float[] a, int aOffset, int aStride,
                                float[] b, int bOffset, int panelStride, float[] bias, int biasOffset,
                                float[] c, int cOffset, int cStride, float[] edge, int edgeOffset) {
        for (int first = 0; first < k; first += K_BLOCK) {
            multiplyPanels(m, n, Math.min(K_BLOCK, k - first), a, aOffset + first, aStride,
                    b, bOffset + first * GemmTile.COLUMNS, GemmTile.COLUMNS, panelStride,
                    first == 0 ? bias : null, biasOffset, c, cOffset, cStride, edge, edgeOffset);
        }
    }

    /** The same in one pass over k, for a B whose rows are {@code bStride} floats apart. */
    static void multiplyPanels(int m, int n, int k, float[] a, int aOffset, int aStride,
                               float[] b, int bOffset, int bStride, int panelStride,
                               float[] bias, int biasOffset, float[] c, int cOffset, int cStride,
                               float[] edge, int edgeOffset) {
        for (int j = 0; j < n; j += GemmTile.COLUMNS, bOffset += panelStride) {
            int columns = Math.min(GemmTile.COLUMNS, n - j);
            for (int i = 0; i < m; i += GemmTile.ROWS) {
                int rows = Math.min(GemmTile.ROWS, m - i);
                int from = aOffset + i * aStride;
                int to = cOffset + i * cStride + j;
                if (rows < GemmTile.ROWS || columns < GemmTile.COLUMNS) {
                    edgeTile(rows, columns, k, a, from, aStride, b, bOffset, bStride, bias, biasOffset + j,
                            c, to, cStride, edge, edgeOffset);
                } else if (bias == null) {
                    GemmTile.multiply(rows, k, a, from, aStride, b, bOffset, bStride, c, to, cStride, c, to, cStride);
                } else {
                    GemmTile.multiply(rows, k, a, from, aStride, b, bOffset, bStride, bias, biasOffset + j, 0,
                            c, to, cStride);
                }
            }
        }
    }

    /** A tile of which C has only a part: computed apart, and copied as far as it exists. */
    private static void edgeTile(int rows, int columns, int k, float[] a, int aOffset, int aStride,
                                 float[] b, int bOffset, int bStride, float[] bias, int biasOffset,
                                 float[] c, int cOffset, int cStride, float[] edge, int edgeOffset) {
        int width = GemmTile.COLUMNS;
        if (bias == null) {
            for (int i = 0; i < rows; i++) {
                System.arraycopy(c, cOffset + i * cStride, edge, edgeOffset + i * width, columns);
            }
            GemmTile.multiply(rows, k, a, aOffset, aStride, b, bOffset, bStride, edge, edgeOffset, width,
                    edge, edgeOffset, width);
        } else {
            GemmTile.multiply(rows, k, a, aOffset, aStride, b, bOffset, bStride, bias, biasOffset, 0,
                    edge, edgeOffset, width);
        }
        for (int i = 0; i < rows; i++) {
            System.arraycopy(edge, edgeOffset + i * width, c, cOffset + i * cStride, columns);
        }
    }
}
