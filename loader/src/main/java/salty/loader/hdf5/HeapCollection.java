package salty.loader.hdf5;

import java.lang.foreign.MemorySegment;
import java.util.HashMap;
import java.util.Map;

/** The objects of one collection of the global heap (HDF5 File Format Specification, III.E): texts of any length. */
final class HeapCollection {

    private static final int FREE_SPACE = 0;

    private final Map<Integer, MemorySegment> objects = new HashMap<>();

    HeapCollection(Hdf5Bytes file, long address) {
        Cursor start = file.at(address).signature("GCOL").version("global heap", 1).skip(3);
        long size = start.length();
        Cursor in = start.part(size - start.position());
        while (in.remaining() >= 8) {
            int index = in.u16();
            if (index == FREE_SPACE) {
                return;
            }
            in.skip(6);
            long length = in.length();
            objects.put(index, in.segment(length));
            in.skip(Math.min(in.remaining(), (8 - length % 8) % 8));
        }
    }

    MemorySegment object(int index) {
        MemorySegment object = objects.get(index);
        if (object == null) {
            throw new IllegalArgumentException("the global heap has no object " + index);
        }
        return object;
    }
}
