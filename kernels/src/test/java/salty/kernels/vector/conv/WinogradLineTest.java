package salty.kernels.vector.conv;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import salty.kernels.parallel.Parallel;
import salty.kernels.vector.Numbers;
import salty.kernels.vector.simd.Lanes;

/** Winograd's algorithm along lines against plain loops in float64. */
class WinogradLineTest {
    private static final Parallel PARALLEL = new Parallel(2);
    private static final int C = 2 * Lanes.COUNT;
    private static final int K = 5 * Lanes.COUNT;

    @AfterAll
    static void close() {
        PARALLEL.close();
    }

    @ParameterizedTest(name = "{0} images of {1} x {2}, window {3} x {4}, padding {5}, {6}")
    @CsvSource({
        "2, 5, 9, 1, 7, 0, 3", "1, 3, 17, 1, 7, 0, 0", "1, 2, 1, 1, 7, 0, 6",
        "2, 9, 5, 7, 1, 3, 0", "1, 8, 3, 7, 1, 0, 0", "1, 2, 4, 7, 1, 5, 0",
        "2, 6, 8, 1, 3, 0, 1", "1, 3, 5, 1, 3, 0, 0", "2, 8, 6, 3, 1, 1, 0", "1, 3, 2, 3, 1, 2, 0",
        "2, 9, 11, 5, 5, 2, 2", "1, 5, 5, 5, 5, 0, 0", "1, 3, 4, 5, 5, 4, 3"})
    void agreesWithTheDirectConvolution(int n, int h, int w, int kh, int kw, int top, int left) {
        ConvGeometry g = new ConvGeometry(n, h, w, C, kh, kw, K, 1, 1, top, left,
                h + 2 * top - kh + 1, w + 2 * left - kw + 1, 1, 1, 1);
        assertThat(WinogradLine.suits(g)).isTrue();
        float[] x = Numbers.random(1, n * h * w * C, 1);
        float[] filters = Numbers.random(2, kh * kw * C * K, 0.1);
        float[] bias = Numbers.random(3, K, 1);
        WinogradLine conv = new WinogradLine(g, 2);
        float[] y = new float[g.outPixels() * K];
        int[] visits = new int[y.length];
        conv.run(PARALLEL, x, conv.transform(filters, PARALLEL), bias, 0, y, new float[(int) conv.scratch()],
                (worker, at, step, pixels) -> {
                    for (int i = 0; i < pixels * K; i++) {
                        visits[at + i / K * step + i % K]++;
                    }
                });
        assertThat(Numbers.distance(y, direct(g, x, filters, bias))).isLessThan(2e-6);
        assertThat(visits).as("what follows sees every pixel once").containsOnly(1);
    }

    @Test
    void leavesOtherWindowsToOthers() {
        assertThat(WinogradLine.suits(ConvGeometry.same(1, 9, 9, C, 3, 3, K))).isFalse();
        assertThat(WinogradLine.suits(ConvGeometry.same(1, 9, 9, C, 1, 1, K))).isFalse();
        assertThat(WinogradLine.suits(ConvGeometry.same(1, 9, 9, C + 1, 1, 7, K))).isFalse();
        assertThat(WinogradLine.suits(new ConvGeometry(1, 9, 9, C, 5, 5, K, 2, 2, 2, 2, 5, 5, 1, 1, 1))).isFalse();
    }

    private static double[] direct(ConvGeometry g, float[] x, float[] filters, float[] bias) {
        double[] y = new double[g.outPixels() * g.k()];
        for (int pixel = 0; pixel < g.outPixels(); pixel++) {
            for (int k = 0; k < g.k(); k++) {
                y[pixel * g.k() + k] = bias[k];
            }
            int top = pixel / g.outW() % g.outH() - g.padTop();
            int left = pixel % g.outW() - g.padLeft();
            for (int tap = 0; tap < g.kh() * g.kw(); tap++) {
                int i = top + tap / g.kw();
                int j = left + tap % g.kw();
                if (i < 0 || i >= g.h() || j < 0 || j >= g.w()) {
                    continue;
                }
                int at = ((pixel / (g.outW() * g.outH()) * g.h() + i) * g.w() + j) * g.c();
                for (int c = 0; c < g.c(); c++) {
                    for (int k = 0; k < g.k(); k++) {
                        y[pixel * g.k() + k] += (double) x[at + c] * filters[(tap * g.c() + c) * g.k() + k];
                    }
                }
            }
        }
        return y;
    }
}
