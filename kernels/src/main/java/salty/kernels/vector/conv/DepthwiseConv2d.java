package salty.kernels.vector.conv;

import static salty.kernels.vector.simd.Lanes.COUNT;

import salty.kernels.vector.simd.Lanes;

/**
 * A depthwise convolution: each channel has a filter of its own, so nothing is summed over channels and no product of
 * matrices would help. Vector lanes run along channels. Where all rows of a 3x3 window lie inside the image, it slides
 * along the row ({@link DepthwiseSlide}); the first and last rows, and windows of other sizes, are summed pixel by
 * pixel, up to three taps at a time ({@link DepthwiseTaps}).
 */
public final class DepthwiseConv2d {
    /** Tasks for each thread, so that one that comes late costs little. */
    private static final int TASKS = 4;

    private final ConvGeometry g;
    private final int rowsEach;
    private final int channelsEach;
    private final int strips;
    private final boolean slides;

    /** Plans a convolution whose groups, c and k are equal, for so many threads. */
    public DepthwiseConv2d(ConvGeometry g, int threads) {
        this.g = g;
        int rows = g.n() * g.outH();
        int wanted = TASKS * threads;
        rowsEach = Math.max(1, rows / wanted);
        int split = Math.clamp(Math.ceilDiv(wanted, Math.ceilDiv(rows, rowsEach)), 1, Math.max(1, g.c() / (4 * COUNT)));
        channelsEach = Lanes.roundUp(Math.ceilDiv(g.c(), split));
        strips = Math.ceilDiv(g.c(), channelsEach);
        slides = g.kh() == 3 && g.kw() == 3 && g.dilationW() == 1 && g.w() >= 3
                && (g.strideW() == 1 && g.padLeft() <= 2 && g.outW() <= g.w() + g.padLeft()
                || g.strideW() == 2 && g.padLeft() <= 1 && 2 * g.outW() <= g.w() + g.padLeft());
    }

    /** The number of tasks: each computes some rows of output of some channels. */
    public int tasks() {
        return Math.ceilDiv(g.n() * g.outH(), rowsEach) * strips;
    }

    public int firstRow(int task) {
        return task / strips * rowsEach;
    }

    public int endRow(int task) {
        return Math.min(g.n() * g.outH(), firstRow(task) + rowsEach);
    }

    public int firstChannel(int task) {
        return task % strips * channelsEach;
    }

    public int endChannel(int task) {
        return Math.min(g.c(), firstChannel(task) + channelsEach);
    }

    /**
     * Computes one row of output, counted through the batch, of channels [first, end).
     *
     * @param filters (kh, kw, 1, c)
     * @param bias    a float a channel
     */
    public void row(int row, int first, int end, float[] x, float[] filters, float[] bias, float[] y) {
        int top = row % g.outH() * g.strideH() - g.padTop();
        int fromTap = Math.max(0, Math.ceilDiv(-top, g.dilationH()));
        int toTap = Math.min(g.kh(), Math.ceilDiv(g.h() - top, g.dilationH()));
        int origin = (row / g.outH() * g.h() + top) * g.w() * g.c();
        int to = row * g.outW() * g.c();
        int c = first;
        if (slides && fromTap == 0 && toTap == 3) {
            int rowStep = g.dilationH() * g.w() * g.c();
            for (; c <= end - COUNT; c += COUNT) {
                if (g.strideW() == 1) {
                    DepthwiseSlide.strideOne(x, origin + c, rowStep, g.w(), g.padLeft(), filters, c, g.c(),
                            bias, c, y, to + c, g.outW());
                } else {
                    DepthwiseSlide.strideTwo(x, origin + c, rowStep, g.w(), g.padLeft(), filters, c, g.c(),
                            bias, c, y, to + c, g.outW());
                }
            }
        }
        for (int column = 0; c < end && column < g.outW(); column++) {
            pixel(fromTap, toTap, column, origin, c, end, x, filters, bias, y, to + column * g.c());
        }
    }

    /** One pixel, of whose taps some may lie outside the image; {@code origin} is the top row's column 0 of x. */
    private void pixel(int fromTap, int toTap, int column, int origin, int first, int end, float[] x,
                       float[] filters, float[] bias, float[] y, int to) {
        int left = column * g.strideW() - g.padLeft();
        int fromColumn = Math.max(0, Math.ceilDiv(-left, g.dilationW()));
        int toColumn = Math.min(g.kw(), Math.ceilDiv(g.w() - left, g.dilationW()));
        int step = g.dilationW() * g.c();
        int count = end - first;
        if (fromTap >= toTap || fromColumn >= toColumn) {
            System.arraycopy(bias, first, y, to + first, count);
            return;
        }
        float[] start = bias;
        int from = first;
        for (int i = fromTap; i < toTap; i++) {
            for (int j = fromColumn; j < toColumn; j += 3) {
                int at = origin + i * g.dilationH() * g.w() * g.c() + left * g.c() + j * step + first;
                int filter = (i * g.kw() + j) * g.c() + first;
                switch (toColumn - j) {
                    case 1 -> DepthwiseTaps.one(x, at, filters, filter, start, from, y, to + first, count);
                    case 2 -> DepthwiseTaps.two(x, at, step, filters, filter, g.c(), start, from, y, to + first, count);
                    default -> DepthwiseTaps.three(x, at, step, filters, filter, g.c(),
                            start, from, y, to + first, count);
                }
                start = y;
                from = to + first;
            }
        }
    }
}
