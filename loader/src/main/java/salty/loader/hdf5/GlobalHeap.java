package salty.loader.hdf5;

import java.nio.charset.StandardCharsets;

/** A global heap collection that holds one string of any length (HDF5 File Format Specification, III.E). */
final class GlobalHeap {

    private static final int HEADER = 16;
    private static final int OBJECT_HEADER = 16;
    private static final int MIN_SIZE = 4096;

    private GlobalHeap() {
    }

    /** Adds a collection with the string and returns what a variable-length attribute holds: length, address, index. */
    static byte[] reference(Blocks blocks, String text) {
        byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
        int used = HEADER + OBJECT_HEADER + (utf8.length + 7) / 8 * 8;
        int size = Math.max(MIN_SIZE, used);
        Bytes heap = new Bytes().u8('G', 'C', 'O', 'L', 1, 0, 0, 0).u64(size)
                .u16(1).u16(1).u32(0).u64(utf8.length).put(utf8).fillTo(used);
        if (size - used >= OBJECT_HEADER) {
            heap.u16(0).u16(0).u32(0).u64(size - used);            // object 0 is the free space
        }
        long address = blocks.structure(heap.fillTo(size));
        return new Bytes().u32(utf8.length).u64(address).u32(1).toArray();
    }
}
