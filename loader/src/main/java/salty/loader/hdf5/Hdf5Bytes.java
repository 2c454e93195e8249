package salty.loader.hdf5;

import java.lang.foreign.MemorySegment;

/**
 * A file's bytes by the addresses that its structures use.
 *
 * @param name       what error messages call the file
 * @param all        its bytes, a user block included
 * @param superblock where addresses count from and how long they are
 */
record Hdf5Bytes(String name, MemorySegment all, Superblock superblock) {

    long size() {
        return all.byteSize();
    }

    /** The fields from an address on. */
    Cursor at(long address) {
        return fields(slice(address, all.byteSize() - superblock.base() - Math.max(0, address)));
    }

    /** Fields in bytes that were read before. */
    Cursor fields(MemorySegment bytes) {
        return new Cursor(bytes, superblock.addressSize(), superblock.lengthSize());
    }

    /** A part of the bytes; it has to lie within the file. */
    MemorySegment slice(long address, long size) {
        if (address < 0 || size < 0 || address > all.byteSize() - superblock.base() - size) {
            throw new IllegalArgumentException("data at " + Long.toUnsignedString(address) + ", "
                    + Long.toUnsignedString(size) + " bytes, lie outside the file of " + all.byteSize() + " bytes");
        }
        return all.asSlice(superblock.base() + address, size);
    }
}
