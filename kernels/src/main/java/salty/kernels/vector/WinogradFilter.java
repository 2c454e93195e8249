package salty.kernels.vector;

/**
 * The filter's half of Winograd's F(4x4, 3x3): U = G g G^T, computed in float64 and rounded once.
 *
 * <p>Row p of G is {@code [1, p, p^2] / f(p)} with {@code f(p)} the product of {@code p - q} over the other finite points
 * q, and {@code [0, 0, 1]} for the point at infinity; the points are those of {@link WinogradTransform}.
 */
final class WinogradFilter {
    private static final double[] POINTS = {
        0, WinogradTransform.A, -WinogradTransform.A, WinogradTransform.B, -WinogradTransform.B};
    private static final double[][] G = rows();

    private WinogradFilter() {
    }

    private static double[][] rows() {
        double[][] g = new double[WinogradTransform.IN][];
        for (int i = 0; i < POINTS.length; i++) {
            double p = POINTS[i];
            double f = 1;
            for (int q = 0; q < POINTS.length; q++) {
                f *= q == i ? 1 : p - POINTS[q];
            }
            g[i] = new double[] {1 / f, p / f, p * p / f};
        }
        g[POINTS.length] = new double[] {0, 0, 1};
        return g;
    }

    /** Floats of the transformed filters of c input and k output channels. */
    static int length(int c, int k) {
        return Math.multiplyExact(WinogradTransform.POSITIONS, Gemm.packedLength(c, k));
    }

    /**
     * Transforms the output channels of one panel. Filters are (3, 3, c, k); the result holds for every position of the
     * 6x6 patch a (c, k) matrix packed for {@link Gemm}.
     */
    static void transformPanel(float[] filters, int c, int k, int panel, float[] u) {
        int width = GemmTile.COLUMNS;
        int first = panel * width;
        int columns = Math.min(width, k - first);
        int positionStride = Gemm.packedLength(c, k);
        double[] taps = new double[9 * width];
        double[] half = new double[18 * width];
        double[] whole = new double[6 * width];
        for (int channel = 0; channel < c; channel++) {
            for (int tap = 0; tap < 9; tap++) {
                int from = (tap * c + channel) * k + first;
                for (int j = 0; j < columns; j++) {
                    taps[tap * width + j] = filters[from + j];
                }
            }
            for (int s = 0; s < 3; s++) {
                line(taps, s * width, 3 * width, half, s * width, 3 * width, width);
            }
            int to = (panel * c + channel) * width;
            for (int i = 0; i < WinogradTransform.IN; i++) {
                line(half, i * 3 * width, width, whole, 0, width, width);
                for (int j = 0; j < WinogradTransform.IN; j++) {
                    int at = to + (i * WinogradTransform.IN + j) * positionStride;
                    for (int lane = 0; lane < width; lane++) {
                        u[at + lane] = (float) whole[j * width + lane];
                    }
                }
            }
        }
    }

    /** G times a column of three rows of {@code width} numbers. */
    private static void line(double[] g, int at, int stride, double[] out, int to, int toStride, int width) {
        for (int i = 0; i < WinogradTransform.IN; i++) {
            double g0 = G[i][0];
            double g1 = G[i][1];
            double g2 = G[i][2];
            int target = to + i * toStride;
            for (int lane = 0; lane < width; lane++) {
                out[target + lane] = g0 * g[at + lane] + g1 * g[at + stride + lane] + g2 * g[at + 2 * stride + lane];
            }
        }
    }
}
