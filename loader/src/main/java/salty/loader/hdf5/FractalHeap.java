package salty.loader.hdf5;

import java.lang.foreign.MemorySegment;
import java.util.HashMap;
import java.util.Map;

/**
 * A fractal heap (HDF5 File Format Specification, III.G), where groups with many links and objects with many or large
 * attributes keep them.
 */
final class FractalHeap {

    private static final int MANAGED = 0;
    private static final int HUGE = 1;
    private static final int TINY = 2;
    private static final int CHECKSUMS = 2;
    private static final int HUGE_OBJECTS = 1;

    private final Hdf5Bytes file;
    private final int idSize;
    private final int width;
    private final long startSize;
    private final long maxDirectSize;
    private final int offsetSize;
    private final int lengthSize;
    private final boolean checksums;
    private final long root;
    private final int rootRows;
    private final Map<Long, long[]> huge = new HashMap<>();

    FractalHeap(Hdf5Bytes file, long address) {
        this.file = file;
        Cursor in = file.at(address).signature("FRHP").version("fractal heap", 0);
        idSize = in.u16();
        int filters = in.u16();
        checksums = (in.u8() & CHECKSUMS) != 0;
        long maxManaged = in.u32();
        in.length();
        long hugeTree = in.address();
        in.length();
        in.address();
        for (int i = 0; i < 8; i++) {
            in.length();
        }
        width = in.u16();
        startSize = in.length();
        maxDirectSize = in.length();
        int bits = in.u16();
        in.skip(2);
        root = in.address();
        rootRows = in.u16();
        if (filters != 0) {
            throw new UnsupportedOperationException("a heap of links or attributes is compressed");
        }
        in.checksum("fractal heap");
        if (width < 1 || startSize < 1 || maxDirectSize < startSize || Long.bitCount(startSize) != 1
                || Long.bitCount(maxDirectSize) != 1 || bits > 64) {
            throw new IllegalArgumentException("a fractal heap has blocks of " + startSize + " to " + maxDirectSize
                    + " bytes, " + width + " a row");
        }
        offsetSize = (bits + 7) / 8;
        lengthSize = Math.min((log2(maxDirectSize) + 7) / 8, BTree2.bytes(maxManaged));
        if (hugeTree != Cursor.UNDEFINED) {
            BTree2.forEach(file, hugeTree, HUGE_OBJECTS, record -> {
                long at = record.address();
                long size = record.length();
                huge.put(record.length(), new long[] {at, size});
            });
        }
    }

    /** The bytes of an identifier. */
    int idSize() {
        return idSize;
    }

    /** The object of an identifier. */
    MemorySegment object(Cursor id) {
        int kind = id.u8();
        return switch (kind >> 4 & 3) {
            case MANAGED -> managed(id.number(offsetSize), id.number(lengthSize));
            case HUGE -> {
                long[] place = huge.get(id.number(Math.min(8, idSize - 1)));
                if (place == null) {
                    throw new IllegalArgumentException("a heap lacks one of its large objects");
                }
                yield file.slice(place[0], place[1]);
            }
            case TINY -> id.segment(idSize <= 18 ? (kind & 15) + 1 : ((kind & 15) << 8 | id.u8()) + 1);
            default -> throw new IllegalArgumentException("a heap's object is of an unknown kind");
        };
    }

    private MemorySegment managed(long offset, long length) {
        if (offset < 0) {
            throw new IllegalArgumentException("a heap's object lies at " + Long.toUnsignedString(offset));
        }
        if (rootRows == 0) {
            return direct(root, startSize, 0, offset, length);
        }
        return below(root, rootRows, 0, offset, length, 0);
    }

    /** The object in an indirect block whose own first byte stands for {@code start} in the heap. */
    private MemorySegment below(long address, int rows, long start, long offset, long length, int depth) {
        if (depth > 32) {
            throw new IllegalArgumentException(Visited.CIRCLE);
        }
        Cursor block = file.at(address).signature("FHIB").version("heap's block", 0);
        block.address();
        block.skip(offsetSize);
        int directRows = log2(maxDirectSize) - log2(startSize) + 2;
        long from = start;
        for (int row = 0; row < rows; row++) {
            long size = row == 0 ? startSize : Math.multiplyExact(startSize, 1L << Math.min(62, row - 1));
            for (int column = 0; column < width; column++) {
                long child = block.address();
                if (offset >= from && offset - from < size) {
                    return row < directRows ? direct(child, size, from, offset, length)
                            : below(child, log2(size) - log2(startSize * width) + 1, from, offset, length, depth + 1);
                }
                from += size;
            }
        }
        throw new IllegalArgumentException("a heap has no object at " + offset);
    }

    private MemorySegment direct(long address, long size, long start, long offset, long length) {
        Cursor block = file.at(address).signature("FHDB").version("heap's block", 0);
        if (offset < start || length > size - (offset - start)) {
            throw new IllegalArgumentException("a heap's object leaves its block");
        }
        int header = (int) block.position() + block.addressSize() + offsetSize + (checksums ? 4 : 0);
        if (offset - start < header) {
            throw new IllegalArgumentException("a heap's object lies in its block's header");
        }
        return file.slice(address + (offset - start), length);
    }

    private static int log2(long powerOfTwo) {
        return 63 - Long.numberOfLeadingZeros(Math.max(1, powerOfTwo));
    }
}
