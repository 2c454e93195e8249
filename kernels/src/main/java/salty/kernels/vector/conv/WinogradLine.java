package salty.kernels.vector.conv;

import java.util.Arrays;
import salty.kernels.parallel.Parallel;
import salty.kernels.vector.simd.Gemm;
import salty.kernels.vector.simd.GemmTile;
import salty.kernels.vector.simd.Lanes;

/**
 * Convolutions of stride 1 with windows of 1x7, 7x1, 1x3, 3x1 or 5x5 by Winograd's algorithm along one axis: F(3, 7),
 * F(4, 3) and F(4, 5). The other axis, if the window has one, is summed directly.
 *
 * <pre>
 *   x --lines of tiles--> V[points][lines][tiles][c] --a product a point with U--> M[points][lines][tiles][k] --> y
 * </pre>
 *
 * A line is a row of the image, or a column for windows that stand. The tiles of all lines lie side by side, so what
 * another row of the window reads of V is the same matrix some lines further on, and only that many products more.
 */
public final class WinogradLine {
    private final ConvGeometry g;
    private final boolean standing;
    private final int points;
    private final int outputs;
    private final int taps;
    private final int rowsOfWindow;
    private final int outLines;
    private final int inLines;
    private final int length;
    private final int tiles;
    private final int threads;
    private final float[] zeros;

    public WinogradLine(ConvGeometry g, int threads) {
        this.g = g;
        this.threads = threads;
        standing = g.kw() == 1;
        taps = Math.max(g.kh(), g.kw());
        rowsOfWindow = Math.min(g.kh(), g.kw());
        points = taps == 3 ? 6 : taps == 5 ? 8 : 9;
        outputs = points - taps + 1;
        length = standing ? g.outH() : g.outW();
        outLines = standing ? g.outW() : g.outH();
        inLines = outLines + rowsOfWindow - 1;
        tiles = Math.ceilDiv(length, outputs);
        zeros = new float[Lanes.roundUp(g.k())];
    }

    /** Whether it applies, which asks for whole vectors of channels, and saves more than its transforms cost. */
    public static boolean suits(ConvGeometry g) {
        int most = Math.max(g.kh(), g.kw());
        int least = Math.min(g.kh(), g.kw());
        boolean window = least == 1 && (most == 7 || most == 3) || least == 5 && most == 5;
        return window && g.strideH() == 1 && g.strideW() == 1 && g.dilationH() == 1 && g.dilationW() == 1
                && g.groups() == 1 && g.c() % Lanes.COUNT == 0 && g.k() % Lanes.COUNT == 0;
    }

    public String describe() {
        return "winograd F(" + outputs + ", " + taps + ") " + g.kh() + "x" + g.kw();
    }

    private int filterLength() {
        return Gemm.packedLength(g.c(), g.k());
    }

    /** The filters (kh, kw, c, k), transformed and packed: a matrix for each point and row of the window. */
    public float[] transform(float[] filters, Parallel parallel) {
        double[][] matrix = WinogradLineTransform.filter(points, taps);
        float[] packed = new float[Math.multiplyExact(points * rowsOfWindow, filterLength())];
        int size = g.c() * g.k();
        parallel.run(points * rowsOfWindow, (index, worker) -> {
            int row = index % rowsOfWindow;
            float[] u = new float[size];
            for (int i = 0; i < size; i++) {
                double sum = 0;
                for (int tap = 0; tap < taps; tap++) {
                    sum += matrix[index / rowsOfWindow][tap] * filters[(row * taps + tap) * size + i];
                }
                u[i] = (float) sum;
            }
            Gemm.pack(u, 0, g.k(), 1, g.c(), g.k(), packed, index * filterLength());
        });
        return packed;
    }

    private int line() {
        return (tiles * outputs + taps - 1) * g.c();
    }

    private int vLength() {
        return inLines * tiles * g.c();
    }

    private int mLength() {
        return outLines * tiles * g.k();
    }

    private int scratchEach() {
        return Math.max(Math.max(line(), outputs * g.k()), Gemm.scratch());
    }

    /** Floats of scratch that {@link #run} needs. */
    public long scratch() {
        return (long) points * (vLength() + mLength()) + (long) threads * scratchEach();
    }

    /**
     * x (n, h, w, c) to y (n, outH, outW, k).
     *
     * @param u    what {@link #transform} returned
     * @param then what is done to each line of y as soon as it is written
     */
    public void run(Parallel parallel, float[] x, float[] u, float[] bias, int biasAt, float[] y, float[] scratch, Then then) {
        int m = points * vLength();
        int free = m + points * mLength();
        int rows = outLines * tiles;
        int halves = threads == 1 ? 1 : 2;
        // Filters of more rows than there are of V are what is read longest: then each thread reads half of them.
        boolean byColumns = rows < g.c() && g.k() > GemmTile.COLUMNS;
        int rowsEach = byColumns ? rows : Math.ceilDiv(Math.ceilDiv(rows, halves), GemmTile.ROWS) * GemmTile.ROWS;
        int columnsEach = byColumns ? Math.ceilDiv(Gemm.panels(g.k()), halves) * GemmTile.COLUMNS : g.k();
        for (int image = 0; image < g.n(); image++) {
            int from = image * g.h() * g.w() * g.c();
            int to = image * g.outH() * g.outW() * g.k();
            parallel.run(inLines, (line, worker) ->
                    scatter(line, x, from, scratch, line * tiles * g.c(), free + worker * scratchEach()));
            parallel.run(points * halves, (task, worker) -> {
                int row = byColumns ? 0 : task % halves * rowsEach;
                int column = byColumns ? task % halves * columnsEach : 0;
                multiply(task / halves, row, Math.min(rowsEach, rows - row), column,
                        Math.min(columnsEach, g.k() - column), u, scratch, m, free + worker * scratchEach());
            });
            parallel.run(outLines, (line, worker) -> {
                gather(line, scratch, m + line * tiles * g.k(), bias, biasAt, y, to, free + worker * scratchEach());
                int at = to + line * (standing ? 1 : g.outW()) * g.k();
                then.run(worker, at, standing ? g.outW() * g.k() : g.k(), length);
            });
        }
    }

    /** What follows on pixels of y, {@code step} floats apart. */
    @FunctionalInterface
    public interface Then {
        void run(int worker, int at, int step, int pixels);
    }

    /** Transforms a line of x, counted from the first that the window sees, by way of a copy between zeros. */
    private void scatter(int line, float[] x, int from, float[] scratch, int v, int copy) {
        int c = g.c();
        int across = line - (standing ? g.padLeft() : g.padTop());
        int before = standing ? g.padTop() : g.padLeft();
        int there = standing ? g.h() : g.w();
        int pixels = tiles * outputs + taps - 1;
        boolean inside = across >= 0 && across < (standing ? g.w() : g.h());
        int first = inside ? Math.min(before, pixels) : pixels;
        int end = inside ? Math.min(pixels, before + there) : pixels;
        Arrays.fill(scratch, copy, copy + first * c, 0);
        if (standing) {
            for (int i = first; i < end; i++) {
                System.arraycopy(x, from + ((i - before) * g.w() + across) * c, scratch, copy + i * c, c);
            }
        } else if (end > first) {
            System.arraycopy(x, from + (across * g.w() + first - before) * c,
                    scratch, copy + first * c, (end - first) * c);
        }
        Arrays.fill(scratch, copy + end * c, copy + pixels * c, 0);
        for (int tile = 0; tile < tiles; tile++) {
            WinogradLineTransform.input(points, scratch, copy + tile * outputs * c, c, c,
                    scratch, v + tile * c, vLength());
        }
    }

    /** Some rows or columns of M of one point: a product for every row of the window, added up. */
    private void multiply(int point, int first, int rows, int column, int columns, float[] u, float[] scratch, int m,
                          int free) {
        int c = g.c();
        for (int row = 0; row < rowsOfWindow; row++) {
            Gemm.multiply(rows, columns, c, scratch, point * vLength() + (row * tiles + first) * c, c, 1,
                    u, (point * rowsOfWindow + row) * filterLength() + column * c, row == 0 ? zeros : null,
                    scratch, m + point * mLength() + first * g.k() + column, g.k(), scratch, free);
        }
    }

    /** Transforms a line of M into pixels of y, by way of a copy where a tile reaches beyond the last. */
    private void gather(int line, float[] scratch, int m, float[] bias, int biasAt, float[] y, int to, int copy) {
        int k = g.k();
        int step = standing ? g.outW() * k : k;
        int at = to + line * (standing ? k : g.outW() * k);
        for (int tile = 0; tile < tiles; tile++) {
            int first = tile * outputs;
            if (first + outputs <= length) {
                WinogradLineTransform.output(points, scratch, m + tile * k, mLength(), k, bias, biasAt,
                        y, at + first * step, step);
                continue;
            }
            WinogradLineTransform.output(points, scratch, m + tile * k, mLength(), k, bias, biasAt,
                    scratch, copy, k);
            for (int i = first; i < length; i++) {
                System.arraycopy(scratch, copy + (i - first) * k, y, at + i * step, k);
            }
        }
    }
}
