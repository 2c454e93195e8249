package salty.loader.hdf5;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;

/** Little-endian bytes that are appended one field after another, as HDF5's structures are specified. */
final class Bytes {

    private ByteBuffer buffer = ByteBuffer.allocate(256).order(ByteOrder.LITTLE_ENDIAN);

    Bytes u8(int... values) {
        reserve(values.length);
        for (int value : values) {
            buffer.put((byte) value);
        }
        return this;
    }

    Bytes u16(int value) {
        reserve(2);
        buffer.putShort((short) value);
        return this;
    }

    Bytes u32(int value) {
        reserve(4);
        buffer.putInt(value);
        return this;
    }

    Bytes u64(long value) {
        reserve(8);
        buffer.putLong(value);
        return this;
    }

    Bytes put(byte[] bytes) {
        reserve(bytes.length);
        buffer.put(bytes);
        return this;
    }

    /** Zeros up to the next multiple of eight. */
    Bytes pad8() {
        return fillTo((size() + 7) / 8 * 8);
    }

    /** Zeros up to {@code size} bytes in all. */
    Bytes fillTo(int size) {
        reserve(size - size());
        buffer.position(size);
        return this;
    }

    int size() {
        return buffer.position();
    }

    byte[] toArray() {
        return Arrays.copyOf(buffer.array(), buffer.position());
    }

    private void reserve(int more) {
        if (buffer.remaining() < more) {
            int capacity = Math.max(Math.addExact(buffer.position(), more), Math.multiplyExact(2, buffer.capacity()));
            buffer = ByteBuffer.wrap(Arrays.copyOf(buffer.array(), capacity)).order(ByteOrder.LITTLE_ENDIAN)
                    .position(buffer.position());
        }
    }
}
