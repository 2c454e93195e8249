package salty.engine.reference;

import salty.engine.graph.Shape;
import salty.engine.op.Window;

/** Pools over {@code (n, h, w, c)} and their adjoints. */
final class Pooling {
    private Pooling() {}

    /**
     * Visits one window: the index of its output and the indices of the pixels that it sees, the first {@code count}.
     */
    private interface Visitor {
        void window(int output, int[] pixels, int count);
    }

    static double[] max(Window window, double[] x, Shape xs, Shape ys) {
        double[] y = new double[ys.intSize()];
        forEach(window, xs, ys, (output, pixels, count) -> y[output] = x[greatest(x, pixels, count)]);
        return y;
    }

    static double[] maxGradient(Window window, double[] x, Shape xs, double[] dy, Shape ys) {
        double[] dx = new double[xs.intSize()];
        forEach(window, xs, ys, (output, pixels, count) -> dx[greatest(x, pixels, count)] += dy[output]);
        return dx;
    }

    static double[] average(Window window, double[] x, Shape xs, Shape ys) {
        double[] y = new double[ys.intSize()];
        forEach(window, xs, ys, (output, pixels, count) -> {
            for (int i = 0; i < count; i++) {
                y[output] += x[pixels[i]] / count;
            }
        });
        return y;
    }

    static double[] averageGradient(Window window, double[] dy, Shape ys, Shape xs) {
        double[] dx = new double[xs.intSize()];
        forEach(window, xs, ys, (output, pixels, count) -> {
            for (int i = 0; i < count; i++) {
                dx[pixels[i]] += dy[output] / count;
            }
        });
        return dx;
    }

    private static int greatest(double[] x, int[] pixels, int count) {
        int best = pixels[0];
        for (int i = 1; i < count; i++) {
            if (x[pixels[i]] > x[best]) {
                best = pixels[i];
            }
        }
        return best;
    }

    private static void forEach(Window window, Shape xs, Shape ys, Visitor visitor) {
        int[] pixels = new int[window.height() * window.width()];
        int channels = xs.dim(3);
        for (int output = 0; output < ys.intSize(); output++) {
            int c = output % channels;
            int ox = output / channels % ys.dim(2);
            int oy = output / channels / ys.dim(2) % ys.dim(1);
            int n = output / channels / ys.dim(2) / ys.dim(1);
            int count = 0;
            for (int i = 0; i < window.height(); i++) {
                for (int j = 0; j < window.width(); j++) {
                    int iy = oy * window.strideY() - window.top() + i;
                    int ix = ox * window.strideX() - window.left() + j;
                    if (iy >= 0 && iy < xs.dim(1) && ix >= 0 && ix < xs.dim(2)) {
                        pixels[count++] = ((n * xs.dim(1) + iy) * xs.dim(2) + ix) * channels + c;
                    }
                }
            }
            visitor.window(output, pixels, count);
        }
    }
}
