package salty.loader.hdf5;

/** Dataspaces and datatypes as header messages hold them (HDF5 File Format Specification, IV.A.2.b and IV.A.2.d). */
final class Encoding {

    private static final int UTF8 = 1;

    private Encoding() {
    }

    /** A simple dataspace of fixed size; no dimension makes a scalar. */
    static Bytes dataspace(long[] shape) {
        Bytes bytes = new Bytes().u8(1, shape.length, 0, 0).u32(0);
        for (long dim : shape) {
            bytes.u64(dim);
        }
        return bytes;
    }

    static Bytes float32() {
        return ieee(4, 31, 23, 8, 127);
    }

    static Bytes float64() {
        return ieee(8, 63, 52, 11, 1023);
    }

    /** Strings of {@code width} bytes, filled up with zeros: what NumPy calls S{@code width}. */
    static Bytes fixedText(int width) {
        return new Bytes().u8(0x13, 1, 0, 0).u32(width);
    }

    /** A UTF-8 string in the global heap: its length, then where it lies; the base type is an unsigned byte. */
    static Bytes variableText() {
        return new Bytes().u8(0x19, 1, UTF8, 0).u32(16).u8(0x10, 0, 0, 0).u32(1).u16(0).u16(8);
    }

    private static Bytes ieee(int size, int sign, int mantissa, int exponent, int bias) {
        return new Bytes().u8(0x11, 0x20, sign, 0).u32(size).u16(0).u16(8 * size)
                .u8(mantissa, exponent, 0, mantissa).u32(bias);
    }
}
