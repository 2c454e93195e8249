package salty.kernels.vector.conv;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import salty.kernels.vector.Numbers;

/** A strip holds the patches of a row, zeros where they reach over the border. */
class StripTest {
    private static final int HEIGHT = 7;
    private static final int WIDTH = 40;

    @ParameterizedTest(name = "{0} x {1} taps, {2} channels, stride {3}, padding {4}, dilation {5}")
    @CsvSource({"3, 3, 1, 1, 1, 1", "3, 3, 3, 2, 0, 1", "7, 7, 3, 2, 3, 1", "3, 3, 2, 1, 0, 1", "3, 3, 3, 1, 1, 1",
            "3, 3, 3, 1, 0, 1", "3, 3, 3, 1, 2, 2",
            "3, 2, 4, 1, 1, 1", "3, 5, 3, 1, 2, 1", "2, 3, 3, 1, 1, 1", "5, 3, 3, 1, 0, 1", "3, 3, 8, 1, 1, 1"})
    void holdsEveryPatch(int kh, int kw, int c, int stride, int padding, int dilation) {
        int outH = (HEIGHT + 2 * padding - (kh - 1) * dilation - 1) / stride + 1;
        int outW = (WIDTH + 2 * padding - kw) / stride + 1;
        ConvGeometry g = new ConvGeometry(2, HEIGHT, WIDTH, c, kh, kw, 5, stride, stride, padding, padding, outH, outW,
                dilation, 1, 1);
        assertThat(Strip.suits(g)).isTrue();
        float[] x = Numbers.random(1, 2 * HEIGHT * WIDTH * c, 1);
        float[] strip = new float[3 + Strip.length(g)];
        for (int row = 0; row < 2 * outH; row++) {
            Strip.gather(g, row, x, strip, 3);
            for (int column = 0; column < outW; column++) {
                for (int tap = 0; tap < kh * kw; tap++) {
                    int i = row % outH * stride - padding + tap / kw * dilation;
                    int j = column * stride - padding + tap % kw;
                    boolean inside = i >= 0 && i < HEIGHT && j >= 0 && j < WIDTH;
                    for (int channel = 0; channel < c; channel++) {
                        float expected = inside ? x[((row / outH * HEIGHT + i) * WIDTH + j) * c + channel] : 0;
                        assertThat(strip[3 + column * Strip.step(g) + Strip.tap(g, tap / kw, tap % kw) + channel])
                                .as("row %d, column %d, tap %d, channel %d", row, column, tap, channel)
                                .isEqualTo(expected);
                    }
                }
            }
        }
    }
}
