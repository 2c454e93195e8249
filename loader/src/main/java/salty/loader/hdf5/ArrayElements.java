package salty.loader.hdf5;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.HashSet;
import java.util.Set;
import java.util.function.LongPredicate;

/** The elements of a fixed or extensible array's block: in one piece, or in pages of equal size. */
interface ArrayElements {

    /** The fields of an element; null where the page that it belongs to was never written. */
    Cursor at(long number);

    /** Those that come next in a block, with a checksum of the whole block behind them. */
    static ArrayElements inOnePiece(Hdf5Bytes file, Cursor block, long count, int elementSize) {
        MemorySegment elements = block.segment(Math.multiplyExact(count, (long) elementSize));
        block.checksum("array of chunks");
        return number -> file.fields(elements).skip(number * elementSize);
    }

    /**
     * Pages one behind the other, each with its checksum.
     *
     * @param address  of the first page
     * @param count    of all elements
     * @param pageSize elements of a page
     * @param written  whether anything was ever written into a page
     */
    static ArrayElements inPages(Hdf5Bytes file, long address, long count, long pageSize, int elementSize,
                                 LongPredicate written) {
        Set<Long> checked = new HashSet<>();
        return number -> {
            long page = number / pageSize;
            if (!written.test(page)) {
                return null;
            }
            long start = address + page * (pageSize * elementSize + Integer.BYTES);
            if (checked.add(page)) {
                long size = Math.min(pageSize, count - page * pageSize) * elementSize;
                file.at(start).skip(size).checksum("page of an array");
            }
            return file.at(start).skip(number % pageSize * elementSize);
        };
    }

    /** A bit of a field whose first bit is the most significant of its first byte. */
    static boolean bit(MemorySegment field, long index) {
        return (field.get(ValueLayout.JAVA_BYTE, index / 8) >> (7 - index % 8) & 1) != 0;
    }
}
