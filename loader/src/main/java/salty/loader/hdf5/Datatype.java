package salty.loader.hdf5;

import java.nio.ByteOrder;
import java.util.List;

/**
 * What the elements of a dataset or attribute are (HDF5 File Format Specification, IV.A.2.d), as far as Keras' files
 * go.
 */
sealed interface Datatype {

    /** The names of the classes that are told apart no further, by their numbers. */
    List<String> CLASSES = List.of("integer", "float", "time", "string", "bitfield", "opaque", "compound", "reference",
            "enumeration", "variable-length", "array", "complex");

    /** Bytes of one element. */
    int size();

    /** Numbers that can be weights. */
    record Numbers(NumberType type) implements Datatype {
        @Override
        public int size() {
            return type.size();
        }
    }

    /** Floats of a format that is none of the known ones, or integers that do not fill their bytes. */
    record OddNumbers(int size, boolean floats) implements Datatype {
    }

    /** Texts of at most {@code size} bytes, which end with the first zero or fill them with spaces. */
    record FixedText(int size, boolean spaces) implements Datatype {
    }

    /** Texts in the global heap. */
    record VariableText(int size) implements Datatype {
    }

    /** Everything else. */
    record Other(int size, String name) implements Datatype {
    }

    /** Reads the type that a message holds. */
    static Datatype read(Cursor in) {
        int kind = in.u8() & 15;
        int flags = in.u8();
        int more = in.u8();
        in.skip(1);
        int size = Math.toIntExact(in.u32());
        ByteOrder order = (flags & 1) == 0 ? ByteOrder.LITTLE_ENDIAN : ByteOrder.BIG_ENDIAN;
        return switch (kind) {
            case 0 -> in.u16() == 0 && in.u16() == 8 * size && Integer.bitCount(size) == 1 && size <= 8
                    ? new Numbers(new NumberType((flags & 8) != 0 ? NumberType.Kind.SIGNED : NumberType.Kind.UNSIGNED,
                            size, order)) : new OddNumbers(size, false);
            case 1 -> floats(in, size, more, order, (flags & 0x40) != 0);
            case 3 -> new FixedText(size, (flags & 15) == 2);
            // NumPy's types without a counterpart come as bytes without a name: of two bytes it is bfloat16.
            case 5 -> size == 2 && (in.remaining() == 0 || in.text(in.remaining()).isEmpty())
                    ? new Numbers(new NumberType(NumberType.Kind.BFLOAT, size, ByteOrder.LITTLE_ENDIAN))
                    : new Other(size, size == 1 ? "opaque (float8, perhaps)" : "opaque");
            case 9 -> (flags & 15) == 1 ? new VariableText(size) : new Other(size, CLASSES.get(kind));
            default -> new Other(size, kind < CLASSES.size() ? CLASSES.get(kind) : "number " + kind);
        };
    }

    /** float16, float32 and float64 as IEEE 754 lays them out, and bfloat16; float8 has other exponents. */
    private static Datatype floats(Cursor in, int size, int sign, ByteOrder order, boolean vax) {
        boolean whole = in.u16() == 0 && in.u16() == 8 * size;
        int exponentAt = in.u8();
        int exponent = in.u8();
        int mantissaAt = in.u8();
        int mantissa = in.u8();
        long bias = in.u32();
        boolean known = switch (size) {
            case 2 -> exponent == 5 || exponent == 8;
            case 4 -> exponent == 8;
            case 8 -> exponent == 11;
            default -> false;
        };
        boolean packed = sign == 8 * size - 1 && mantissaAt == 0 && exponentAt == mantissa
                && mantissa == 8 * size - 1 - exponent && bias == (1L << exponent - 1) - 1;
        if (!whole || vax || !known || !packed) {
            return new OddNumbers(size, true);
        }
        return new Numbers(new NumberType(size == 2 && exponent == 8 ? NumberType.Kind.BFLOAT : NumberType.Kind.FLOAT,
                size, order));
    }
}
