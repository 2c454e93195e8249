package salty.kernels.vector.conv;

import salty.kernels.vector.simd.Gemm;
import salty.kernels.vector.simd.GemmTile;

/**
 * The filter's half of Winograd's F(4x4, 3x3) and F(2x2, 3x3): U = G g G^T, computed in float64 and rounded once.
 *
 * <p>Row p of G is {@code [1, p, p^2] / f(p)} with {@code f(p)} the product of {@code p - q} over the other finite
 * points q, and {@code [0, 0, 1]} for the point at infinity; the points are those of {@link WinogradTransform}
 * or {@link Winograd2x2}.
 */
public final class WinogradFilter {
    /**
     * Input channels that are transformed at a time: their rows are long enough for C2 to vectorise the plain loops.
     */
    private static final int CHANNELS = 16;
    private static final double A = WinogradTransform.A;
    private static final double B = WinogradTransform.B;
    static final double F0 = 1 / (A * A * B * B);
    static final double FA = 1 / (2 * A * A * (A * A - B * B));
    static final double FB = 1 / (2 * B * B * (B * B - A * A));

    private WinogradFilter() {
    }

    /** Floats of the transformed filters of c input and k output channels. */
    public static int length(int c, int k) {
        return length(c, k, WinogradTransform.OUT);
    }

    /** Floats of those whose tiles have {@code out} rows and columns, 4 or 2. */
    public static int length(int c, int k, int out) {
        return Math.multiplyExact((out + 2) * (out + 2), Gemm.packedLength(c, k));
    }

    /**
     * Transforms the output channels of one panel. Filters are (3, 3, c, k); the result holds for every position of the
     * patch a (c, k) matrix packed for {@link Gemm}.
     *
     * @param out rows and columns of a tile: 4, or 2 for {@link Winograd2x2}
     */
    public static void transformPanel(float[] filters, int c, int k, int panel, int out, float[] u) {
        int in = out + 2;
        int first = panel * GemmTile.COLUMNS;
        int columns = Math.min(GemmTile.COLUMNS, k - first);
        int width = Gemm.width(columns);
        int positionStride = Gemm.packedLength(c, k);
        int most = CHANNELS * width;
        double[] taps = new double[9 * most];
        double[] half = new double[3 * in * most];
        double[] whole = new double[in * most];
        for (int channel = 0; channel < c; channel += CHANNELS) {
            int channels = Math.min(CHANNELS, c - channel);
            int length = channels * width;
            for (int tap = 0; tap < 9; tap++) {
                for (int i = 0; i < channels; i++) {
                    widen(filters, (tap * c + channel + i) * k + first, taps, tap * most + i * width, columns);
                }
            }
            for (int s = 0; s < 3; s++) {
                line(out, taps, s * most, 3 * most, half, s * most, 3 * most, length);
            }
            int to = first * c + channel * width;
            for (int i = 0; i < in; i++) {
                line(out, half, i * 3 * most, most, whole, 0, most, length);
                for (int j = 0; j < in; j++) {
                    round(whole, j * most, u, to + (i * in + j) * positionStride, length);
                }
            }
        }
    }

    private static void widen(float[] from, int at, double[] to, int toAt, int count) {
        for (int i = 0; i < count; i++) {
            to[toAt + i] = from[at + i];
        }
    }

    private static void round(double[] from, int at, float[] to, int toAt, int count) {
        for (int i = 0; i < count; i++) {
            to[toAt + i] = (float) from[at + i];
        }
    }

    private static void line(int out, double[] g, int at, int stride, double[] u, int to, int toStride, int count) {
        if (out == Winograd2x2.OUT) {
            shortLine(g, at, stride, u, to, toStride, count);
        } else {
            line(g, at, stride, u, to, toStride, count);
        }
    }

    /** G of {@link Winograd2x2} times a column of three rows. */
    private static void shortLine(double[] g, int at, int stride, double[] out, int to, int toStride, int count) {
        for (int i = 0; i < count; i++) {
            double even = (g[at + i] + g[at + 2 * stride + i]) / 2;
            double odd = g[at + stride + i] / 2;
            out[to + i] = g[at + i];
            out[to + toStride + i] = even + odd;
            out[to + 2 * toStride + i] = even - odd;
            out[to + 3 * toStride + i] = g[at + 2 * stride + i];
        }
    }

    /** G times a column of three rows of {@code count} numbers; rows of opposite points share their halves. */
    private static void line(double[] g, int at, int stride, double[] out, int to, int toStride, int count) {
        for (int i = 0; i < count; i++) {
            double g0 = g[at + i];
            double g1 = g[at + stride + i];
            double g2 = g[at + 2 * stride + i];
            out[to + i] = F0 * g0;
            double even = FA * (g0 + A * A * g2);
            double odd = FA * A * g1;
            out[to + toStride + i] = even + odd;
            out[to + 2 * toStride + i] = even - odd;
            even = FB * (g0 + B * B * g2);
            odd = FB * B * g1;
            out[to + 3 * toStride + i] = even + odd;
            out[to + 4 * toStride + i] = even - odd;
            out[to + 5 * toStride + i] = g2;
        }
    }
}
