package salty.kernels.vector;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Whichever way the rows of a product's left-hand side come, they are packed alike. */
class RowPanelsTest {
    @ParameterizedTest
    @CsvSource({"1, 1", "3, 24", "12, 128", "13, 45", "50, 7"})
    void packsColumnsLikeRows(int m, int k) {
        float[] rows = Numbers.random(1, m * k, 1);
        float[] columns = new float[k * m];
        for (int i = 0; i < m; i++) {
            for (int j = 0; j < k; j++) {
                columns[j * m + i] = rows[i * k + j];
            }
        }
        float[] expected = new float[RowPanels.count(m) * RowPanels.length(k)];
        RowPanels.pack(rows, 0, k, m, k, expected, 0);
        float[] packed = new float[expected.length];
        RowPanels.packColumns(columns, 0, m, m, k, packed, 0);
        for (int panel = 0; panel < RowPanels.count(m); panel++) {
            int there = Math.min(GemmTile.ROWS, m - panel * GemmTile.ROWS);
            int at = panel * RowPanels.length(k);
            assertThat(rows(packed, at, there, 0, k)).as("panel %d", panel)
                    .isEqualTo(rows(expected, at, there, 0, k));
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {16, 64})
    void packsBlocksOfManyMatricesLikeEachByItself(int length) {
        int matrices = 5;
        int matrix = GemmTile.ROWS * RowPanels.BLOCK;
        float[] blocks = Numbers.random(1, matrices * matrix, 1);
        int panel = RowPanels.length(2 * RowPanels.BLOCK);
        float[] packed = new float[matrices * panel];
        RowPanels.packBlocks(blocks, 0, matrices, length, packed, 0, panel, RowPanels.BLOCK);
        for (int p = 0; p < matrices; p++) {
            float[] rows = new float[GemmTile.ROWS * 2 * RowPanels.BLOCK];
            for (int row = 0; row < GemmTile.ROWS; row++) {
                System.arraycopy(blocks, p * matrix + row * RowPanels.BLOCK,
                        rows, (2 * row + 1) * RowPanels.BLOCK, length);
            }
            float[] expected = new float[panel];
            RowPanels.pack(rows, 0, 2 * RowPanels.BLOCK, GemmTile.ROWS, 2 * RowPanels.BLOCK, expected, 0);
            assertThat(rows(packed, p * panel, GemmTile.ROWS, RowPanels.BLOCK, RowPanels.BLOCK + length))
                    .as("matrix %d", p)
                    .isEqualTo(rows(expected, 0, GemmTile.ROWS, RowPanels.BLOCK, RowPanels.BLOCK + length));
        }
    }

    /** Columns [from, to) of the rows of a panel, without what lies between them. */
    private static float[] rows(float[] packed, int panel, int rows, int from, int to) {
        float[] values = new float[rows * (to - from)];
        for (int i = 0; i < values.length; i++) {
            values[i] = packed[panel + RowPanels.place(i / (to - from), from + i % (to - from))];
        }
        return values;
    }
}
