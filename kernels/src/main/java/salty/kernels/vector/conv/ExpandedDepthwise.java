package salty.kernels.vector.conv;

import static salty.kernels.vector.conv.DepthwiseStrip.PITCH;
import static salty.kernels.vector.simd.GemmTile.ROWS;

import java.util.Arrays;

import salty.kernels.vector.simd.Gemm;
import salty.kernels.vector.simd.Lanes;
import salty.kernels.vector.simd.RowPanels;

/**
 * A 1x1 convolution and the 3x3 depthwise convolution behind it in one kernel, as in the inverted residuals of
 * MobileNetV2 (Sandler et al. 2018), where the image between them has six times the channels of x. Of that image there
 * is never more than some rows of a panel of channels, which stay in the cache until the window has passed:
 *
 * <pre>
 *      x (h, w, c)               strips of the expanded image         y (outH, outW, k)
 *    +------------+   c x 24   +-------------------------+   3x3    +----+----+----+
 *    |            |  filters   | rows kept from before   |  window  |    |    |    |
 *    |    rows    |  ------->  | new rows, clamped       |  ----->  |    |rows|    |
 *    +------------+            +-------------------------+          +----+----+----+
 * </pre>
 *
 * Rows above and below the image are zeros in the strip. A task packs the rows of x that it reads once, for all of its
 * panels of channels.
 */
public final class ExpandedDepthwise {
    /** Floats of a strip, as many as a first-level cache holds. */
    private static final int STRIP = 1 << 13;
    /** Columns of a strip that the window passes over at a time: three rows of them stay in the first-level cache. */
    private static final int COLUMNS = 64;
    /** What packing a pixel takes, of what expanding it to a panel and passing over that does. */
    private static final double PACKING = .2;

    private final ConvGeometry expansion;
    private final ConvGeometry window;
    private final int panelsEach;
    private final int panelGroups;
    private final int rowsEach;
    private final int blocks;
    private final int rowsAtOnce;

    /** @param expansion a 1x1 convolution whose output {@code window} reads */
    public ExpandedDepthwise(ConvGeometry expansion, ConvGeometry window, int threads) {
        this.expansion = expansion;
        this.window = window;
        int panels = Math.ceilDiv(window.k(), PITCH);
        int rows = window.outH();
        int each = panels;
        double least = Double.MAX_VALUE;
        for (int count = 1; threads > 1 && count <= Math.min(window.outH(), 4 * threads); count++) {
            for (int groups = 1; groups <= Math.min(panels, 4 * threads); groups++) {
                int someRows = Math.ceilDiv(window.outH(), count);
                int somePanels = Math.ceilDiv(panels, groups);
                double time = time(someRows, somePanels, threads);
                if (time < least) {
                    least = time;
                    rows = someRows;
                    each = somePanels;
                }
            }
        }
        rowsEach = rows;
        panelsEach = each;
        blocks = Math.ceilDiv(window.outH(), rows);
        panelGroups = Math.ceilDiv(panels, each);
        int most = Math.max(1, (STRIP / (window.w() * PITCH) - 1) / window.strideH());
        rowsAtOnce = Math.ceilDiv(rows, Math.ceilDiv(rows, most));
    }

    /**
     * About what it takes if tasks have so many rows of y and panels: each packs its pixels, and expands rows that its
     * neighbour expands too; and at the end a thread waits for another.
     */
    private double time(int rows, int panels, int threads) {
        int ofImage = Math.ceilDiv(window.outH(), rows) * Math.ceilDiv(Math.ceilDiv(window.k(), PITCH), panels);
        int tasks = window.n() * ofImage;
        return (Math.ceilDiv(tasks, threads) + .25) * read(rows) * (panels + PACKING);
    }

    /** Whether the two can be one kernel. */
    public static boolean suits(ConvGeometry expansion, ConvGeometry window) {
        int stride = window.strideW();
        return expansion.pointwise() && expansion.groups() == 1 && window.depthwise() && window.k() % Lanes.COUNT == 0
                && window.kh() == 3 && window.kw() == 3 && window.dilationH() == 1 && window.dilationW() == 1
                && window.w() >= 3 && window.strideH() == stride
                && (stride == 1 && window.padLeft() <= 2 && window.outW() <= window.w() + window.padLeft()
                || stride == 2 && window.padLeft() <= 1 && 2 * window.outW() <= window.w() + window.padLeft());
    }

    /** Rows of the expanded image that so many rows of y read. */
    private int read(int rows) {
        return (rows - 1) * window.strideH() + 3;
    }

    /** Floats of scratch that one worker needs: a strip, and the packed pixels of a task. */
    public int scratch() {
        int pixels = Math.min(expansion.h(), read(rowsEach)) * window.w();
        int panels = RowPanels.count(pixels) + Math.ceilDiv(rowsEach, rowsAtOnce);
        return strip() + panels * RowPanels.length(expansion.c());
    }

    /** Floats of a strip, behind which a last tile of its pixels may reach. */
    private int strip() {
        return (read(rowsAtOnce) * window.w() + ROWS - 1) * PITCH;
    }

    /** The number of tasks: each computes some channels of some rows of an image. */
    public int tasks() {
        return window.n() * blocks * panelGroups;
    }

    private int firstRow(int task) {
        return task / panelGroups % blocks * rowsEach;
    }

    /** The first pixel of y that a task computes, counted through the batch. */
    public int firstPixel(int task) {
        return (task / panelGroups / blocks * window.outH() + firstRow(task)) * window.outW();
    }

    public int pixels(int task) {
        return Math.min(rowsEach, window.outH() - firstRow(task)) * window.outW();
    }

    public int firstChannel(int task) {
        return task % panelGroups * panelsEach * PITCH;
    }

    public int channels(int task) {
        return Math.min(panelsEach * PITCH, window.k() - firstChannel(task));
    }

    /**
     * What both convolutions read besides x.
     *
     * @param packed filters of the expansion, as {@link Gemm} packs them
     * @param bias   of the expansion, filled up to whole panels
     * @param clamp  what the expansion ends in
     * @param taps   (3, 3, 1, k)
     * @param limits of the {@link DepthwiseStrip}
     */
    public record Filters(float[] packed, float[] bias, Clamp clamp, float[] taps, float[] limits) {
    }

    /** Maps a run of floats to itself. */
    @FunctionalInterface
    public interface Clamp {
        void apply(float[] values, int at, int count);
    }

    /**
     * Computes a task's part of y.
     *
     * @param bias of the depthwise convolution, a float a channel
     */
    public void run(int task, float[] x, Filters filters, float[] bias, float[] y, float[] scratch, int offset) {
        int first = firstRow(task);
        int end = Math.min(window.outH(), first + rowsEach);
        int image = task / panelGroups / blocks;
        int panels = offset + strip();
        pack(image, first, end, x, scratch, panels);
        int channel = firstChannel(task);
        int endChannel = channel + channels(task);
        int rowFloats = window.w() * PITCH;
        for (int c = channel; c < endChannel; c += PITCH) {
            int panel = panels;
            for (int row = first; row < end; row += rowsAtOnce) {
                int rows = Math.min(rowsAtOnce, end - row);
                int kept = kept(first, row);
                int above = from(first, row) - top(row);
                int below = to(row, end) - top(row);
                int pixels = (below - above) * window.w();
                System.arraycopy(scratch, offset + rowsAtOnce * window.strideH() * rowFloats, scratch, offset,
                        kept * rowFloats);
                zero(scratch, offset, rowFloats, kept, above);
                expand(pixels, panel, c, filters, scratch, offset + above * rowFloats);
                zero(scratch, offset, rowFloats, below, read(rows));
                slide(image * window.outH() + row, rows, c, Math.min(PITCH, endChannel - c), scratch, offset,
                        filters, bias, y);
                panel += RowPanels.count(pixels) * RowPanels.length(expansion.c());
            }
        }
    }

    /** Packs the pixels that a task expands, those of each strip in panels of their own. */
    private void pack(int image, int first, int end, float[] x, float[] scratch, int panels) {
        int c = expansion.c();
        int panel = panels;
        for (int row = first; row < end; row += rowsAtOnce) {
            int pixel = (image * window.h() + from(first, row)) * window.w();
            int pixels = (to(row, end) - from(first, row)) * window.w();
            RowPanels.pack(x, pixel * c, c, pixels, c, scratch, panel);
            panel += RowPanels.count(pixels) * RowPanels.length(c);
        }
    }

    /** The row of the expanded image that is a strip's first, if y's row {@code row} is the first that reads it. */
    private int top(int row) {
        return row * window.strideH() - window.padTop();
    }

    /** Rows that a strip has from the one before; a task's first has none. */
    private int kept(int first, int row) {
        return row == first ? 0 : 3 - window.strideH();
    }

    /** The first row of the image that is expanded for a strip. */
    private int from(int first, int row) {
        return Math.clamp(top(row) + kept(first, row), 0, window.h());
    }

    /** The end of those rows. */
    private int to(int row, int end) {
        return Math.clamp(top(row) + read(Math.min(rowsAtOnce, end - row)), 0, window.h());
    }

    private static void zero(float[] strip, int at, int rowFloats, int from, int to) {
        if (from < to) {
            Arrays.fill(strip, at + from * rowFloats, at + to * rowFloats, 0);
        }
    }

    /** Expands packed pixels of x, of which there may be none. */
    private void expand(int pixels, int panel, int channel, Filters filters, float[] scratch, int strip) {
        int c = expansion.c();
        Gemm.multiplyChains(RowPanels.count(pixels) * ROWS, Math.min(PITCH, expansion.k() - channel), c,
                Gemm.LONG_BLOCK, scratch, panel, RowPanels.length(c), filters.packed, channel * c,
                filters.bias, channel, scratch, strip, PITCH);
        filters.clamp.apply(scratch, strip, pixels * PITCH);
    }

    private void slide(int row, int rows, int channel, int columns, float[] scratch, int strip, Filters filters,
                       float[] bias, float[] y) {
        ConvGeometry g = window;
        int stride = g.strideW();
        int rowFloats = g.w() * PITCH;
        int step = COLUMNS / stride;
        for (int j = 0; j < g.outW(); j += step) {
            int column = Math.max(0, j * stride - g.padLeft());
            int left = j == 0 ? g.padLeft() : 0;
            int at = strip + column * PITCH;
            int to = (row * g.outW() + j) * g.k() + channel;
            int outWidth = Math.min(step, g.outW() - j);
            for (int v = 0; v < columns; v += Lanes.COUNT) {
                if (stride == 1) {
                    DepthwiseStrip.strideOne(scratch, at + v, rowFloats, g.w() - column, left, filters.taps, bias,
                            channel + v, g.k(), filters.limits, y, to + v, g.outW() * g.k(), outWidth, rows);
                } else {
                    DepthwiseStrip.strideTwo(scratch, at + v, rowFloats, g.w() - column, left, filters.taps, bias,
                            channel + v, g.k(), filters.limits, y, to + v, g.outW() * g.k(), outWidth, rows);
                }
            }
        }
    }
}
