package salty.kernels.vector.conv;

import static salty.kernels.vector.conv.WinogradTransform.IN;
import static salty.kernels.vector.simd.Lanes.COUNT;
import static salty.kernels.vector.simd.Lanes.SPECIES;

import jdk.incubator.vector.FloatVector;

import salty.kernels.vector.simd.Gemm;
import salty.kernels.vector.simd.GemmTile;

/**
 * The filter's half of Winograd's F(4x4, 3x3), U = G g G^T, for filters that learn: once a step, before the products.
 * {@link WinogradFilter} has G, and transforms filters that stay as they are; here it is float32, with lanes along
 * output channels, and no memory but the run's scratch.
 */
public final class LearnedFilter {
    /** Input channels of a task. */
    private static final int CHANNELS = 16;
    private static final int WIDTH = GemmTile.COLUMNS;
    private static final int TAPS = 9;
    private static final float A2 = (float) (WinogradTransform.A * WinogradTransform.A);
    private static final float B2 = (float) (WinogradTransform.B * WinogradTransform.B);
    private static final float F0 = (float) WinogradFilter.F0;
    private static final float FA = (float) WinogradFilter.FA;
    private static final float FB = (float) WinogradFilter.FB;
    private static final float FA1 = (float) (WinogradFilter.FA * WinogradTransform.A);
    private static final float FB1 = (float) (WinogradFilter.FB * WinogradTransform.B);

    private LearnedFilter() {
    }

    /** Tasks of {@link #transform}: a few input channels of a panel each. */
    public static int tasks(int c, int k) {
        return Gemm.panels(k) * chunks(c);
    }

    private static int chunks(int c) {
        return (c + CHANNELS - 1) / CHANNELS;
    }

    /** Floats of scratch that one worker needs for {@link #transform}. */
    public static int scratch() {
        return (TAPS + 3 * IN) * WIDTH;
    }

    /**
     * One task of filters (3, 3, c, k) to what {@link WinogradFilter#transformPanel} makes of them, at {@code u[uAt]}.
     */
    public static void transform(int task, float[] filters, int c, int k, float[] u, int uAt, float[] scratch, int offset) {
        int panel = task / chunks(c);
        int first = panel * WIDTH;
        int columns = Math.min(WIDTH, k - first);
        int width = Gemm.width(columns);
        int positionStride = Gemm.packedLength(c, k);
        int half = offset + TAPS * WIDTH;
        int begin = task % chunks(c) * CHANNELS;
        for (int channel = begin; channel < Math.min(c, begin + CHANNELS); channel++) {
            for (int tap = 0; tap < TAPS; tap++) {
                int to = offset + tap * WIDTH;
                System.arraycopy(filters, (tap * c + channel) * k + first, scratch, to, columns);
                for (int j = columns; j < width; j++) {
                    scratch[to + j] = 0;
                }
            }
            for (int s = 0; s < 3; s++) {
                line(scratch, offset + s * WIDTH, 3 * WIDTH, width, scratch, half + s * WIDTH, 3 * WIDTH);
            }
            int to = uAt + first * c + channel * width;
            for (int i = 0; i < IN; i++) {
                line(scratch, half + i * 3 * WIDTH, WIDTH, width, u, to + i * IN * positionStride, positionStride);
            }
        }
    }

    /** G times a column of three rows of a panel's width. */
    private static void line(float[] g, int at, int stride, int width, float[] out, int to, int toStride) {
        FloatVector a2 = FloatVector.broadcast(SPECIES, A2);
        FloatVector b2 = FloatVector.broadcast(SPECIES, B2);
        for (int i = 0; i < width; i += COUNT) {
            FloatVector g0 = FloatVector.fromArray(SPECIES, g, at + i);
            FloatVector g1 = FloatVector.fromArray(SPECIES, g, at + stride + i);
            FloatVector g2 = FloatVector.fromArray(SPECIES, g, at + 2 * stride + i);
            g0.mul(F0).intoArray(out, to + i);
            FloatVector even = g2.fma(a2, g0).mul(FA);
            FloatVector odd = g1.mul(FA1);
            even.add(odd).intoArray(out, to + toStride + i);
            even.sub(odd).intoArray(out, to + 2 * toStride + i);
            even = g2.fma(b2, g0).mul(FB);
            odd = g1.mul(FB1);
            even.add(odd).intoArray(out, to + 3 * toStride + i);
            even.sub(odd).intoArray(out, to + 4 * toStride + i);
            g2.intoArray(out, to + 5 * toStride + i);
        }
    }
}
