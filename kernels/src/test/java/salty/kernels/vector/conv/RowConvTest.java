package salty.kernels.vector.conv;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.util.Arrays;
import java.util.List;
import java.util.Map;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import salty.engine.compile.Program;
import salty.engine.graph.Node;
import salty.engine.graph.Shape;
import salty.engine.op.Add;
import salty.engine.op.Constant;
import salty.engine.op.Conv2d;
import salty.engine.op.Input;
import salty.engine.op.Window;
import salty.kernels.vector.Numbers;
import salty.kernels.vector.VectorBackend;
import salty.kernels.vector.simd.GemmTile;
import salty.kernels.vector.simd.Lanes;

/** Convolutions to few channels, each task with its own patches, against plain loops in float64. */
class RowConvTest {
    @ParameterizedTest(name = "1x1: {0} images of {1} x {2} x {3} to {4} vectors, {5} threads")
    @CsvSource({
        "1, 2, 3, 5, 2, 1", "1, 2, 3, 130, 8, 1", "1, 1, 7, 5, 2, 1", "1, 1, 7, 130, 8, 1", "3, 6, 5, 131, 8, 1", "1, 12, 11, 300, 16, 2",
        "1, 5, 7, 33, 2, 2", "2, 9, 9, 20, 3, 2", "1, 7, 7, 300, 4, 3", "1, 12, 11, 1, 6, 2",
        "3, 6, 5, 17, 8, 1", "1, 30, 31, 24, 10, 2", "1, 14, 14, 260, 12, 2"})
    void agreesWithTheProductOfEachPixel(int n, int h, int w, int c, int vectors, int threads) {
        compare(ConvGeometry.same(n, h, w, c, 1, 1, vectors * Lanes.COUNT), threads);
    }

    @ParameterizedTest(name = "{3}x{3} windows over {0} images of {1} x {2}, stride {4}, {5} channels to {6} vectors")
    @CsvSource({
        "1, 20, 33, 3, 2, 3, 4", "2, 17, 18, 3, 1, 3, 3", "1, 40, 37, 7, 2, 3, 8", "1, 9, 16, 3, 1, 8, 2",
        "1, 24, 34, 5, 2, 1, 6"})
    void agreesWithTheProductOfEachPatch(int n, int h, int w, int size, int stride, int c, int vectors) {
        int outH = Math.ceilDiv(h, stride);
        int outW = Math.ceilDiv(w, stride);
        compare(new ConvGeometry(n, h, w, c, size, size, vectors * Lanes.COUNT, stride, stride, size / 2, size / 2,
                outH, outW, 1, 1, 1), 2);
    }

    @Test
    void leavesOtherConvolutionsToOthers() {
        int two = 2 * Lanes.COUNT;
        assertThat(RowConv.suits(ConvGeometry.same(1, 8, 8, 16, 1, 1, two + 1))).as("half a vector").isFalse();
        assertThat(RowConv.suits(ConvGeometry.same(1, 8, 8, 16, 1, 1, 8 * two))).as("many columns").isFalse();
        assertThat(RowConv.suits(ConvGeometry.same(1, 8, 8, 16, 3, 3, two))).as("patches that overlap").isFalse();
        assertThat(RowConv.suits(ConvGeometry.same(1, 1, 5, 16, 1, 1, two))).as("less than a tile").isFalse();
        assertThat(RowConv.suits(ConvGeometry.same(1, 8, 8, 1025, 1, 1, two))).as("too long a chain").isFalse();
    }

    @Test
    void addsWhatFollows() {
        int k = 3 * Lanes.COUNT;
        Node image = Input.of("image", Shape.of(1, 11, 13, 20));
        Node residual = Input.of("residual", Shape.of(1, 11, 13, k));
        float[] filters = Numbers.random(1, 20 * k, .2);
        Node conv = Conv2d.of(image, Constant.of(Shape.of(1, 1, 20, k), filters),
                Window.valid(1, 1, 1), 1);
        Node sum = Add.of(conv, residual);
        float[] x = Numbers.random(2, 11 * 13 * 20, 1);
        float[] more = Numbers.random(3, 11 * 13 * k, 1);
        double[] expected = direct(ConvGeometry.same(1, 11, 13, 20, 1, 1, k), x, filters, new float[k]);
        for (int i = 0; i < more.length; i++) {
            expected[i] += more[i];
        }
        try (VectorBackend backend = new VectorBackend(2); Program program = Program.compile(backend, List.of(sum))) {
            float[] y = program.run(Map.of(image, x, residual, more)).get(sum);
            assertThat(Numbers.distance(y, expected)).isLessThan(1e-6);
            assertThat(program.explain()).contains("1x1 convolution, patches in place + Add");
        }
    }

    private static void compare(ConvGeometry g, int threads) {
        boolean enough = g.outPixels() >= GemmTile.ROWS;
        assertThat(RowConv.suits(g)).isEqualTo(enough);
        assumeTrue(enough, "fewer pixels than a tile has rows at this width");
        float[] x = Numbers.random(1, g.n() * g.h() * g.w() * g.c(), 1);
        float[] filters = Numbers.random(2, g.patch() * g.k(), .1);
        float[] bias = Numbers.random(3, g.k(), 1);
        RowConv conv = new RowConv(g, threads);
        float[] packed = conv.pack(filters);
        float[] scratch = new float[conv.scratch()];
        Arrays.fill(scratch, Float.NaN);
        float[] y = new float[g.outPixels() * g.k()];
        Arrays.fill(y, Float.NaN);
        int pixels = 0;
        for (int task = 0; task < conv.tasks(); task++) {
            assertThat(conv.firstPixel(task)).isEqualTo(pixels);
            conv.run(task, x, packed, bias, y, scratch, 0);
            pixels += conv.pixels(task);
        }
        assertThat(pixels).isEqualTo(g.outPixels());
        assertThat(Numbers.distance(y, direct(g, x, filters, bias))).isLessThan(1e-6);
    }

    private static double[] direct(ConvGeometry g, float[] x, float[] filters, float[] bias) {
        double[] y = new double[g.outPixels() * g.k()];
        for (int pixel = 0; pixel < g.outPixels(); pixel++) {
            for (int k = 0; k < g.k(); k++) {
                y[pixel * g.k() + k] = bias[k];
            }
            int top = pixel / g.outW() % g.outH() * g.strideH() - g.padTop();
            int left = pixel % g.outW() * g.strideW() - g.padLeft();
            for (int tap = 0; tap < g.kh() * g.kw(); tap++) {
                int row = top + tap / g.kw();
                int column = left + tap % g.kw();
                if (row < 0 || row >= g.h() || column < 0 || column >= g.w()) {
                    continue;
                }
                int from = ((pixel / (g.outW() * g.outH()) * g.h() + row) * g.w() + column) * g.c();
                for (int i = 0; i < g.c() * g.k(); i++) {
                    y[pixel * g.k() + i % g.k()] += (double) x[from + i / g.k()] * filters[tap * g.c() * g.k() + i];
                }
            }
        }
        return y;
    }
}
