package salty.kernels.vector;

import salty.kernels.vector.conv.ConvGeometry;
import salty.kernels.vector.simd.MaxPool;
import salty.kernels.vector.simd.Pointwise;

/**
 * Pools of any window over NHWC images, and their gradients, a row of output at a time. Pixels outside the image are
 * not seen: they never are the greatest and do not count in a mean. The geometry's k is its c.
 */
final class Pool {
    private Pool() {
    }

    private static int pixel(ConvGeometry g, int image, int row, int column) {
        return ((image * g.h() + row) * g.w() + column) * g.c();
    }

    /** Row {@code row} of the output, counted through the batch, of a max or an average pool. */
    static void forward(ConvGeometry g, int row, boolean average, float[] x, float[] y) {
        int image = row / g.outH();
        int top = row % g.outH() * g.strideH() - g.padTop();
        for (int column = 0; column < g.outW(); column++) {
            int left = column * g.strideW() - g.padLeft();
            int to = (row * g.outW() + column) * g.c();
            int seen = 0;
            for (int i = Math.max(0, top); i < Math.min(g.h(), top + g.kh()); i++) {
                for (int j = Math.max(0, left); j < Math.min(g.w(), left + g.kw()); j++) {
                    int at = pixel(g, image, i, j);
                    if (seen++ == 0) {
                        System.arraycopy(x, at, y, to, g.c());
                    } else if (average) {
                        Pointwise.add(y, to, x, at, y, to, g.c());
                    } else {
                        Pointwise.maximum(y, to, x, at, y, to, g.c());
                    }
                }
            }
            if (average) {
                Pointwise.affine(1f / seen, 0, y, to, y, to, g.c());
            }
        }
    }

    /** Adds what row {@code row} of an average pool's adjoint gives to the pixels that it saw. */
    static void averageGradient(ConvGeometry g, int row, float[] dy, float[] dx) {
        int image = row / g.outH();
        int top = row % g.outH() * g.strideH() - g.padTop();
        int bottom = Math.min(g.h(), top + g.kh());
        for (int column = 0; column < g.outW(); column++) {
            int left = column * g.strideW() - g.padLeft();
            int right = Math.min(g.w(), left + g.kw());
            int from = (row * g.outW() + column) * g.c();
            float share = 1f / ((bottom - Math.max(0, top)) * (right - Math.max(0, left)));
            for (int i = Math.max(0, top); i < bottom; i++) {
                for (int j = Math.max(0, left); j < right; j++) {
                    Pointwise.addScaled(share, dy, from, dx, pixel(g, image, i, j), g.c());
                }
            }
        }
    }

    /**
     * Adds what row {@code row} of a max pool's adjoint gives to the first greatest pixels that it saw, ties included.
     */
    static void maxGradient(ConvGeometry g, int row, float[] x, float[] dy, float tie, float[] dx) {
        int image = row / g.outH();
        int top = row % g.outH() * g.strideH() - g.padTop();
        for (int column = 0; column < g.outW(); column++) {
            int left = column * g.strideW() - g.padLeft();
            int from = (row * g.outW() + column) * g.c();
            for (int c = 0; c < g.c(); c++) {
                float greatest = Float.NEGATIVE_INFINITY;
                for (int i = Math.max(0, top); i < Math.min(g.h(), top + g.kh()); i++) {
                    for (int j = Math.max(0, left); j < Math.min(g.w(), left + g.kw()); j++) {
                        greatest = Math.max(greatest, x[pixel(g, image, i, j) + c]);
                    }
                }
                int best = firstNear(g, image, top, left, x, c, MaxPool.least(greatest, tie));
                dx[best] += dy[from + c];
            }
        }
    }

    /** The first pixel under a window whose channel c reaches {@code least}. */
    private static int firstNear(ConvGeometry g, int image, int top, int left, float[] x, int c, float least) {
        for (int i = Math.max(0, top); i < Math.min(g.h(), top + g.kh()); i++) {
            for (int j = Math.max(0, left); j < Math.min(g.w(), left + g.kw()); j++) {
                int at = pixel(g, image, i, j) + c;
                if (x[at] >= least) {
                    return at;
                }
            }
        }
        return pixel(g, image, Math.max(0, top), Math.max(0, left)) + c;
    }
}
