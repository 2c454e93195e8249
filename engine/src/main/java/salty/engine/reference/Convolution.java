package salty.engine.reference;

import salty.engine.graph.Shape;
import salty.engine.op.Conv2d;
import salty.engine.op.Conv2dFilterGradient;
import salty.engine.op.Conv2dInputGradient;
import salty.engine.op.Window;

/** The three convolutions, each a sum over the same products {@code x * f * y}. */
final class Convolution {
    private Convolution() {}

    /** Visits one product: indices into x, f and y. */
    private interface Product {
        void add(int x, int f, int y);
    }

    static double[] forward(Conv2d op, double[] x, Shape xs, double[] f, Shape fs, Shape ys) {
        double[] y = new double[ys.intSize()];
        forEach(op.window(), op.groups(), xs, fs, ys, (xi, fi, yi) -> y[yi] += x[xi] * f[fi]);
        return y;
    }

    static double[] inputGradient(Conv2dInputGradient op, double[] y, Shape ys, double[] f, Shape fs, Shape xs) {
        double[] x = new double[xs.intSize()];
        forEach(op.window(), op.groups(), xs, fs, ys, (xi, fi, yi) -> x[xi] += y[yi] * f[fi]);
        return x;
    }

    static double[] filterGradient(Conv2dFilterGradient op, double[] x, Shape xs, double[] y, Shape ys, Shape fs) {
        double[] f = new double[fs.intSize()];
        forEach(op.window(), op.groups(), xs, fs, ys, (xi, fi, yi) -> f[fi] += x[xi] * y[yi]);
        return f;
    }

    private static void forEach(Window window, int groups, Shape xs, Shape fs, Shape ys, Product product) {
        int channels = fs.dim(2);
        int filters = ys.dim(3) / groups;
        for (int n = 0; n < ys.dim(0); n++) {
            for (int oy = 0; oy < ys.dim(1); oy++) {
                for (int ox = 0; ox < ys.dim(2); ox++) {
                    int y = ((n * ys.dim(1) + oy) * ys.dim(2) + ox) * ys.dim(3);
                    for (int i = 0; i < window.height(); i++) {
                        for (int j = 0; j < window.width(); j++) {
                            int iy = oy * window.strideY() - window.top() + i * window.dilationY();
                            int ix = ox * window.strideX() - window.left() + j * window.dilationX();
                            if (iy < 0 || iy >= xs.dim(1) || ix < 0 || ix >= xs.dim(2)) {
                                continue;
                            }
                            int x = ((n * xs.dim(1) + iy) * xs.dim(2) + ix) * xs.dim(3);
                            int f = (i * window.width() + j) * channels * fs.dim(3);
                            for (int g = 0; g < groups; g++) {
                                for (int c = 0; c < channels; c++) {
                                    for (int k = g * filters; k < (g + 1) * filters; k++) {
                                        product.add(x + g * channels + c, f + c * fs.dim(3) + k, y + k);
                                    }
                                }
                            }
                        }
                    }
                }
            }
        }
    }
}
