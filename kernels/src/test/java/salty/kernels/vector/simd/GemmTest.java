package salty.kernels.vector.simd;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import salty.kernels.vector.Numbers;

/** The packed product, at sizes that leave rows, columns and depth behind the tile. */
class GemmTest {
    @ParameterizedTest
    @CsvSource({"1, 1, 1", "6, 16, 8", "12, 32, 64", "13, 33, 5", "97, 70, 31", "7, 17, 1100", "9, 40, 129"})
    void multipliesAndAddsTheBias(int m, int n, int k) {
        float[] a = Numbers.random(1, m * k, 1);
        float[] b = Numbers.random(2, k * n, 1);
        float[] bias = Arrays.copyOf(Numbers.random(3, n, 1), Gemm.panels(n) * GemmTile.COLUMNS);
        double[] expected = Numbers.product(m, k, n, a, b);
        for (int i = 0; i < expected.length; i++) {
            expected[i] += bias[i % n];
        }
        float[] c = new float[m * n];
        Arrays.fill(c, Float.NaN);

        float[] packed = packed(b, n, 1, k, n);
        Gemm.multiply(m, n, k, a, 0, k, 1, packed, 0, bias, c, 0, n, new float[Gemm.scratch()], 0);
        assertThat(Numbers.distance(c, expected)).isLessThan(1e-6);

        Gemm.multiply(m, n, k, a, 0, k, 1, packed, 0, null, c, 0, n, new float[Gemm.scratch()], 0);
        for (int i = 0; i < expected.length; i++) {
            expected[i] += expected[i] - bias[i % n];
        }
        assertThat(Numbers.distance(c, expected)).as("added to what was there").isLessThan(1e-6);
    }

    @ParameterizedTest
    @CsvSource({"5, 33, 18", "2, 70, 45"})
    void packsATransposedMatrixAlike(int m, int n, int k) {
        float[] b = Numbers.random(2, k * n, 1);
        float[] turned = new float[n * k];
        for (int i = 0; i < k; i++) {
            for (int j = 0; j < n; j++) {
                turned[j * k + i] = b[i * n + j];
            }
        }
        assertThat(packed(turned, 1, k, k, n)).isEqualTo(packed(b, n, 1, k, n));
    }

    @ParameterizedTest
    @CsvSource({"5, 33, 18", "97, 24, 140"})
    void multipliesATransposedMatrixAlike(int m, int n, int k) {
        float[] a = Numbers.random(1, m * k, 1);
        float[] turned = new float[k * m];
        for (int i = 0; i < m; i++) {
            for (int j = 0; j < k; j++) {
                turned[j * m + i] = a[i * k + j];
            }
        }
        float[] packed = packed(Numbers.random(2, k * n, 1), n, 1, k, n);
        float[] bias = new float[Lanes.roundUp(n)];
        float[] c = new float[m * n];
        Gemm.multiply(m, n, k, a, 0, k, 1, packed, 0, bias, c, 0, n, new float[Gemm.scratch()], 0);
        float[] same = new float[m * n];
        Gemm.multiply(m, n, k, turned, 0, 1, m, packed, 0, bias, same, 0, n, new float[Gemm.scratch()], 0);
        assertThat(same).isEqualTo(c);
    }

    private static float[] packed(float[] b, int rowStride, int columnStride, int k, int n) {
        float[] packed = new float[Gemm.packedLength(k, n)];
        Gemm.pack(b, 0, rowStride, columnStride, k, n, packed, 0);
        return packed;
    }
}
