package salty.kernels.vector.conv;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import salty.kernels.vector.Numbers;

/** Depthwise convolutions against plain loops in float64, windows that reach over every border among them. */
class DepthwiseConv2dTest {
    private static final int HEIGHT = 6;
    private static final int CHANNELS = 21;

    @ParameterizedTest(name = "{0}x{0} taps, stride {1}, dilation {2}")
    @CsvSource({"3, 1, 1", "3, 2, 1", "3, 3, 1", "3, 1, 2", "3, 2, 2", "2, 1, 1", "4, 2, 1", "5, 1, 1", "7, 2, 1"})
    void agreesWithPlainLoopsForAnyWidthAndPadding(int taps, int stride, int dilation) {
        for (int width = 1; width <= 9; width++) {
            for (int left = 0; left < 4; left++) {
                for (int right = 0; right < 4; right++) {
                    int outW = Math.floorDiv(width + left + right - (taps - 1) * dilation - 1, stride) + 1;
                    int outH = Math.floorDiv(HEIGHT + left + 1 - (taps - 1) * dilation - 1, stride) + 1;
                    if (outW < 1 || outH < 1) {
                        continue;
                    }
                    check(new ConvGeometry(2, HEIGHT, width, CHANNELS, taps, taps, CHANNELS, stride, stride, left, left,
                            outH, outW, dilation, dilation, CHANNELS));
                }
            }
        }
    }

    private static void check(ConvGeometry g) {
        float[] x = Numbers.random(1, g.n() * g.h() * g.w() * g.c(), 1);
        float[] filters = Numbers.random(2, g.kh() * g.kw() * g.c(), 1);
        float[] bias = Numbers.random(3, g.c(), 1);
        float[] y = new float[g.outPixels() * g.c()];
        DepthwiseConv2d conv = new DepthwiseConv2d(g, 2);
        for (int task = 0; task < conv.tasks(); task++) {
            for (int row = conv.firstRow(task); row < conv.endRow(task); row++) {
                conv.row(row, conv.firstChannel(task), conv.endChannel(task), x, filters, bias, y);
            }
        }
        assertThat(Numbers.distance(y, direct(g, x, filters, bias))).as(g.toString()).isLessThan(1e-6);
    }

    private static double[] direct(ConvGeometry g, float[] x, float[] filters, float[] bias) {
        double[] y = new double[g.outPixels() * g.c()];
        for (int at = 0; at < y.length; at++) {
            int c = at % g.c();
            int column = at / g.c() % g.outW();
            int row = at / g.c() / g.outW() % g.outH();
            int image = at / g.c() / g.outW() / g.outH();
            y[at] = bias[c];
            for (int tap = 0; tap < g.kh() * g.kw(); tap++) {
                int i = row * g.strideH() - g.padTop() + tap / g.kw() * g.dilationH();
                int j = column * g.strideW() - g.padLeft() + tap % g.kw() * g.dilationW();
                if (i >= 0 && i < g.h() && j >= 0 && j < g.w()) {
                    y[at] += (double) x[((image * g.h() + i) * g.w() + j) * g.c() + c] * filters[tap * g.c() + c];
                }
            }
        }
        return y;
    }
}
