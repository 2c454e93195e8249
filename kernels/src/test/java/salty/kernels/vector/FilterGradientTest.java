package salty.kernels.vector;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import salty.kernels.parallel.Parallel;
import salty.kernels.vector.conv.ConvGeometry;
import salty.kernels.vector.conv.StripFilterGradient;

/** The filters' adjoint from strips against the direct sum in float64. */
class FilterGradientTest {
    private static final Parallel PARALLEL = new Parallel(2);

    @AfterAll
    static void close() {
        PARALLEL.close();
    }

    @ParameterizedTest(name = "{0} images of {1} x {2} x {3}, filters of {4} x {5} to {6} channels, stride {7}, pad {8}")
    @CsvSource({
        "2, 5, 19, 3, 3, 3, 10, 1, 1", "1, 8, 40, 3, 7, 7, 26, 2, 3", "1, 9, 21, 8, 2, 4, 8, 1, 0",
        "40, 3, 16, 1, 3, 3, 1, 1, 1"})
    void agreesFromStrips(int n, int h, int w, int c, int kh, int kw, int k, int stride, int pad) {
        ConvGeometry g = new ConvGeometry(n, h, w, c, kh, kw, k, stride, stride, pad, pad,
                (h + 2 * pad - kh) / stride + 1,
                (w + 2 * pad - kw) / stride + 1, 1, 1, 1);
        assertThat(Numbers.distance(strips(g, PARALLEL), direct(g))).isLessThan(1e-6);
    }

    @Test
    void doesNotDependOnTheThreads() {
        ConvGeometry g = ConvGeometry.same(3, 20, 20, 7, 3, 3, 12);
        try (Parallel alone = new Parallel(1); Parallel three = new Parallel(3)) {
            assertThat(strips(g, three)).isEqualTo(strips(g, alone));
        }
    }

    private static float[] strips(ConvGeometry g, Parallel parallel) {
        StripFilterGradient gradient = new StripFilterGradient(g);
        float[] f = new float[g.patch() * g.k()];
        gradient.run(parallel, x(g), dy(g), f, unset(gradient.scratch(parallel.threads())));
        return f;
    }

    private static float[] unset(long length) {
        float[] scratch = new float[(int) length];
        Arrays.fill(scratch, Float.NaN);
        return scratch;
    }

    private static float[] x(ConvGeometry g) {
        return Numbers.random(1, g.n() * g.h() * g.w() * g.c(), 1);
    }

    private static float[] dy(ConvGeometry g) {
        return Numbers.random(2, g.outPixels() * g.k(), 1);
    }

    private static double[] direct(ConvGeometry g) {
        float[] x = x(g);
        float[] dy = dy(g);
        double[] f = new double[g.patch() * g.k()];
        for (int at = 0; at < f.length * g.outPixels(); at++) {
            int pixel = at / f.length;
            int element = at % f.length;
            int tap = element / g.k() / g.c();
            int i = pixel / g.outW() % g.outH() * g.strideH() - g.padTop() + tap / g.kw();
            int j = pixel % g.outW() * g.strideW() - g.padLeft() + tap % g.kw();
            if (i >= 0 && i < g.h() && j >= 0 && j < g.w()) {
                int image = pixel / (g.outH() * g.outW());
                f[element] += (double) x[((image * g.h() + i) * g.w() + j) * g.c() + element / g.k() % g.c()]
                        * dy[pixel * g.k() + element % g.k()];
            }
        }
        return f;
    }
}
