package salty.kernels.vector;

import static salty.kernels.vector.Lanes.COUNT;
import static salty.kernels.vector.Lanes.SPECIES;

import jdk.incubator.vector.FloatVector;

/**
 * A depthwise convolution: each channel has a filter of its own, so nothing is summed over channels and no product of
 * matrices would help. Vector lanes run along channels; a run of neighbouring output pixels shares each filter tap:
 *
 * <pre>
 *     for every tap t:   f = filter[t][c .. c + lanes)
 *         y0 += x[p0 + t] f     y1 += x[p1 + t] f     ...     y7 += x[p7 + t] f
 * </pre>
 *
 * Eight sums are enough to hide the latency of a fused multiply-add. A run that would reach past the last pixel whose
 * taps all lie inside the image begins earlier and computes some pixels again; pixels at the borders are summed one by
 * one over the taps that they have.
 */
final class DepthwiseConv2d {
    private static final int RUN = 8;
    private static final int SHORT_RUN = 4;
    /** Tasks for each thread, so that one that comes late costs little. */
    private static final int TASKS = 4;

    private final ConvGeometry g;
    private final int[] taps;
    private final int firstInner;
    private final int endInner;
    private final int rowsEach;
    private final int channelsEach;
    private final int strips;
    /** Pixels that {@link DepthwiseRow} computes at once; 0 where it does not fit. */
    private final int threeAcross;

    /** Plans a convolution whose groups, c and k are equal, for so many threads. */
    DepthwiseConv2d(ConvGeometry g, int threads) {
        this.g = g;
        taps = new int[g.kh() * g.kw()];
        for (int tap = 0; tap < taps.length; tap++) {
            taps[tap] = (tap / g.kw() * g.dilationH() * g.w() + tap % g.kw() * g.dilationW()) * g.c();
        }
        int reach = (g.kw() - 1) * g.dilationW();
        firstInner = Math.min(g.outW(), Math.ceilDiv(g.padLeft(), g.strideW()));
        endInner = Math.clamp(Math.floorDiv(g.w() - 1 - reach + g.padLeft(), g.strideW()) + 1, firstInner, g.outW());
        int rows = g.n() * g.outH();
        int wanted = TASKS * threads;
        rowsEach = Math.max(1, rows / wanted);
        int split = Math.max(1, Math.min(wanted / Math.ceilDiv(rows, rowsEach), g.c() / (4 * COUNT)));
        channelsEach = Lanes.roundUp(Math.ceilDiv(g.c(), split));
        strips = Math.ceilDiv(g.c(), channelsEach);
        int across = g.strideW() == 1 ? DepthwiseRow.ADJACENT : DepthwiseRow.EVERY_SECOND;
        boolean fits = g.kw() == 3 && g.dilationW() == 1 && g.strideW() <= 2 && endInner - firstInner >= across;
        threeAcross = fits ? across : 0;
    }

    /** The number of tasks: each computes some rows of output of some channels. */
    int tasks() {
        return Math.ceilDiv(g.n() * g.outH(), rowsEach) * strips;
    }

    int firstRow(int task) {
        return task / strips * rowsEach;
    }

    int endRow(int task) {
        return Math.min(g.n() * g.outH(), firstRow(task) + rowsEach);
    }

    int firstChannel(int task) {
        return task % strips * channelsEach;
    }

    int endChannel(int task) {
        return Math.min(g.c(), firstChannel(task) + channelsEach);
    }

    /**
     * Computes one row of output, counted through the batch, of channels [first, end).
     *
     * @param filters (kh, kw, 1, c)
     * @param bias    a float a channel
     */
    void row(int row, int first, int end, float[] x, float[] filters, float[] bias, float[] y) {
        int top = row % g.outH() * g.strideH() - g.padTop();
        int fromTap = Math.max(0, Math.ceilDiv(-top, g.dilationH()));
        int toTap = Math.min(g.kh(), Math.ceilDiv(g.h() - top, g.dilationH()));
        int origin = (row / g.outH() * g.h() + top) * g.w() * g.c();
        int to = row * g.outW() * g.c();
        if (threeAcross > 0 && toTap > fromTap) {
            threeAcross(fromTap, toTap, origin, first, end, x, filters, bias, y, to);
            return;
        }
        int c = first;
        for (; c + COUNT <= end; c += COUNT) {
            vector(fromTap, toTap, origin + c, c, x, filters, bias, y, to + c);
        }
        if (c < end && end >= COUNT) {
            c = end - COUNT;
            vector(fromTap, toTap, origin + c, c, x, filters, bias, y, to + c);
        } else {
            for (; c < end; c++) {
                scalar(fromTap, toTap, origin + c, c, x, filters, bias, y, to + c);
            }
        }
    }

    /** A row of windows three pixels wide: a few pixels at a time, one row of the filter after another. */
    private void threeAcross(int fromTap, int toTap, int origin, int first, int end, float[] x, float[] filters,
                             float[] bias, float[] y, int to) {
        for (int column = 0; column < g.outW(); column++) {
            if (column < firstInner || column >= endInner) {
                borderPixel(fromTap, toTap, column, origin, first, end, x, filters, bias, y, to + column * g.c());
            }
        }
        for (int column = firstInner; column < endInner; column += threeAcross) {
            int begin = Math.min(column, endInner - threeAcross);
            int out = to + begin * g.c() + first;
            int at = origin + (begin * g.strideW() - g.padLeft()) * g.c() + first;
            for (int i = fromTap; i < toTap; i++) {
                int tap = 3 * i;
                boolean starts = i == fromTap;
                float[] start = starts ? bias : y;
                int startAt = starts ? first : out;
                int startStep = starts ? 0 : g.c();
                if (g.strideW() == 1) {
                    DepthwiseRow.adjacent(x, at + taps[tap], g.c(), filters, tap * g.c() + first,
                            start, startAt, startStep, y, out, end - first);
                } else {
                    DepthwiseRow.everySecond(x, at + taps[tap], g.c(), filters, tap * g.c() + first,
                            start, startAt, startStep, y, out, end - first);
                }
            }
        }
    }

    private void borderPixel(int fromTap, int toTap, int column, int origin, int first, int end, float[] x,
                             float[] filters, float[] bias, float[] y, int to) {
        int c = first;
        for (; c + COUNT <= end; c += COUNT) {
            border(fromTap, toTap, column, origin + c, c, x, filters, bias, y, to + c);
        }
        for (; c < end; c++) {
            y[to + c] = pixel(fromTap, toTap, column, origin + c, c, x, filters, bias);
        }
    }

    /** All columns of one vector of channels; {@code at} is the row's first tap at column 0 of the image. */
    private void vector(int fromTap, int toTap, int at, int c, float[] x, float[] filters, float[] bias,
                        float[] y, int to) {
        for (int column = 0; column < firstInner; column++) {
            border(fromTap, toTap, column, at, c, x, filters, bias, y, to + column * g.c());
        }
        int inner = at - g.padLeft() * g.c();
        int step = g.strideW() * g.c();
        int column = firstInner;
        while (endInner - column > SHORT_RUN && endInner - firstInner >= RUN) {
            int begin = Math.min(column, endInner - RUN);
            run8(taps, fromTap * g.kw(), toTap * g.kw(), g.c(), x, inner + begin * step, step, filters, bias, c,
                    y, to + begin * g.c());
            column = begin + RUN;
        }
        while (column < endInner && endInner - firstInner >= SHORT_RUN) {
            int begin = Math.min(column, endInner - SHORT_RUN);
            run4(taps, fromTap * g.kw(), toTap * g.kw(), g.c(), x, inner + begin * step, step, filters, bias, c,
                    y, to + begin * g.c());
            column = begin + SHORT_RUN;
        }
        for (; column < g.outW(); column++) {
            border(fromTap, toTap, column, at, c, x, filters, bias, y, to + column * g.c());
        }
    }

    private static void run8(int[] taps, int fromTap, int toTap, int channels, float[] x, int at, int step,
                             float[] filters, float[] bias, int c, float[] y, int to) {
        FloatVector y0 = FloatVector.fromArray(SPECIES, bias, c);
        FloatVector y1 = y0, y2 = y0, y3 = y0, y4 = y0, y5 = y0, y6 = y0, y7 = y0;
        int filter = fromTap * channels + c;
        for (int tap = fromTap; tap < toTap; tap++) {
            FloatVector f = FloatVector.fromArray(SPECIES, filters, filter);
            filter += channels;
            int p = at + taps[tap];
            y0 = FloatVector.fromArray(SPECIES, x, p).fma(f, y0);
            y1 = FloatVector.fromArray(SPECIES, x, p + step).fma(f, y1);
            y2 = FloatVector.fromArray(SPECIES, x, p + 2 * step).fma(f, y2);
            y3 = FloatVector.fromArray(SPECIES, x, p + 3 * step).fma(f, y3);
            y4 = FloatVector.fromArray(SPECIES, x, p + 4 * step).fma(f, y4);
            y5 = FloatVector.fromArray(SPECIES, x, p + 5 * step).fma(f, y5);
            y6 = FloatVector.fromArray(SPECIES, x, p + 6 * step).fma(f, y6);
            y7 = FloatVector.fromArray(SPECIES, x, p + 7 * step).fma(f, y7);
        }
        y0.intoArray(y, to);
        y1.intoArray(y, to + channels);
        y2.intoArray(y, to + 2 * channels);
        y3.intoArray(y, to + 3 * channels);
        y4.intoArray(y, to + 4 * channels);
        y5.intoArray(y, to + 5 * channels);
        y6.intoArray(y, to + 6 * channels);
        y7.intoArray(y, to + 7 * channels);
    }

    private static void run4(int[] taps, int fromTap, int toTap, int channels, float[] x, int at, int step,
                             float[] filters, float[] bias, int c, float[] y, int to) {
        FloatVector y0 = FloatVector.fromArray(SPECIES, bias, c);
        FloatVector y1 = y0, y2 = y0, y3 = y0;
        int filter = fromTap * channels + c;
        for (int tap = fromTap; tap < toTap; tap++) {
            FloatVector f = FloatVector.fromArray(SPECIES, filters, filter);
            filter += channels;
            int p = at + taps[tap];
            y0 = FloatVector.fromArray(SPECIES, x, p).fma(f, y0);
            y1 = FloatVector.fromArray(SPECIES, x, p + step).fma(f, y1);
            y2 = FloatVector.fromArray(SPECIES, x, p + 2 * step).fma(f, y2);
            y3 = FloatVector.fromArray(SPECIES, x, p + 3 * step).fma(f, y3);
        }
        y0.intoArray(y, to);
        y1.intoArray(y, to + channels);
        y2.intoArray(y, to + 2 * channels);
        y3.intoArray(y, to + 3 * channels);
    }

    /** One pixel of which taps may lie outside the image, left or right. */
    private void border(int fromTap, int toTap, int column, int at, int c, float[] x, float[] filters, float[] bias,
                        float[] y, int to) {
        int left = column * g.strideW() - g.padLeft();
        int fromColumn = Math.max(0, Math.ceilDiv(-left, g.dilationW()));
        int toColumn = Math.min(g.kw(), Math.ceilDiv(g.w() - left, g.dilationW()));
        FloatVector sum = FloatVector.fromArray(SPECIES, bias, c);
        for (int i = fromTap; i < toTap; i++) {
            for (int j = fromColumn; j < toColumn; j++) {
                int tap = i * g.kw() + j;
                sum = FloatVector.fromArray(SPECIES, x, at + left * g.c() + taps[tap])
                        .fma(FloatVector.fromArray(SPECIES, filters, tap * g.c() + c), sum);
            }
        }
        sum.intoArray(y, to);
    }

    /** All columns of one channel, where there are fewer channels than lanes. */
    private void scalar(int fromTap, int toTap, int at, int c, float[] x, float[] filters, float[] bias,
                        float[] y, int to) {
        for (int column = 0; column < g.outW(); column++) {
            y[to + column * g.c()] = pixel(fromTap, toTap, column, at, c, x, filters, bias);
        }
    }

    private float pixel(int fromTap, int toTap, int column, int at, int c, float[] x, float[] filters, float[] bias) {
        int left = column * g.strideW() - g.padLeft();
        int fromColumn = Math.max(0, Math.ceilDiv(-left, g.dilationW()));
        int toColumn = Math.min(g.kw(), Math.ceilDiv(g.w() - left, g.dilationW()));
        float sum = bias[c];
        for (int i = fromTap; i < toTap; i++) {
            for (int j = fromColumn; j < toColumn; j++) {
                int tap = i * g.kw() + j;
                sum = Math.fma(x[at + left * g.c() + taps[tap]], filters[tap * g.c() + c], sum);
            }
        }
        return sum;
    }
}
