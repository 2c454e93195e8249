package salty.loader.hdf5;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

/**
 * Little-endian fields that are read one after another. Nothing outside the bytes is ever read: a field that would lie
 * there is an {@link IllegalArgumentException}, what is newer than this reader an {@link
 * UnsupportedOperationException}; {@link Boundary} turns both into the one exception that leaves this package.
 */
final class Cursor {

    /** An address that leads nowhere: all bits are set, whatever the size of addresses. */
    static final long UNDEFINED = -1;

    private static final ValueLayout.OfShort SHORT =
            ValueLayout.JAVA_SHORT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
    private static final ValueLayout.OfInt INT = ValueLayout.JAVA_INT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

    private final MemorySegment bytes;
    private final int addressSize;
    private final int lengthSize;
    private long at;

    Cursor(MemorySegment bytes, int addressSize, int lengthSize) {
        this.bytes = bytes;
        this.addressSize = addressSize;
        this.lengthSize = lengthSize;
    }

    int u8() {
        return Byte.toUnsignedInt(bytes.get(ValueLayout.JAVA_BYTE, advance(1)));
    }

    int u16() {
        return Short.toUnsignedInt(bytes.get(SHORT, advance(2)));
    }

    long u32() {
        return Integer.toUnsignedLong(bytes.get(INT, advance(4)));
    }

    /** A number of {@code size} bytes, at most eight; what does not fit into a signed long is negative. */
    long number(int size) {
        if (size < 0 || size > Long.BYTES) {
            throw new IllegalArgumentException("a number of " + size + " bytes");
        }
        long value = 0;
        long start = advance(size);
        for (int i = 0; i < size; i++) {
            value |= (bytes.get(ValueLayout.JAVA_BYTE, start + i) & 0xffL) << 8 * i;
        }
        return value;
    }

    /** A place in the file, or {@link #UNDEFINED}. */
    long address() {
        long value = number(addressSize);
        return addressSize < Long.BYTES && value == (1L << 8 * addressSize) - 1 ? UNDEFINED : value;
    }

    /** A number of bytes or things. */
    long length() {
        return number(lengthSize);
    }

    MemorySegment segment(long size) {
        return bytes.asSlice(advance(size), size);
    }

    /** Fields of their own in the next bytes. */
    Cursor part(long size) {
        return new Cursor(segment(size), addressSize, lengthSize);
    }

    Cursor skip(long size) {
        advance(size);
        return this;
    }

    /** Skips what fills a field up to a multiple of eight bytes. */
    Cursor pad8(long size) {
        return skip((8 - size % 8) % 8);
    }

    /** UTF-8 up to the first zero byte, in a field of {@code size} bytes, all of which are passed. */
    String text(long size) {
        MemorySegment field = segment(size);
        long end = 0;
        while (end < size && field.get(ValueLayout.JAVA_BYTE, end) != 0) {
            end++;
        }
        return new String(field.asSlice(0, end).toArray(ValueLayout.JAVA_BYTE), StandardCharsets.UTF_8);
    }

    /** The four letters that a structure begins with. */
    Cursor signature(String expected) {
        String found = new String(segment(4).toArray(ValueLayout.JAVA_BYTE), StandardCharsets.ISO_8859_1);
        if (!found.equals(expected)) {
            throw new IllegalArgumentException("a structure " + expected + " was expected where there is none");
        }
        return this;
    }

    /** A structure's version, which must be the one that is known. */
    Cursor version(String structure, int known) {
        int version = u8();
        if (version != known) {
            throw new UnsupportedOperationException("a " + structure + " has version " + version + ", known is "
                    + known);
        }
        return this;
    }

    /** Compares the checksum that comes next with that of all bytes before it. */
    void checksum(String structure) {
        int expected = Lookup3.hash(bytes.asSlice(0, at));
        if ((int) u32() != expected) {
            throw new IllegalArgumentException("a " + structure + " is damaged: its checksum is wrong");
        }
    }

    long position() {
        return at;
    }

    long remaining() {
        return bytes.byteSize() - at;
    }

    int addressSize() {
        return addressSize;
    }

    int lengthSize() {
        return lengthSize;
    }

    private long advance(long size) {
        if (size < 0 || size > bytes.byteSize() - at) {
            throw new IllegalArgumentException("a structure ends before its " + size + " bytes at " + at);
        }
        long start = at;
        at += size;
        return start;
    }
}
