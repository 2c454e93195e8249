package salty.loader.hdf5;

import java.lang.foreign.MemorySegment;

/** The index of a dataset that can grow to a known size: all chunks in one array, in pages where it is long (VII.C). */
final class FixedArray implements ChunkIndex {

    /** Of arrays that hold addresses alone; 1 is of those with sizes. */
    private static final int UNFILTERED = 0;

    private final ChunkGrid grid;
    private final long chunkBytes;
    private final boolean filtered;
    private final int elementSize;
    private final long count;
    private final ArrayElements elements;

    FixedArray(Hdf5Bytes file, long address, ChunkGrid grid, long chunkBytes) {
        this.grid = grid;
        this.chunkBytes = chunkBytes;
        Cursor in = file.at(address).signature("FAHD").version("fixed array", 0);
        filtered = in.u8() != UNFILTERED;
        elementSize = in.u8();
        int pageBits = in.u8();
        count = in.length();
        long data = in.address();
        in.checksum("fixed array");
        elements = data == Cursor.UNDEFINED ? number -> null : elements(file, data, pageBits);
    }

    private ArrayElements elements(Hdf5Bytes file, long address, int pageBits) {
        Cursor in = file.at(address).signature("FADB").version("fixed array's data", 0);
        in.skip(1).address();
        long pageSize = 1L << Math.min(30, pageBits);
        if (count <= pageSize) {
            return ArrayElements.inOnePiece(file, in, count, elementSize);
        }
        MemorySegment written = in.segment(((count + pageSize - 1) / pageSize + 7) / 8);
        in.checksum("fixed array's data");
        return ArrayElements.inPages(file, address + in.position(), count, pageSize, elementSize,
                page -> ArrayElements.bit(written, page));
    }

    @Override
    public Stored find(long[] place) {
        long number = grid.number(place);
        if (number >= count) {
            throw new IllegalArgumentException("an index of " + count + " chunks lacks number " + number);
        }
        Cursor element = elements.at(number);
        return element == null ? null : Stored.read(element, elementSize, filtered, chunkBytes);
    }
}
