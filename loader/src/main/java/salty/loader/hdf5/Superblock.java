package salty.loader.hdf5;

import java.lang.foreign.MemorySegment;

/**
 * A file's first structure (HDF5 File Format Specification, II), of any version.
 *
 * @param base        where the file begins behind a user block; all addresses count from there
 * @param addressSize bytes of an address
 * @param lengthSize  bytes of a length
 * @param end         where the file ends, as it says itself
 * @param root        the address of the root group's object header
 */
record Superblock(long base, int addressSize, int lengthSize, long end, long root) {

    private static final int SIGNATURE = 8;

    /**
     * Reads the superblock that begins at {@code base}, where its signature was found. A base address that says
     * something else is one from before a user block was added or taken away; HDF5's library passes over it, too.
     */
    static Superblock read(MemorySegment file, long base) {
        MemorySegment bytes = file.asSlice(base);
        int version = new Cursor(bytes, 8, 8).skip(SIGNATURE).u8();
        return switch (version) {
            case 0, 1 -> symbolTables(bytes, base, version);
            case 2, 3 -> links(bytes, base);
            default -> throw new UnsupportedOperationException("a superblock has version " + version
                    + ", which is newer than this reader");
        };
    }

    private static Superblock symbolTables(MemorySegment bytes, long base, int version) {
        Cursor sizes = new Cursor(bytes, 8, 8).skip(SIGNATURE + 5);
        int addressSize = size(sizes.u8());
        int lengthSize = size(sizes.u8());
        Cursor in = new Cursor(bytes, addressSize, lengthSize).skip(SIGNATURE + 16 + (version == 1 ? 4 : 0));
        in.address();
        in.address();
        long end = in.address();
        in.address();
        in.address();
        return new Superblock(base, addressSize, lengthSize, end, in.address());
    }

    private static Superblock links(MemorySegment bytes, long base) {
        Cursor sizes = new Cursor(bytes, 8, 8).skip(SIGNATURE + 1);
        int addressSize = size(sizes.u8());
        int lengthSize = size(sizes.u8());
        Cursor in = new Cursor(bytes, addressSize, lengthSize).skip(SIGNATURE + 4);
        in.address();
        in.address();
        long end = in.address();
        long root = in.address();
        in.checksum("superblock");
        return new Superblock(base, addressSize, lengthSize, end, root);
    }

    private static int size(int declared) {
        if (declared != 2 && declared != 4 && declared != 8) {
            throw new IllegalArgumentException("a superblock gives addresses or lengths " + declared + " bytes");
        }
        return declared;
    }
}
