package salty.loader.image;

import java.util.Arrays;

/**
 * The coefficients of one macroblock after another: read (RFC 6386, section 13), dequantised, and added to the
 * prediction by the inverse transforms of section 14.
 */
final class Vp8Coefficients {

    private static final int PROBABILITIES = 11;
    private static final int CONTEXTS = 3;
    private static final int BANDS = 8;
    /** The kinds of blocks: luma without its first coefficients, those, chroma, all of luma. */
    private static final int LUMA_REST = 0;
    private static final int SECOND_ORDER = 1;
    private static final int CHROMA = 2;
    private static final int LUMA = 3;
    /** Places of contexts: four of luma, two and two of chroma, one of the second order. */
    private static final int CONTEXT_LENGTH = 9;

    private final int[] probabilities;
    private final boolean[] above;
    private final boolean[] left = new boolean[CONTEXT_LENGTH];
    private final int[] values = new int[25 * 16];
    private final boolean[] filled = new boolean[24];

    Vp8Coefficients(int[] probabilities, int columns) {
        this.probabilities = probabilities;
        this.above = new boolean[CONTEXT_LENGTH * columns];
    }

    void startRow() {
        Arrays.fill(left, false);
    }

    /** A macroblock without coefficients. Sub-block prediction leaves the context of the second order alone. */
    boolean skip(int x, boolean small) {
        int contexts = small ? CONTEXT_LENGTH - 1 : CONTEXT_LENGTH;
        Arrays.fill(left, 0, contexts, false);
        Arrays.fill(above, CONTEXT_LENGTH * x, CONTEXT_LENGTH * x + contexts, false);
        Arrays.fill(filled, false);
        return false;
    }

    /**
     * Reads a macroblock.
     *
     * @return whether any coefficient is not 0
     */
    boolean read(Vp8Bits bits, int x, boolean small, int[][] steps) {
        Arrays.fill(values, 0);
        int first = 0;
        if (!small) {
            block(bits, SECOND_ORDER, 24, 0, CONTEXT_LENGTH * x + 8, 8, steps[1]);
            spread();
            first = 1;
        }
        boolean any = false;
        for (int i = 0; i < 16; i++) {
            int end = block(bits, small ? LUMA : LUMA_REST, i, first, CONTEXT_LENGTH * x + (i & 3), i >> 2, steps[0]);
            filled[i] = end > 1 || values[16 * i] != 0;
            any |= filled[i];
        }
        for (int i = 16; i < 24; i++) {
            int plane = i < 20 ? 4 : 6;
            int end = block(bits, CHROMA, i, 0, CONTEXT_LENGTH * x + plane + (i & 1), plane + (i >> 1 & 1), steps[2]);
            filled[i] = end > 1 || values[16 * i] != 0;
            any |= filled[i];
        }
        return any;
    }

    /** Reads a block, whose neighbours say how likely it is to be empty; returns the place behind its last value. */
    private int block(Vp8Bits bits, int kind, int index, int first, int aboveContext, int leftContext, int[] steps) {
        int context = (above[aboveContext] ? 1 : 0) + (left[leftContext] ? 1 : 0);
        int end = tokens(bits, kind, index * 16, first, context, steps);
        above[aboveContext] = end > first;
        left[leftContext] = end > first;
        return end;
    }

    private int tokens(Vp8Bits bits, int kind, int to, int first, int context, int[] steps) {
        int at = probability(kind, first, context);
        for (int n = first; n < 16; ) {
            if (bits.bit(probabilities[at]) == 0) {
                return n;
            }
            while (bits.bit(probabilities[at + 1]) == 0) {
                if (++n == 16) {
                    return 16;
                }
                at = probability(kind, n, 0);
            }
            int value = 1;
            if (bits.bit(probabilities[at + 2]) == 1) {
                value = large(bits, at);
            }
            values[to + Vp8Tables.ZIGZAG[n]] = (bits.flag() ? -value : value) * steps[n > 0 ? 1 : 0];
            n++;
            at = n < 16 ? probability(kind, n, value > 1 ? 2 : 1) : at;
        }
        return 16;
    }

    private static int probability(int kind, int n, int context) {
        return PROBABILITIES * (CONTEXTS * (BANDS * kind + Vp8Tables.BANDS[n]) + context);
    }

    private int large(Vp8Bits bits, int at) {
        if (bits.bit(probabilities[at + 3]) == 0) {
            return bits.bit(probabilities[at + 4]) == 0 ? 2 : 3 + bits.bit(probabilities[at + 5]);
        }
        if (bits.bit(probabilities[at + 6]) == 0) {
            return bits.bit(probabilities[at + 7]) == 0 ? 5 + bits.bit(159)
                    : 7 + 2 * bits.bit(165) + bits.bit(145);
        }
        int high = bits.bit(probabilities[at + 8]);
        int category = 2 * high + bits.bit(probabilities[at + 9 + high]);
        int value = 0;
        for (int probability : Vp8Tables.EXTRA_BITS[category]) {
            value = 2 * value + bits.bit(probability);
        }
        return value + 3 + (8 << category);
    }

    /** The inverse Walsh-Hadamard transform of the second order, to the first coefficients of the luma blocks. */
    private void spread() {
        int[] t = new int[16];
        for (int i = 0; i < 4; i++) {
            int at = 24 * 16 + i;
            int a = values[at] + values[at + 12];
            int b = values[at + 4] + values[at + 8];
            int c = values[at + 4] - values[at + 8];
            int d = values[at] - values[at + 12];
            t[i] = a + b;
            t[4 + i] = d + c;
            t[8 + i] = a - b;
            t[12 + i] = d - c;
        }
        for (int i = 0; i < 4; i++) {
            int a = t[4 * i] + 3 + t[4 * i + 3];
            int b = t[4 * i + 1] + t[4 * i + 2];
            int c = t[4 * i + 1] - t[4 * i + 2];
            int d = t[4 * i] + 3 - t[4 * i + 3];
            values[64 * i] = a + b >> 3;
            values[64 * i + 16] = d + c >> 3;
            values[64 * i + 32] = a - b >> 3;
            values[64 * i + 48] = d - c >> 3;
        }
    }

    /** Adds the inverse cosine transform of a block to what was predicted. */
    void add(int index, Vp8Plane plane, int at) {
        if (!filled[index]) {
            return;
        }
        int[] t = new int[16];
        for (int i = 0; i < 4; i++) {
            int from = 16 * index + i;
            int a = values[from] + values[from + 8];
            int b = values[from] - values[from + 8];
            int c = sine(values[from + 4]) - cosine(values[from + 12]);
            int d = cosine(values[from + 4]) + sine(values[from + 12]);
            t[4 * i] = a + d;
            t[4 * i + 1] = b + c;
            t[4 * i + 2] = b - c;
            t[4 * i + 3] = a - d;
        }
        for (int y = 0; y < 4; y++) {
            int a = t[y] + 4 + t[8 + y];
            int b = t[y] + 4 - t[8 + y];
            int c = sine(t[4 + y]) - cosine(t[12 + y]);
            int d = cosine(t[4 + y]) + sine(t[12 + y]);
            int row = at + y * plane.stride;
            plane.put(row, Vp8Plane.clip(plane.get(row) + (a + d >> 3)));
            plane.put(row + 1, Vp8Plane.clip(plane.get(row + 1) + (b + c >> 3)));
            plane.put(row + 2, Vp8Plane.clip(plane.get(row + 2) + (b - c >> 3)));
            plane.put(row + 3, Vp8Plane.clip(plane.get(row + 3) + (a - d >> 3)));
        }
    }

    /** {@code sqrt(2) cos(pi / 8) x} in 16-bit fixed point. */
    private static int cosine(int x) {
        return (x * 20091 >> 16) + x;
    }

    /** {@code sqrt(2) sin(pi / 8) x}. */
    private static int sine(int x) {
        return x * 35468 >> 16;
    }
}
