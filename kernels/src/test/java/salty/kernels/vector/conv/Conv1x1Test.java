package salty.kernels.vector.conv;

import static org.assertj.core.api.Assertions.assertThat;

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
import salty.engine.op.Conv2d;
import salty.engine.op.Input;
import salty.engine.op.Relu;
import salty.engine.op.Window;
import salty.engine.reference.Reference;
import salty.kernels.parallel.Parallel;
import salty.kernels.vector.Numbers;
import salty.kernels.vector.VectorBackend;
import salty.kernels.vector.simd.Gemm;
import salty.kernels.vector.simd.Lanes;

/** 1x1 convolutions of few pixels, packed once for all their tasks, against plain loops in float64. */
class Conv1x1Test {
    @ParameterizedTest(name = "{0} images of {1} x {2} x {3} to {4}, stride {5}, {6} threads")
    @CsvSource({
        "1, 7, 7, 20, 50, 1, 2", "2, 5, 3, 300, 24, 1, 2", "1, 14, 14, 260, 90, 1, 3", "3, 9, 9, 130, 200, 2, 2",
        "1, 8, 6, 64, 33, 2, 1", "1, 1, 1, 7, 5, 1, 2", "2, 15, 15, 16, 520, 1, 1", "1, 10, 7, 40, 17, 3, 4"})
    void agreesWithTheProductOfEachPixel(int n, int h, int w, int c, int k, int stride, int threads) {
        ConvGeometry g = new ConvGeometry(n, h, w, c, 1, 1, k, stride, stride, 0, 0,
                (h - 1) / stride + 1, (w - 1) / stride + 1, 1, 1, 1);
        assertThat(Conv1x1.suits(g)).isTrue();
        float[] x = Numbers.random(1, n * h * w * c, 1);
        float[] filters = Numbers.random(2, c * k, .1);
        float[] bias = Arrays.copyOf(Numbers.random(3, k, 1), Lanes.roundUp(k));
        float[] packed = new float[Gemm.packedLength(c, k)];
        Gemm.pack(filters, 0, k, 1, c, k, packed, 0);
        Conv1x1 conv = new Conv1x1(g, threads);
        float[] scratch = new float[conv.scratch()];
        Arrays.fill(scratch, Float.NaN);
        float[] y = new float[g.outPixels() * k];
        int[] visits = new int[y.length];
        try (Parallel parallel = new Parallel(threads)) {
            conv.run(parallel, x, packed, 0, bias, 0, scratch, (worker, sums, step, at, rows, columns) -> {
                for (int i = 0; i < rows * columns; i++) {
                    int to = at + i / columns * k + i % columns;
                    y[to] = scratch[sums + i / columns * step + i % columns];
                    visits[to]++;
                }
            });
        }
        assertThat(Numbers.distance(y, direct(g, x, filters, bias))).isLessThan(1e-6);
        assertThat(visits).as("every element is finished once").containsOnly(1);
    }

    @Test
    void leavesOtherConvolutionsToOthers() {
        assertThat(Conv1x1.suits(ConvGeometry.same(1, 56, 56, 16, 1, 1, 16))).as("many pixels").isFalse();
        assertThat(Conv1x1.suits(ConvGeometry.same(1, 7, 7, 16, 3, 3, 16))).as("a window").isFalse();
        assertThat(Conv1x1.suits(new ConvGeometry(1, 7, 7, 16, 1, 1, 16, 1, 1, 1, 1, 9, 9, 1, 1, 1)))
                .as("a border").isFalse();
    }

    @ParameterizedTest(name = "{0} pixels of {1} to {2} channels")
    @CsvSource({"6, 30, 43", "40, 20, 43"})
    void addsAResidualAndRectifies(int size, int c, int k) {
        Node image = Input.of("image", Shape.of(1, size, size, c));
        Node filter = Input.of("filter", Shape.of(1, 1, c, k));
        Node other = Input.of("other", Shape.of(1, 1, c, k));
        Node residual = Input.of("residual", Shape.of(1, size, size, k));
        Node conv = Conv2d.of(image, filter, Window.valid(1, 1, 1), 1);
        Node left = Relu.of(Add.of(conv, residual));
        Node right = Relu.of(Add.of(residual, Conv2d.of(image, other, Window.valid(1, 1, 1), 1)));
        float[] x = Numbers.random(5, size * size * c, 1);
        float[] weights = Numbers.random(6, c * k, .2);
        float[] more = Numbers.random(7, size * size * k, 1);
        List<Node> outputs = List.of(left, right);
        Map<Node, double[]> expected = Reference.evaluate(outputs,
                Map.of(image, wide(x), filter, wide(weights), other, wide(weights), residual, wide(more)));
        try (VectorBackend backend = new VectorBackend(2); Program program = Program.compile(backend, outputs)) {
            Map<Node, float[]> y = program.run(Map.of(image, x, filter, weights, other, weights, residual, more));
            for (Node output : outputs) {
                assertThat(Numbers.distance(y.get(output), expected.get(output))).isLessThan(1e-6);
            }
            assertThat(program.explain()).contains("1x1 convolution + Add + Relu");
        }
    }

    private static double[] wide(float[] values) {
        double[] wide = new double[values.length];
        for (int i = 0; i < values.length; i++) {
            wide[i] = values[i];
        }
        return wide;
    }

    private static double[] direct(ConvGeometry g, float[] x, float[] filters, float[] bias) {
        double[] y = new double[g.outPixels() * g.k()];
        for (int pixel = 0; pixel < g.outPixels(); pixel++) {
            int row = pixel / g.outW() % g.outH() * g.strideH();
            int column = pixel % g.outW() * g.strideW();
            int from = ((pixel / (g.outW() * g.outH()) * g.h() + row) * g.w() + column) * g.c();
            for (int k = 0; k < g.k(); k++) {
                y[pixel * g.k() + k] = bias[k];
                for (int c = 0; c < g.c(); c++) {
                    y[pixel * g.k() + k] += (double) x[from + c] * filters[c * g.k() + k];
                }
            }
        }
        return y;
    }
}
