package salty.loader.image;

import java.nio.ByteBuffer;

/** The header of a VP8 key frame (RFC 6386, sections 9 and 19.2), and the partitions behind it. */
final class Vp8Header {

    private static final int SEGMENTS = 4;
    private static final int FRAME_TAG = 10;

    final int width;
    final int height;
    /** What is left of the first partition: the macroblocks' modes. */
    final Vp8Bits modes;
    /** The coefficients; macroblock rows take turns. */
    final Vp8Bits[] partitions;
    final boolean segmentMap;
    final int[] segmentProbabilities = {255, 255, 255};
    final boolean simpleFilter;
    final int sharpness;
    /** The loop filter's strength of a segment, without and with sub-block prediction. */
    final int[][] filterLevels = new int[SEGMENTS][2];
    /** Quantiser steps of a segment: of luma, its second order, chroma; the first coefficient, the others. */
    final int[][][] steps = new int[SEGMENTS][3][2];
    final int[] probabilities = Vp8Tables.COEFFICIENT_PROBABILITIES.clone();
    /** That a macroblock has coefficients; -1 if all have. */
    final int skipProbability;

    private boolean segmented;
    private boolean absolute;
    private final int[] segmentSteps = new int[SEGMENTS];
    private final int[] segmentLevels = new int[SEGMENTS];

    Vp8Header(ByteBuffer data) {
        int tag = data.get(0) & 0xff | (data.get(1) & 0xff) << 8 | (data.get(2) & 0xff) << 16;
        if ((tag & 1) != 0 || (tag >> 1 & 7) > 3 || data.get(3) != (byte) 0x9d || data.get(4) != 1
                || data.get(5) != 0x2a) {
            throw new ImageFormatException("corrupt WebP: no key frame");
        }
        width = (data.get(6) & 0xff | data.get(7) << 8) & 0x3fff;
        height = (data.get(8) & 0xff | data.get(9) << 8) & 0x3fff;
        int firstLength = tag >> 5;
        if (firstLength > data.limit() - FRAME_TAG) {
            throw new ImageFormatException("truncated WebP");
        }
        modes = new Vp8Bits(data.slice(FRAME_TAG, firstLength));
        // Colour space and clamping: decoders clamp always.
        modes.number(2);
        segmentMap = segmentation();
        simpleFilter = modes.flag();
        int level = modes.number(6);
        sharpness = modes.number(3);
        filterLevels(level);
        partitions = partitions(data, FRAME_TAG + firstLength, 1 << modes.number(2));
        steps();
        // Whether the probabilities are kept for a next frame.
        modes.flag();
        for (int i = 0; i < probabilities.length; i++) {
            if (modes.bit(Vp8Tables.COEFFICIENT_UPDATES[i]) == 1) {
                probabilities[i] = modes.number(8);
            }
        }
        skipProbability = modes.flag() ? modes.number(8) : -1;
    }

    private boolean segmentation() {
        segmented = modes.flag();
        if (!segmented) {
            return false;
        }
        boolean map = modes.flag();
        if (modes.flag()) {
            absolute = modes.flag();
            for (int i = 0; i < SEGMENTS; i++) {
                segmentSteps[i] = modes.optional(7);
            }
            for (int i = 0; i < SEGMENTS; i++) {
                segmentLevels[i] = modes.optional(6);
            }
        }
        for (int i = 0; map && i < segmentProbabilities.length; i++) {
            segmentProbabilities[i] = modes.flag() ? modes.number(8) : 255;
        }
        return map;
    }

    private void filterLevels(int level) {
        int[] deltas = new int[8];
        boolean adjusted = modes.flag();
        if (adjusted && modes.flag()) {
            for (int i = 0; i < deltas.length; i++) {
                deltas[i] = modes.optional(6);
            }
        }
        for (int i = 0; i < SEGMENTS; i++) {
            int base = !segmented ? level : absolute ? segmentLevels[i] : level + segmentLevels[i];
            // Of the deltas those of intra frames (0) and of sub-block prediction (4) concern key frames.
            filterLevels[i][0] = level == 0 ? 0 : Math.clamp(base + deltas[0], 0, 63);
            filterLevels[i][1] = level == 0 ? 0 : Math.clamp(base + deltas[0] + deltas[4], 0, 63);
        }
    }

    private static Vp8Bits[] partitions(ByteBuffer data, int table, int count) {
        Vp8Bits[] partitions = new Vp8Bits[count];
        int at = table + 3 * (count - 1);
        if (at > data.limit()) {
            throw new ImageFormatException("truncated WebP");
        }
        for (int i = 0; i < count; i++) {
            int entry = table + 3 * i;
            int length = i == count - 1 ? data.limit() - at
                    : data.get(entry) & 0xff | (data.get(entry + 1) & 0xff) << 8 | (data.get(entry + 2) & 0xff) << 16;
            if (length > data.limit() - at) {
                throw new ImageFormatException("truncated WebP");
            }
            partitions[i] = new Vp8Bits(data.slice(at, length));
            at += length;
        }
        return partitions;
    }

    private void steps() {
        int base = modes.number(7);
        int[] deltas = new int[5];
        for (int i = 0; i < deltas.length; i++) {
            deltas[i] = modes.optional(4);
        }
        for (int i = 0; i < SEGMENTS; i++) {
            int index = !segmented ? base : absolute ? segmentSteps[i] : base + segmentSteps[i];
            steps[i][0][0] = Vp8Tables.DC_STEPS[Math.clamp(index + deltas[0], 0, 127)];
            steps[i][0][1] = Vp8Tables.AC_STEPS[Math.clamp(index, 0, 127)];
            steps[i][1][0] = 2 * Vp8Tables.DC_STEPS[Math.clamp(index + deltas[1], 0, 127)];
            steps[i][1][1] = Math.max(8, Vp8Tables.AC_STEPS[Math.clamp(index + deltas[2], 0, 127)] * 155 / 100);
            steps[i][2][0] = Vp8Tables.DC_STEPS[Math.clamp(index + deltas[3], 0, 117)];
            steps[i][2][1] = Vp8Tables.AC_STEPS[Math.clamp(index + deltas[4], 0, 127)];
        }
    }
}
