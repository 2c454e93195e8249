package salty.loader.hdf5;

/** Superblock version 0 (HDF5 File Format Specification, II.A). */
final class Superblock0 {

    static final int SIZE = 96;
    private static final long UNDEFINED = -1;

    private Superblock0() {
    }

    /** The superblock of a file whose root group is {@code root}, {@code end} bytes long. */
    static Bytes encode(SymbolTable.Address root, long end) {
        return new Bytes()
                .u8(0x89, 'H', 'D', 'F', '\r', '\n', 0x1a, '\n')
                .u8(0, 0, 0, 0, 0, 8, 8, 0)                    // versions, then the sizes of addresses and lengths
                .u16(SymbolTable.LEAF_K).u16(SymbolTable.INTERNAL_K).u32(0)
                .u64(0).u64(UNDEFINED).u64(end).u64(UNDEFINED)  // base, free space, end of file, driver information
                .u64(0).u64(root.header()).u32(1).u32(0)        // the root's entry, its B-tree and heap cached in it
                .u64(root.tree()).u64(root.heap());
    }
}
