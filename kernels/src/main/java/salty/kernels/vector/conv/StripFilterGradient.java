package salty.kernels.vector.conv;

import static salty.kernels.vector.simd.Lanes.COUNT;
import static salty.kernels.vector.simd.Lanes.SPECIES;
import static salty.kernels.vector.simd.OuterTile.COLUMNS;
import static salty.kernels.vector.simd.OuterTile.ROWS;

import jdk.incubator.vector.FloatVector;

import salty.kernels.parallel.Parallel;
import salty.kernels.vector.simd.OuterTile;
import salty.kernels.vector.simd.Pointwise;

/**
 * The filters' adjoint of a convolution over images of few channels: for every row of output pixels, the product of dy,
 * turned round, and of the {@link Strip} of patches, both laid out as panels.
 *
 * <pre>
 *             pixels              patch
 *          +----------+        +---------+
 *        k |   dy'    | pixels | patches |  =  f', (k, kw * kh * c)
 *          +----------+        +---------+
 * </pre>
 *
 * A task adds up the rows of one part of the batch. How many parts there are is up to the geometry alone, and their
 * sums are added in order, so the result does not depend on the number of threads.
 */
public final class StripFilterGradient {
    /** Parts of the batch: enough to keep several threads evenly busy. */
    private static final int PARTS = 32;
    private static final float[] ZEROS = new float[COLUMNS];

    private final ConvGeometry g;
    private final int lines;
    private final int linesEach;
    private final int parts;
    private final int rows;
    private final int pitch;
    private final int strip;
    private final int right;
    private final int each;

    public StripFilterGradient(ConvGeometry g) {
        this.g = g;
        lines = g.n() * g.outH();
        linesEach = (lines + PARTS - 1) / PARTS;
        parts = (lines + linesEach - 1) / linesEach;
        rows = OuterTile.wholeRows(g.k());
        pitch = OuterTile.panels(g.patch()) * COLUMNS;
        strip = OuterTile.panels(g.k()) * g.outW() * COLUMNS;
        right = strip + Strip.length(g);
        each = right + pitch * g.outW();
    }

    /** Floats of scratch that {@link #run} needs: the parts' sums, and what the threads lay out. */
    public long scratch(int threads) {
        return (long) parts * rows * pitch + (long) threads * each;
    }

    /** x (n, h, w, c) and dy (n, outH, outW, k) to f (kh, kw, c, k). */
    public void run(Parallel parallel, float[] x, float[] dy, float[] f, float[] scratch) {
        int sum = rows * pitch;
        parallel.run(parts, (part, worker) -> {
            int at = parts * sum + worker * each;
            int begin = part * linesEach;
            for (int line = begin; line < Math.min(lines, begin + linesEach); line++) {
                Strip.gather(g, line, x, scratch, at + strip);
                lay(dy, line * g.outW() * g.k(), g.k(), g.k(), scratch, at);
                lay(scratch, at + strip, Strip.step(g), g.patch(), scratch, at + right);
                multiply(scratch, at, at + right, part * sum, line == begin);
            }
        });
        for (int part = 1; part < parts; part++) {
            Pointwise.add(scratch, 0, scratch, part * sum, scratch, 0, sum);
        }
        write(scratch, f);
    }

    /** Copies a row of pixels, {@code step} floats apart and {@code width} of each, to panels. */
    private void lay(float[] from, int at, int step, int width, float[] panels, int to) {
        for (int v = 0; v < width; v += COUNT) {
            int column = to + v / COLUMNS * g.outW() * COLUMNS + v % COLUMNS;
            if (at + (g.outW() - 1) * step + v + COUNT <= from.length) {
                for (int p = 0; p < g.outW(); p++) {
                    FloatVector.fromArray(SPECIES, from, at + p * step + v).intoArray(panels, column + p * COLUMNS);
                }
                continue;
            }
            for (int p = 0; p < g.outW(); p++) {
                System.arraycopy(from, at + p * step + v, panels, column + p * COLUMNS, Math.min(COUNT, width - v));
            }
        }
    }

    private void multiply(float[] scratch, int left, int right, int sum, boolean first) {
        for (int panel = 0; panel < pitch; panel += COLUMNS) {
            for (int row = 0; row < rows; row += ROWS) {
                int a = left + row / COLUMNS * g.outW() * COLUMNS + row % COLUMNS;
                int to = sum + row * pitch + panel;
                OuterTile.multiply(g.outW(), scratch, a, scratch, right + panel * g.outW(), first ? ZEROS : scratch,
                        first ? 0 : to, first ? 0 : pitch, scratch, to, pitch);
            }
        }
    }

    /** Turns f' round. */
    private void write(float[] sum, float[] f) {
        for (int r = 0; r < g.kh(); r++) {
            for (int s = 0; s < g.kw(); s++) {
                for (int c = 0; c < g.c(); c++) {
                    int to = ((r * g.kw() + s) * g.c() + c) * g.k();
                    int from = Strip.tap(g, r, s) + c;
                    for (int filter = 0; filter < g.k(); filter++) {
                        f[to + filter] = sum[filter * pitch + from];
                    }
                }
            }
        }
    }
}
