package salty.loader.hdf5;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Optional;

/**
 * What elements are that were never written (HDF5 File Format Specification, IV.A.2.e and f).
 *
 * @param bytes  one element; empty for zeros
 * @param chosen whether somebody gave the value, so that a dataset without data is meant to be filled with it
 */
record FillValue(byte[] bytes, boolean chosen) {

    private static final FillValue ZERO = new FillValue(new byte[0], false);

    static FillValue of(ObjectHeader header) {
        return header.find(ObjectHeader.FILL_VALUE).map(message -> read(header.fields(message)))
                .or(() -> header.find(ObjectHeader.OLD_FILL_VALUE).map(message -> header.fields(message))
                        .map(in -> of(in, Optional.of(in.u32()))))
                .orElse(ZERO);
    }

    private static FillValue read(Cursor in) {
        int version = in.u8();
        return switch (version) {
            case 1, 2 -> {
                boolean defined = in.skip(2).u8() != 0;
                yield of(in, version == 1 || defined ? Optional.of(in.u32()) : Optional.empty());
            }
            case 3 -> of(in, (in.u8() & 0x20) != 0 ? Optional.of(in.u32()) : Optional.empty());
            default -> throw new UnsupportedOperationException("its fill value has version " + version);
        };
    }

    private static FillValue of(Cursor in, Optional<Long> size) {
        if (size.isEmpty() || size.get() == 0 || size.get() == 0xffff_ffffL) {
            return ZERO;
        }
        MemorySegment value = in.segment(size.get());
        return new FillValue(value.toArray(ValueLayout.JAVA_BYTE), true);
    }

    /** Fills an array of elements. */
    void into(byte[] all) {
        for (int at = 0; bytes.length > 0 && at + bytes.length <= all.length; at += bytes.length) {
            System.arraycopy(bytes, 0, all, at, bytes.length);
        }
    }
}
