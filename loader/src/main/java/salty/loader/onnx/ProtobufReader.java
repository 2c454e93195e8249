package salty.loader.onnx;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.function.LongConsumer;
import salty.loader.file.ModelFormatException;

/**
 * Reads a protobuf message field by field (the wire format of the Protocol Buffers documentation). Nothing is read
 * beyond the message's end, and nothing is copied but numbers and texts: a field of bytes is a part of the mapped
 * file.
 */
final class ProtobufReader {

    private static final int VARINT = 0;
    private static final int FIXED64 = 1;
    private static final int LENGTH_DELIMITED = 2;
    private static final int FIXED32 = 5;
    private static final int LONGEST_VARINT = 10;
    private static final int LONGEST_TEXT = 1 << 20;
    private static final ValueLayout.OfInt INT = ValueLayout.JAVA_INT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
    private static final ValueLayout.OfLong LONG = ValueLayout.JAVA_LONG_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

    private final String file;
    private final String message;
    private final MemorySegment bytes;
    private long at;
    private int field;
    private int wire;
    private boolean pending;

    /**
     * @param file    what messages of errors call the file
     * @param message what they call the place: {@code GraphProto}
     */
    ProtobufReader(String file, String message, MemorySegment bytes) {
        this.file = file;
        this.message = message;
        this.bytes = bytes;
    }

    /** Goes on to the next field, past the value of this one where it was not read; false at the end. */
    boolean next() {
        if (pending) {
            skip();
        }
        if (at == bytes.byteSize()) {
            return false;
        }
        long tag = varint();
        field = (int) (tag >>> 3);
        wire = (int) (tag & 7);
        if (field < 1 || tag >>> 32 != 0) {
            throw damaged("has a field of number " + (tag >>> 3));
        }
        pending = true;
        return true;
    }

    /** The number of this field. */
    int field() {
        return field;
    }

    /** The field's whole number. */
    long number() {
        return value(VARINT, ProtobufReader::varint);
    }

    /** The field's whole number as an int. */
    int integer() {
        long value = number();
        if (value != (int) value) {
            throw damaged("has the number " + value + " in field " + field);
        }
        return (int) value;
    }

    /** The field's real number of four bytes. */
    float real() {
        return value(FIXED32, reader -> Float.intBitsToFloat(reader.bytes.get(INT, reader.taken(4))));
    }

    /** The field's bytes, a part of the file. */
    MemorySegment bytes() {
        return value(LENGTH_DELIMITED, ProtobufReader::delimited);
    }

    /** The field's text. */
    String text() {
        MemorySegment text = bytes();
        if (text.byteSize() > LONGEST_TEXT) {
            throw damaged("has a text of " + text.byteSize() + " bytes in field " + field);
        }
        return new String(text.toArray(ValueLayout.JAVA_BYTE), StandardCharsets.UTF_8);
    }

    /** The field's message. */
    ProtobufReader message(String name) {
        return new ProtobufReader(file, name, bytes());
    }

    /** The whole numbers of a repeated field, packed or one by one. */
    void numbers(LongConsumer numbers) {
        if (wire == LENGTH_DELIMITED) {
            ProtobufReader packed = message(message);
            while (packed.at < packed.bytes.byteSize()) {
                numbers.accept(packed.varint());
            }
        } else {
            numbers.accept(number());
        }
    }

    /** The raw little-endian bytes of a repeated field of fixed size, packed or one by one. */
    MemorySegment fixed(int size) {
        if (wire != LENGTH_DELIMITED) {
            return value(size == 4 ? FIXED32 : FIXED64, reader -> reader.bytes.asSlice(reader.taken(size), size));
        }
        MemorySegment packed = bytes();
        if (packed.byteSize() % size != 0) {
            throw damaged("has " + packed.byteSize() + " bytes in field " + field + ", no multiple of " + size);
        }
        return packed;
    }

    private interface Reading<T> {
        T of(ProtobufReader reader);
    }

    private <T> T value(int expected, Reading<T> reading) {
        if (wire != expected) {
            throw damaged("has a field " + field + " of another kind than it should be");
        }
        pending = false;
        return reading.of(this);
    }

    private void skip() {
        pending = false;
        switch (wire) {
            case VARINT -> varint();
            case FIXED64 -> taken(8);
            case LENGTH_DELIMITED -> delimited();
            case FIXED32 -> taken(4);
            default -> throw damaged("has a field " + field + " of the unknown kind " + wire);
        }
    }

    private MemorySegment delimited() {
        long length = varint();
        return bytes.asSlice(taken(length), length);
    }

    private long taken(long length) {
        if (length < 0 || length > bytes.byteSize() - at) {
            throw damaged("ends within field " + field + ": " + length + " bytes are announced, "
                    + (bytes.byteSize() - at) + " are left");
        }
        long from = at;
        at += length;
        return from;
    }

    private long varint() {
        long value = 0;
        for (int i = 0; i < LONGEST_VARINT; i++) {
            byte b = bytes.get(ValueLayout.JAVA_BYTE, taken(1));
            value |= (long) (b & 0x7f) << (7 * i);
            if (b >= 0) {
                return value;
            }
        }
        throw damaged("has a number of more than " + LONGEST_VARINT + " bytes");
    }

    private ModelFormatException damaged(String what) {
        return new ModelFormatException(file, message, what + "; the file is damaged or truncated");
    }

    /** A float64 of raw bytes. */
    static double real64(MemorySegment raw, long index) {
        return Double.longBitsToDouble(raw.get(LONG, 8 * index));
    }
}
