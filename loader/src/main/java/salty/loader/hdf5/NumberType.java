package salty.loader.hdf5;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import salty.loader.file.ModelFormatException;

/**
 * How the numbers of a dataset are stored: IEEE floats of 2, 4 or 8 bytes, bfloat16, or integers of 1, 2, 4 or 8.
 *
 * @param kind  what the bits mean
 * @param size  bytes of one number
 * @param order byte order
 */
record NumberType(Kind kind, int size, ByteOrder order) {

    enum Kind {
        FLOAT,
        /** The upper half of a float32. */
        BFLOAT,
        SIGNED,
        UNSIGNED
    }

    /** The type of weights; other types are refused. */
    static NumberType of(String file, String path, Datatype type) {
        return switch (type) {
            case Datatype.Numbers numbers -> numbers.type();
            case Datatype.OddNumbers odd when odd.floats() -> throw new ModelFormatException(file, path,
                    "weights of a " + odd.size() * 8
                    + " bit float format that is not IEEE's are not supported; save the model as float32");
            case Datatype.Other other -> throw notFloat(file, path, other.name());
            case Datatype.OddNumbers _ -> throw notFloat(file, path, "integer with bits to spare");
            case Datatype.FixedText _, Datatype.VariableText _ -> throw notFloat(file, path, "string");
        };
    }

    private static ModelFormatException notFloat(String file, String path, String type) {
        return new ModelFormatException(file, path, "has type " + type + ", expected float; packed and non-numeric"
                + " weights are not supported: save the model as float32");
    }

    /** Whether the numbers are whole, as those of quantised weights are. */
    boolean isInteger() {
        return kind == Kind.SIGNED || kind == Kind.UNSIGNED;
    }

    boolean isLittleEndianFloat32() {
        return kind == Kind.FLOAT && size == Float.BYTES && order == ByteOrder.LITTLE_ENDIAN;
    }

    /** The first {@code count} numbers as little-endian float32; float64 and wide integers are rounded to nearest. */
    MemorySegment widen(MemorySegment raw, int count) {
        ByteBuffer values = ByteBuffer.allocate(Math.multiplyExact(Float.BYTES, count)).order(ByteOrder.LITTLE_ENDIAN);
        ValueLayout.OfShort shorts = ValueLayout.JAVA_SHORT_UNALIGNED.withOrder(order);
        ValueLayout.OfInt ints = ValueLayout.JAVA_INT_UNALIGNED.withOrder(order);
        ValueLayout.OfLong longs = ValueLayout.JAVA_LONG_UNALIGNED.withOrder(order);
        for (int i = 0; i < count; i++) {
            long bits = switch (size) {
                case 1 -> raw.get(ValueLayout.JAVA_BYTE, i);
                case 2 -> raw.get(shorts, 2L * i);
                case 4 -> raw.get(ints, 4L * i);
                default -> raw.get(longs, 8L * i);
            };
            values.putFloat(switch (kind) {
                case SIGNED -> bits;
                case BFLOAT -> Float.intBitsToFloat((int) bits << 16);
                case UNSIGNED -> size == 8 ? unsigned(bits) : bits & ((1L << 8 * size) - 1);
                case FLOAT -> switch (size) {
                    case 2 -> Float.float16ToFloat((short) bits);
                    case 4 -> Float.intBitsToFloat((int) bits);
                    default -> (float) Double.longBitsToDouble(bits);
                };
            });
        }
        return MemorySegment.ofBuffer(values.flip());
    }

    private static float unsigned(long bits) {
        return bits >= 0 ? bits : (float) ((bits >>> 1 | bits & 1) * 2.0);
    }
}
