package salty.loader.hdf5;

import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;

/** Finds the chunks of a dataset (HDF5 File Format Specification, III.A.1 and VII). */
interface ChunkIndex {

    /**
     * A chunk in the file.
     *
     * @param address where it lies
     * @param size    its bytes there
     * @param skipped the filters that it did not go through, a bit each
     */
    record Stored(long address, long size, long skipped) {

        /** The next element of an array of chunks; those that did not go through filters are all of one size. */
        static Stored read(Cursor in, int elementSize, boolean filtered, long chunkBytes) {
            Cursor element = in.part(elementSize);
            long address = element.address();
            if (address == Cursor.UNDEFINED) {
                return null;
            }
            return filtered ? new Stored(address, element.number((int) element.remaining() - 4), element.u32())
                    : new Stored(address, chunkBytes, 0);
        }
    }

    /** The chunk at a place of the grid, counted in chunks; null if it was never written. */
    Stored find(long[] place);

    static ChunkIndex of(Hdf5Bytes file, DataLayout.Chunked layout, ChunkGrid grid, long chunkBytes) {
        if (layout.address() == Cursor.UNDEFINED) {
            return place -> null;
        }
        Cursor parameters = layout.parameters();
        return switch (layout.kind()) {
            case TREE_1 -> tree1(file, layout.address(), grid);
            case SINGLE -> single(layout.address(), parameters, chunkBytes);
            case IMPLICIT -> place -> new Stored(
                    Math.addExact(layout.address(), Math.multiplyExact(grid.number(place), chunkBytes)), chunkBytes, 0);
            case FIXED_ARRAY -> new FixedArray(file, layout.address(), grid, chunkBytes);
            case EXTENSIBLE_ARRAY -> new ExtensibleArray(file, layout.address(), grid, chunkBytes);
            case TREE_2 -> tree2(file, layout.address(), grid, chunkBytes);
        };
    }

    private static ChunkIndex single(long address, Cursor parameters, long chunkBytes) {
        Stored only = parameters.remaining() == 0 ? new Stored(address, chunkBytes, 0)
                : new Stored(address, parameters.length(), parameters.u32());
        return place -> only;
    }

    /** Keys are size, skipped filters and the place of the first element, with one more number for its bytes. */
    private static ChunkIndex tree1(Hdf5Bytes file, long root, ChunkGrid grid) {
        Map<Long, Stored> chunks = new HashMap<>();
        BTree1.forEach(file, root, BTree1.CHUNKS, 8 + 8 * (grid.rank() + 1), (key, address) -> {
            long size = key.u32();
            long skipped = key.u32();
            long[] place = new long[grid.rank()];
            for (int axis = 0; axis < place.length; axis++) {
                place[axis] = key.number(8) / grid.chunk()[axis];
            }
            put(chunks, grid, place, new Stored(address, size, skipped));
        });
        return place -> chunks.get(grid.cell(place));
    }

    /** Records are address, size and skipped filters where there are any filters, and the place. */
    private static ChunkIndex tree2(Hdf5Bytes file, long header, ChunkGrid grid, long chunkBytes) {
        Map<Long, Stored> chunks = new HashMap<>();
        int type = file.at(header).skip(5).u8();
        boolean filtered = type == BTree2.FILTERED_CHUNKS;
        BTree2.forEach(file, header, filtered ? type : BTree2.CHUNKS, record -> {
            int element = (int) record.remaining() - 8 * grid.rank();
            Stored stored = Stored.read(record, element, filtered, chunkBytes);
            long[] place = new long[grid.rank()];
            for (int axis = 0; axis < place.length; axis++) {
                place[axis] = record.number(8);
            }
            put(chunks, grid, place, stored);
        });
        return place -> chunks.get(grid.cell(place));
    }

    private static void put(Map<Long, Stored> chunks, ChunkGrid grid, long[] place, Stored stored) {
        long cell = grid.cell(place);
        if (stored != null && cell >= 0 && chunks.put(cell, stored) != null) {
            throw new IllegalArgumentException("the chunk " + Arrays.toString(place) + " comes twice");
        }
    }
}
