package salty.loader.hdf5;

import io.jhdf.object.datatype.DataType;
import io.jhdf.object.datatype.FixedPoint;
import io.jhdf.object.datatype.FloatingPoint;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import salty.loader.ModelFormatException;

/**
 * How the numbers of a dataset are stored: IEEE floats of 2, 4 or 8 bytes or integers of 1, 2, 4 or 8.
 *
 * @param kind  what the bits mean
 * @param size  bytes of one number
 * @param order byte order
 */
record NumberType(Kind kind, int size, ByteOrder order) {

    enum Kind { FLOAT, SIGNED, UNSIGNED }

    static NumberType of(String file, String path, DataType type) {
        return switch (type) {
            case FloatingPoint f when isIeee(f) -> new NumberType(Kind.FLOAT, f.getSize(), f.getByteOrder());
            case FloatingPoint f -> throw new ModelFormatException(file, path, "weights of a " + f.getSize() * 8
                    + " bit float format that is not IEEE's are not supported; save the model as float32");
            case FixedPoint i when i.getBitPrecision() == 8 * i.getSize() && i.getBitOffset() == 0
                    && Integer.bitCount(i.getSize()) == 1 && i.getSize() <= 8 ->
                    new NumberType(i.isSigned() ? Kind.SIGNED : Kind.UNSIGNED, i.getSize(), i.getByteOrder());
            default -> throw new ModelFormatException(file, path, "has type " + type.getClass().getSimpleName()
                    + ", expected float; quantised, bfloat16 and non-numeric weights are not supported: "
                    + "save the model as float32");
        };
    }

    /** float16, float32 and float64 as IEEE 754 lays them out; bfloat16 and float8 have other exponents. */
    private static boolean isIeee(FloatingPoint f) {
        int exponent = switch (f.getSize()) {
            case 2 -> 5;
            case 4 -> 8;
            case 8 -> 11;
            default -> -1;
        };
        int bits = 8 * f.getSize();
        int mantissa = bits - 1 - exponent;
        return f.getBitOffset() == 0 && f.getBitPrecision() == bits && f.getSignLocation() == bits - 1
                && f.getExponentSize() == exponent && f.getExponentLocation() == mantissa
                && f.getMantissaLocation() == 0
                && f.getMantissaSize() == mantissa && f.getExponentBias() == (1 << exponent - 1) - 1;
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
