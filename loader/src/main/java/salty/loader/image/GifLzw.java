package salty.loader.image;

/**
 * The variable-length LZW of GIF (GIF89a, appendix F): codes of up to 12 bits, the least significant first, in
 * sub-blocks of any size.
 *
 * <p>Decoded as browsers do: clear codes may come in a row or not at all, a full table stays as it is until it is
 * cleared, what follows the last pixel does not matter. Missing pixels are a fault: a viewer would show what lies
 * beneath.
 */
final class GifLzw {

    private static final int MAX_BITS = 12;
    private static final int TABLE = 1 << MAX_BITS;
    private static final int MAX_MINIMUM_CODE_SIZE = 8;

    /** Where the rows of an interlaced frame start, and how far they lie apart (GIF89a, appendix E). */
    private static final int[] PASS_STARTS = {0, 4, 2, 1};
    private static final int[] PASS_STEPS = {8, 8, 4, 2};

    private final byte[] data;
    private final int width;
    private final int height;
    private final boolean interlaced;
    private final byte[] indices;
    private final int keptWidth;
    private final int keptHeight;

    /** Each code's last index, the code of what is before it, and how many indices it stands for. */
    private final byte[] suffix = new byte[TABLE];
    private final short[] prefix = new short[TABLE];
    private final short[] lengths = new short[TABLE];
    private final byte[] text = new byte[TABLE + 1];

    private int at;
    private int blockEnd;
    private int bits;
    private int bitCount;
    private int row;
    private int column;
    private int pass;
    private int rowsDone;

    private GifLzw(byte[] data, int start, int width, int height, boolean interlaced, int keptWidth, int keptHeight) {
        this.data = data;
        this.at = start;
        this.blockEnd = start;
        this.width = width;
        this.height = height;
        this.interlaced = interlaced;
        this.keptWidth = keptWidth;
        this.keptHeight = keptHeight;
        this.indices = new byte[keptWidth * keptHeight];
    }

    /**
     * The upper left part of a frame; the rest is decoded, too, but not kept.
     *
     * @param start where the minimum code size stands in {@code data}, sub-blocks behind it
     * @return {@code (keptHeight, keptWidth)} indices
     * @throws ImageFormatException if the data are damaged or end before the last pixel
     */
    static byte[] decode(byte[] data, int start, int width, int height, boolean interlaced, int keptWidth,
                         int keptHeight) {
        int minimumCodeSize = data[start] & 0xff;
        if (minimumCodeSize < 1 || minimumCodeSize > MAX_MINIMUM_CODE_SIZE) {
            throw new ImageFormatException("corrupt GIF: a minimum code size of " + minimumCodeSize);
        }
        GifLzw lzw = new GifLzw(data, start + 1, width, height, interlaced, keptWidth, keptHeight);
        lzw.decode(minimumCodeSize);
        return lzw.indices;
    }

    private void decode(int minimumCodeSize) {
        int clear = 1 << minimumCodeSize;
        int end = clear + 1;
        for (int i = 0; i < clear; i++) {
            suffix[i] = (byte) i;
            lengths[i] = 1;
        }
        int size = minimumCodeSize + 1;
        // The entry that the next code completes. The first code after a clear completes none: it takes the end
        // code's place, which nobody looks up.
        int next = end;
        int previous = -1;
        while (rowsDone < height) {
            int code = code(size);
            if (code == clear) {
                size = minimumCodeSize + 1;
                next = end;
                previous = -1;
                continue;
            }
            if (code == end || code < 0) {
                throw new ImageFormatException("incomplete GIF: " + rowsDone + " of " + height + " rows");
            }
            if (previous < 0 ? code > clear : code > next) {
                throw new ImageFormatException("corrupt GIF: an undefined code");
            }
            if (previous >= 0 && next < TABLE) {
                prefix[next] = (short) previous;
                lengths[next] = (short) (lengths[previous] + 1);
                suffix[next] = first(code == next ? previous : code);
            }
            put(code);
            if (next < TABLE) {
                next++;
                if (next == 1 << size && size < MAX_BITS) {
                    size++;
                }
            }
            previous = code;
        }
    }

    /** The next code; -1 if the data end before. */
    private int code(int size) {
        while (bitCount < size) {
            if (at == blockEnd) {
                // The blocks were walked before: their lengths, and the empty one at the end, lie inside the data.
                int length = data[at] & 0xff;
                if (length == 0) {
                    return -1;
                }
                at++;
                blockEnd = at + length;
            }
            bits |= (data[at++] & 0xff) << bitCount;
            bitCount += 8;
        }
        int code = bits & (1 << size) - 1;
        bits >>>= size;
        bitCount -= size;
        return code;
    }

    private byte first(int code) {
        int at = code;
        while (lengths[at] > 1) {
            at = prefix[at];
        }
        return suffix[at];
    }

    private void put(int code) {
        int length = lengths[code];
        for (int i = length - 1, part = code; i >= 0; i--) {
            text[i] = suffix[part];
            part = prefix[part];
        }
        for (int i = 0; i < length && rowsDone < height; ) {
            int count = Math.min(length - i, width - column);
            int kept = Math.min(count, keptWidth - column);
            if (row < keptHeight && kept > 0) {
                System.arraycopy(text, i, indices, row * keptWidth + column, kept);
            }
            column += count;
            i += count;
            if (column == width) {
                nextRow();
            }
        }
    }

    private void nextRow() {
        column = 0;
        rowsDone++;
        if (!interlaced) {
            row++;
            return;
        }
        row += PASS_STEPS[pass];
        while (row >= height && pass < PASS_STARTS.length - 1) {
            row = PASS_STARTS[++pass];
        }
    }
}
