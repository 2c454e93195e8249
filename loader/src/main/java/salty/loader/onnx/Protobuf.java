package salty.loader.onnx;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;
import java.nio.channels.WritableByteChannel;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * A protobuf message, field after field (the wire format of the Protocol Buffers documentation). Large values are kept
 * as references to the memory that they lie in, so that writing half a gigabyte of weights copies none of them.
 */
final class Protobuf {

    private static final int VARINT = 0;
    private static final int LENGTH_DELIMITED = 2;
    private static final int FIXED32 = 5;
    private static final int PIECE = 1 << 20;

    private final List<MemorySegment> parts = new ArrayList<>();
    private ByteArrayOutputStream pending = new ByteArrayOutputStream();
    private long size;

    Protobuf number(int field, long value) {
        tag(field, VARINT);
        varint(value);
        return this;
    }

    Protobuf real(int field, float value) {
        tag(field, FIXED32);
        int bits = Float.floatToRawIntBits(value);
        for (int shift = 0; shift < 32; shift += 8) {
            write(bits >>> shift);
        }
        return this;
    }

    Protobuf text(int field, String value) {
        byte[] utf8 = value.getBytes(StandardCharsets.UTF_8);
        return bytes(field, MemorySegment.ofArray(utf8));
    }

    Protobuf bytes(int field, MemorySegment value) {
        tag(field, LENGTH_DELIMITED);
        varint(value.byteSize());
        flush();
        parts.add(value);
        size += value.byteSize();
        return this;
    }

    Protobuf message(int field, Protobuf message) {
        tag(field, LENGTH_DELIMITED);
        varint(message.size());
        return fields(message);
    }

    /** All fields of another message, as this one's own. */
    Protobuf fields(Protobuf other) {
        flush();
        other.flush();
        parts.addAll(other.parts);
        size += other.size;
        return this;
    }

    /** The message's size in bytes. */
    long size() {
        return size;
    }

    void writeTo(WritableByteChannel out) throws IOException {
        flush();
        for (MemorySegment part : parts) {
            for (long at = 0; at < part.byteSize(); at += PIECE) {
                MemorySegment piece = part.asSlice(at, Math.min(PIECE, part.byteSize() - at));
                ByteBuffer bytes = ByteBuffer.wrap(piece.toArray(ValueLayout.JAVA_BYTE));
                while (bytes.hasRemaining()) {
                    out.write(bytes);
                }
            }
        }
    }

    private void tag(int field, int type) {
        varint((long) field << 3 | type);
    }

    private void varint(long value) {
        long rest = value;
        while ((rest & ~0x7fL) != 0) {
            write((int) (rest & 0x7f | 0x80));
            rest >>>= 7;
        }
        write((int) rest);
    }

    private void write(int b) {
        pending.write(b);
        size++;
    }

    private void flush() {
        if (pending.size() > 0) {
            parts.add(MemorySegment.ofArray(pending.toByteArray()));
            pending = new ByteArrayOutputStream();
        }
    }
}
