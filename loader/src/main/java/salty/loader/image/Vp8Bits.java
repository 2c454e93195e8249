package salty.loader.image;

import java.nio.ByteBuffer;

/** The boolean entropy decoder of VP8 (RFC 6386, section 7). */
final class Vp8Bits {

    private final ByteBuffer data;
    private int value;
    private int range = 255;
    /** How many bits of {@link #value} lie below the eight that are compared. */
    private int extra = -8;

    Vp8Bits(ByteBuffer data) {
        this.data = data;
    }

    /**
     * The next bit.
     *
     * @param probability that it is 0, in 256ths
     */
    int bit(int probability) {
        if (extra < 0) {
            if (!data.hasRemaining()) {
                throw new ImageFormatException("truncated WebP");
            }
            value = value << 8 | data.get() & 0xff;
            extra += 8;
        }
        int split = 1 + ((range - 1) * probability >> 8);
        int bit = 0;
        if (value >> extra >= split) {
            value -= split << extra;
            range -= split;
            bit = 1;
        } else {
            range = split;
        }
        int shift = Integer.numberOfLeadingZeros(range) - 24;
        range <<= shift;
        extra -= shift;
        return bit;
    }

    boolean flag() {
        return bit(128) == 1;
    }

    /** An unsigned number of so many bits, the highest first. */
    int number(int bits) {
        int number = 0;
        for (int i = 0; i < bits; i++) {
            number = number << 1 | bit(128);
        }
        return number;
    }

    /** A number of so many bits, and its sign. */
    int signed(int bits) {
        int number = number(bits);
        return flag() ? -number : number;
    }

    /** A signed number if a flag says that there is one, else 0. */
    int optional(int bits) {
        return flag() ? signed(bits) : 0;
    }
}
