package salty.kernels.vector.conv;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import salty.kernels.parallel.Parallel;
import salty.kernels.vector.Epilogue;
import salty.kernels.vector.Numbers;
import salty.kernels.vector.simd.Gemm;
import salty.kernels.vector.simd.GemmTile;

/** Winograd's convolution against the direct one in float64. */
class WinogradConv3x3Test {
    private static final Parallel PARALLEL = new Parallel(2);

    @AfterAll
    static void close() {
        PARALLEL.close();
    }

    @ParameterizedTest(name =
            "{0} images of {1} x {2} x {3} to {4} channels, pad {5}, tiles of {6}, blocks of {7}, by tiles: {8}")
    @CsvSource({
        "1,  8,  8,  8, 16, 1, 4,  4, true", "2,  9,  7,  5, 19, 1, 4,  4, true", "2,  9, 7, 5, 19, 0, 4, 40, false",
        "1,  4,  4, 16, 32, 2, 4, 12, false", "1, 5, 3, 1, 1, 1, 4, 6, true", "1, 14, 14, 32, 33, 1, 4, 12, false",
        "1,  7,  7, 24, 50, 1, 2, 18, false", "2,  5,  8,  5, 19, 0, 2, 12, true", "1, 3, 4, 140, 9, 2, 2, 6, false"})
    void agreesWithTheDirectConvolution(int n, int h, int w, int c, int k, int pad, int out, int block,
                                        boolean byTiles) {
        ConvGeometry g = geometry(n, h, w, c, k, pad);
        double[] expected = direct(g, input(g), filters(g), bias(g));
        assertThat(Numbers.distance(run(g, new Epilogue(null, false, false, null), out, block, byTiles, null),
                expected))
                .isLessThan(1e-6);
        for (int i = 0; i < expected.length; i++) {
            expected[i] = Math.max(0, expected[i]);
        }
        assertThat(Numbers.distance(run(g, new Epilogue(null, true, false, null), out, block, byTiles, null), expected))
                .as("rectified").isLessThan(1e-6);
    }

    @ParameterizedTest
    @CsvSource({"8, 8, 16, 4", "7, 9, 5, 4", "7, 9, 5, 2"})
    void poolsWhatItRectifies(int h, int w, int k, int out) {
        ConvGeometry g = geometry(2, h, w, 6, k, 1);
        double[] whole = direct(g, input(g), filters(g), bias(g));
        double[] pooled = new double[2 * (h / 2) * (w / 2) * k];
        for (int i = 0; i < pooled.length; i++) {
            int column = i / k % (w / 2);
            int row = i / k / (w / 2) % (h / 2);
            int at = ((i / k / (w / 2) / (h / 2) * h + 2 * row) * w + 2 * column) * k + i % k;
            pooled[i] = Math.max(0, Math.max(Math.max(whole[at], whole[at + k]),
                    Math.max(whole[at + w * k], whole[at + w * k + k])));
        }
        assertThat(Numbers.distance(run(g, new Epilogue(null, true, true, null), out, 6, true, null), pooled))
                .isLessThan(1e-6);
    }

    @ParameterizedTest
    @CsvSource({"8, 8, 16, 4", "7, 9, 5, 4", "7, 9, 5, 2"})
    void letsThroughWhereTheMaskIsPositive(int h, int w, int k, int out) {
        ConvGeometry g = geometry(1, h, w, 6, k, 1);
        double[] expected = direct(g, input(g), filters(g), bias(g));
        float[] mask = Numbers.random(5, expected.length, 1);
        for (int i = 0; i < expected.length; i++) {
            expected[i] = mask[i] > 0 ? expected[i] : 0;
        }
        assertThat(Numbers.distance(run(g, new Epilogue(null, false, false, null), out, 6, true, mask), expected))
                .isLessThan(1e-6);
    }

    @ParameterizedTest
    @ValueSource(ints = {2, 4})
    void isAsExactOnManyChannelsOfARectifiedImage(int out) {
        ConvGeometry g = geometry(1, 8, 8, 256, 32, 1);
        double[] expected = direct(g, input(g), filters(g), bias(g));
        assertThat(Numbers.distance(run(g, new Epilogue(null, false, false, null), out, 12, false, null), expected))
                .isLessThan(1e-6);
    }

    @Test
    void doesNotDependOnTheThreads() {
        ConvGeometry g = geometry(1, 30, 30, 16, 24, 1);
        try (Parallel alone = new Parallel(1); Parallel three = new Parallel(3)) {
            float[] one = run(alone, g, new Epilogue(null, true, false, null), 4, 12, true, null);
            assertThat(run(three, g, new Epilogue(null, true, false, null), 4, 12, true, null)).isEqualTo(one);
        }
    }

    private static ConvGeometry geometry(int n, int h, int w, int c, int k, int pad) {
        return new ConvGeometry(n, h, w, c, 3, 3, k, 1, 1, pad, pad, h + 2 * pad - 2, w + 2 * pad - 2, 1, 1, 1);
    }

    private static float[] input(ConvGeometry g) {
        float[] x = Numbers.random(1, g.n() * g.h() * g.w() * g.c(), 1);
        for (int i = 0; i < x.length; i++) {
            x[i] = Math.max(0, x[i]);
        }
        return x;
    }

    private static float[] filters(ConvGeometry g) {
        return Numbers.random(2, 9 * g.c() * g.k(), Math.sqrt(2.0 / 9 / g.c()));
    }

    private static float[] bias(ConvGeometry g) {
        return Arrays.copyOf(Numbers.random(3, g.k(), .1), Gemm.panels(g.k()) * GemmTile.COLUMNS);
    }

    private static float[] run(ConvGeometry g, Epilogue epilogue, int out, int block, boolean byTiles, float[] mask) {
        return run(PARALLEL, g, epilogue, out, block, byTiles, mask);
    }

    private static float[] run(Parallel parallel, ConvGeometry g, Epilogue epilogue, int out, int block,
                               boolean byTiles, float[] mask) {
        float[] u = new float[WinogradFilter.length(g.c(), g.k(), out)];
        for (int panel = 0; panel < Gemm.panels(g.k()); panel++) {
            WinogradFilter.transformPanel(filters(g), g.c(), g.k(), panel, out, u);
        }
        WinogradConv3x3 conv = new WinogradConv3x3(g, epilogue.relu(), epilogue.pool(), parallel.threads(), out, block, byTiles);
        float[] scratch = new float[(int) conv.scratch()];
        Arrays.fill(scratch, Float.NaN);
        int shrink = epilogue.pool() ? 2 : 1;
        float[] y = new float[g.n() * (g.outH() / shrink) * (g.outW() / shrink) * g.k()];
        conv.run(parallel, input(g), u, 0, bias(g), 0, mask, y, scratch);
        return y;
    }

    private static double[] direct(ConvGeometry g, float[] x, float[] filters, float[] bias) {
        double[] y = new double[g.outPixels() * g.k()];
        for (int i = 0; i < y.length; i++) {
            int k = i % g.k();
            int column = i / g.k() % g.outW() - g.padLeft();
            int row = i / g.k() / g.outW() % g.outH() - g.padTop();
            int image = i / g.k() / g.outW() / g.outH();
            y[i] = bias[k];
            for (int tap = 0; tap < 9; tap++) {
                int r = row + tap / 3;
                int s = column + tap % 3;
                if (r >= 0 && r < g.h() && s >= 0 && s < g.w()) {
                    for (int c = 0; c < g.c(); c++) {
                        y[i] += (double) x[((image * g.h() + r) * g.w() + s) * g.c() + c]
                                * filters[(tap * g.c() + c) * g.k() + k];
                    }
                }
            }
        }
        return y;
    }
}
