package salty.loader.image;

import java.nio.ByteBuffer;
import java.util.Arrays;

/**
 * VP8 key frames, the lossy bitstream of WebP (RFC 6386), to the last bit as libwebp decodes them. Planes are decoded
 * whole, then filtered, for prediction looks at samples before the loop filter; {@link Vp8Color} makes them RGB.
 */
final class Vp8Decoder {

    private static final int SUB_BLOCKS = 4;
    /** Macroblock modes, and the sub-block modes that neighbours take them for. */
    private static final int FLAT = 0;
    private static final int ABOVE = 1;
    private static final int LEFT = 2;
    private static final int BOTH = 3;
    private static final int[] AS_SUB_BLOCK = {0, 2, 3, 1};

    private final Vp8Header header;
    private final int columns;
    private final int rows;
    private final Vp8Plane luma;
    private final Vp8Plane blue;
    private final Vp8Plane red;
    private final Vp8Coefficients coefficients;
    private final int[] modesAbove;
    private final int[] modesLeft = new int[SUB_BLOCKS];
    private final int[] modes = new int[SUB_BLOCKS * SUB_BLOCKS];
    private final int[] edge = new int[13];
    /** Of each macroblock the loop filter's level, negated where its inside stays as it is. */
    private final byte[] levels;

    private Vp8Decoder(ByteBuffer data) {
        header = new Vp8Header(data);
        columns = header.width + 15 >> 4;
        rows = header.height + 15 >> 4;
        luma = new Vp8Plane(16 * columns, 16 * rows);
        blue = new Vp8Plane(8 * columns, 8 * rows);
        red = new Vp8Plane(8 * columns, 8 * rows);
        coefficients = new Vp8Coefficients(header.probabilities, columns);
        modesAbove = new int[SUB_BLOCKS * columns];
        levels = new byte[columns * rows];
    }

    /**
     * Decodes a chunk {@code VP8 }.
     *
     * @throws ImageFormatException if it is damaged or ends early
     */
    static RgbImage decode(ByteBuffer data) {
        Vp8Decoder decoder = new Vp8Decoder(data);
        for (int y = 0; y < decoder.rows; y++) {
            decoder.row(y);
        }
        new Vp8LoopFilter(decoder.header, decoder.levels, decoder.columns, decoder.luma, decoder.blue, decoder.red)
                .run();
        return Vp8Color.toRgb(decoder.luma, decoder.blue, decoder.red, decoder.header.width, decoder.header.height);
    }

    private void row(int y) {
        Vp8Bits tokens = header.partitions[y & header.partitions.length - 1];
        Arrays.fill(modesLeft, 0);
        coefficients.startRow();
        for (int x = 0; x < columns; x++) {
            macroblock(x, y, tokens);
        }
    }

    private void macroblock(int x, int y, Vp8Bits tokens) {
        Vp8Bits bits = header.modes;
        int segment = !header.segmentMap ? 0 : bits.bit(header.segmentProbabilities[0]) == 0
                ? bits.bit(header.segmentProbabilities[1]) : 2 + bits.bit(header.segmentProbabilities[2]);
        boolean skipped = header.skipProbability >= 0 && bits.bit(header.skipProbability) == 1;
        boolean small = bits.bit(145) == 0;
        int mode = small ? -1 : lumaMode(bits);
        if (small) {
            smallModes(x, bits);
        } else {
            Arrays.fill(modesAbove, SUB_BLOCKS * x, SUB_BLOCKS * (x + 1), AS_SUB_BLOCK[mode]);
            Arrays.fill(modesLeft, AS_SUB_BLOCK[mode]);
        }
        int chromaMode = bits.bit(142) == 0 ? FLAT : bits.bit(114) == 0 ? ABOVE : bits.bit(183) == 0 ? LEFT : BOTH;
        boolean filled = skipped ? coefficients.skip(x, small)
                : coefficients.read(tokens, x, small, header.steps[segment]);
        int level = header.filterLevels[segment][small ? 1 : 0];
        levels[y * columns + x] = (byte) (small || filled ? level : -level);
        if (small) {
            smallBlocks(x, y);
        } else {
            luma.predict(16 * x, 16 * y, 16, mode);
            for (int i = 0; i < 16; i++) {
                coefficients.add(i, luma, luma.at(16 * x + 4 * (i & 3), 16 * y + 4 * (i >> 2)));
            }
        }
        blue.predict(8 * x, 8 * y, 8, chromaMode);
        red.predict(8 * x, 8 * y, 8, chromaMode);
        for (int i = 0; i < 4; i++) {
            int at = blue.at(8 * x + 4 * (i & 1), 8 * y + 4 * (i >> 1));
            coefficients.add(16 + i, blue, at);
            coefficients.add(20 + i, red, at);
        }
    }

    private static int lumaMode(Vp8Bits bits) {
        return bits.bit(156) == 1 ? bits.bit(128) == 1 ? BOTH : LEFT : bits.bit(163) == 1 ? ABOVE : FLAT;
    }

    private void smallModes(int x, Vp8Bits bits) {
        for (int i = 0; i < modes.length; i++) {
            int above = SUB_BLOCKS * x + (i & 3);
            int probabilities = 9 * (10 * modesAbove[above] + modesLeft[i >> 2]);
            int node = 0;
            do {
                int probability = Vp8Tables.SUB_BLOCK_MODES[probabilities + (node >> 1)];
                node = Vp8Tables.SUB_BLOCK_TREE[node + bits.bit(probability)];
            } while (node > 0);
            modes[i] = -node;
            modesAbove[above] = -node;
            modesLeft[i >> 2] = -node;
        }
    }

    private void smallBlocks(int x, int y) {
        for (int i = 0; i < modes.length; i++) {
            int at = luma.at(16 * x + 4 * (i & 3), 16 * y + 4 * (i >> 2));
            for (int k = 0; k < 4; k++) {
                edge[k] = luma.get(at + (3 - k) * luma.stride - 1);
            }
            for (int k = 0; k < 9; k++) {
                edge[4 + k] = luma.get(at - luma.stride - 1 + k);
            }
            if ((i & 3) == 3) {
                right(x, y);
            }
            luma.predictSmall(at, modes[i], edge);
            coefficients.add(i, luma, at);
        }
    }

    /** What lies above and right of a macroblock's last column is the macroblock above right, whichever the row. */
    private void right(int x, int y) {
        int at = luma.at(16 * x + 16, 16 * y - 1);
        for (int k = 0; k < 4; k++) {
            edge[9 + k] = luma.get(y > 0 && x == columns - 1 ? at - 1 : at + k);
        }
    }
}
