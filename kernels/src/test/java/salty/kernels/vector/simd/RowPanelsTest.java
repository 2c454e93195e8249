package salty.kernels.vector.simd;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import salty.kernels.vector.Numbers;

/** Whichever way the rows of a product's left-hand side come, each element is packed to its place. */
class RowPanelsTest {
    @ParameterizedTest
    @CsvSource({"1, 1", "3, 24", "12, 128", "13, 45", "50, 7", "7, 300"})
    void packsRows(int m, int k) {
        float[] rows = Numbers.random(1, 2 + m * (k + 1), 1);
        float[] packed = new float[3 + RowPanels.count(m) * RowPanels.length(k)];
        RowPanels.pack(rows, 2, k + 1, m, k, packed, 3);
        for (int row = 0; row < m; row++) {
            for (int i = 0; i < k; i++) {
                assertThat(element(packed, k, row, i)).as("(%d, %d)", row, i).isEqualTo(rows[2 + row * (k + 1) + i]);
            }
        }
    }

    @ParameterizedTest
    @CsvSource({"1, 1", "3, 24", "12, 128", "13, 45", "50, 7"})
    void packsRowsThatStandAsColumns(int m, int k) {
        float[] columns = Numbers.random(1, 2 + k * (m + 1), 1);
        float[] packed = new float[3 + RowPanels.count(m) * RowPanels.length(k)];
        RowPanels.packColumns(columns, 2, m + 1, m, k, packed, 3);
        for (int row = 0; row < m; row++) {
            for (int i = 0; i < k; i++) {
                assertThat(element(packed, k, row, i)).as("(%d, %d)", row, i).isEqualTo(columns[2 + i * (m + 1) + row]);
            }
        }
    }

    private static float element(float[] packed, int k, int row, int column) {
        int panel = 3 + row / GemmTile.ROWS * RowPanels.length(k);
        return packed[panel + RowPanels.place(row % GemmTile.ROWS, column)];
    }
}
