package salty.kernels.vector;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.Arrays;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import salty.engine.graph.Tensor;
import salty.kernels.vector.simd.Gemv;

/** Dense layers on weights in native memory, which in a mapped file may lie at any byte. */
class DenseTest {
    @ParameterizedTest
    @CsvSource({"1, 1", "8, 16", "33, 45", "70, 1100", "131, 7"})
    void multipliesARowAndSkipsItsZeros(int rows, int columns) {
        float[] w = Numbers.random(1, rows * columns, 1);
        float[] x = Numbers.random(2, rows, 1);
        for (int i = 0; i < rows; i += 3) {
            x[i] = 0;
        }
        float[] list = new float[2 * rows + 2];
        int count = Gemv.nonZeros(x, 0, rows, list, 0);
        assertThat(count).isEqualTo(rows - (rows + 2) / 3);
        float[] y = new float[columns];
        int middle = columns / 2;
        Gemv.forward(unaligned(w), columns, list, 0, count, 0, middle, y, 0);
        Gemv.forward(unaligned(w), columns, list, 0, count, middle, columns, y, 0);
        assertThat(Numbers.distance(y, Numbers.product(1, rows, columns, x, w))).isLessThan(1e-6);
    }

    @ParameterizedTest
    @CsvSource({"1, 1", "8, 16", "33, 45", "7, 1100"})
    void multipliesFromTheOtherSide(int rows, int columns) {
        float[] w = Numbers.random(1, rows * columns, 1);
        float[] y = Numbers.random(2, columns, 1);
        float[] x = new float[rows];
        Gemv.backward(unaligned(w), columns, 0, rows, y, 0, x, 0);
        assertThat(Numbers.distance(x, Numbers.product(rows, columns, 1, w, y))).isLessThan(1e-6);
    }

    @ParameterizedTest
    @CsvSource({"2, 8, 16", "8, 300, 45", "13, 131, 600", "3, 70, 4096"})
    void multipliesABatch(int m, int k, int n) {
        float[] w = Numbers.random(1, k * n, 1);
        float[] x = Numbers.random(2, m * k, 1);
        float[] scratch = new float[DenseBatch.scratch()];
        Arrays.fill(scratch, Float.NaN);
        float[] y = new float[m * n];
        int width = DenseBatch.stripColumns(n, 2);
        float[] bias = new float[(n + width - 1) / width * width];
        for (int from = 0; from < n; from += width) {
            DenseBatch.strip(m, k, n, from, Math.min(width, n - from), x, unaligned(w), bias, y, scratch, 0);
        }
        assertThat(Numbers.distance(y, Numbers.product(m, k, n, x, w))).isLessThan(1e-6);
    }

    private static MemorySegment unaligned(float[] values) {
        MemorySegment segment = Arena.ofAuto().allocate(4L * values.length + 1).asSlice(1);
        MemorySegment.copy(values, 0, segment, Tensor.FLOAT, 0, values.length);
        return segment;
    }
}
