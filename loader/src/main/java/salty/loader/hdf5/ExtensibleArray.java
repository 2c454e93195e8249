package salty.loader.hdf5;

import java.lang.foreign.MemorySegment;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;

/**
 * The index of a dataset that can grow without limit along one axis (HDF5 File Format Specification, VII.D): a first
 * few elements in the index block, then data blocks that double in number and size by turns, the later ones listed in
 * secondary blocks, the largest in pages.
 */
final class ExtensibleArray implements ChunkIndex {

    /** Of arrays that hold addresses alone; 1 is of those with sizes. */
    private static final int UNFILTERED = 0;

    private final Hdf5Bytes file;
    private final ChunkGrid grid;
    private final long chunkBytes;
    private final boolean filtered;
    private final int elementSize;
    private final int first;
    private final int minElements;
    private final int offsetSize;
    private final long pageSize;
    private ArrayElements inIndexBlock = number -> null;
    /** Addresses of the data blocks and of the secondary blocks that the index block lists. */
    private final long[] dataBlocks;
    private final long[] secondaryBlocks;
    private final int directLevels;
    private final Map<Integer, Secondary> secondaries = new HashMap<>();
    private final Map<Long, ArrayElements> blocks = new HashMap<>();

    /** A secondary block: the data blocks of one level, and which of their pages were written. */
    private record Secondary(MemorySegment written, long[] dataBlocks) {
    }

    ExtensibleArray(Hdf5Bytes file, long address, ChunkGrid grid, long chunkBytes) {
        this.file = file;
        this.grid = grid;
        this.chunkBytes = chunkBytes;
        Cursor in = file.at(address).signature("EAHD").version("extensible array", 0);
        filtered = in.u8() != UNFILTERED;
        elementSize = in.u8();
        int bits = in.u8();
        first = in.u8();
        minElements = in.u8();
        int minPointers = in.u8();
        pageSize = 1L << Math.min(30, in.u8());
        for (int i = 0; i < 6; i++) {
            in.length();
        }
        long index = in.address();
        in.checksum("extensible array");
        if (Integer.bitCount(minElements) != 1 || Integer.bitCount(minPointers) != 1 || bits > 64) {
            throw new IllegalArgumentException("an extensible array has blocks of " + minElements + " elements, "
                    + minPointers + " pointers");
        }
        offsetSize = (bits + 7) / 8;
        directLevels = 2 * log2(minPointers);
        dataBlocks = new long[2 * (minPointers - 1)];
        secondaryBlocks = new long[Math.max(0, 1 + bits - log2(minElements) - directLevels)];
        Arrays.fill(dataBlocks, Cursor.UNDEFINED);
        Arrays.fill(secondaryBlocks, Cursor.UNDEFINED);
        if (index != Cursor.UNDEFINED) {
            readIndexBlock(index);
        }
    }

    private void readIndexBlock(long address) {
        Cursor in = file.at(address).signature("EAIB").version("extensible array's index", 0);
        in.skip(1).address();
        MemorySegment elements = in.segment((long) first * elementSize);
        inIndexBlock = number -> file.fields(elements).skip(number * elementSize);
        readAddresses(in, dataBlocks);
        readAddresses(in, secondaryBlocks);
        in.checksum("extensible array's index");
    }

    @Override
    public Stored find(long[] place) {
        Cursor element = element(grid.number(place));
        return element == null ? null : Stored.read(element, elementSize, filtered, chunkBytes);
    }

    /** Level {@code u} has 2^(u/2) data blocks of 2^((u+1)/2) times the least size: 2^u times that size in all. */
    private Cursor element(long number) {
        if (number < first) {
            return inIndexBlock.at(number);
        }
        int level = log2((number - first) / minElements + 1);
        long inLevel = number - first - ((1L << level) - 1) * minElements;
        long blockElements = (1L << (level + 1) / 2) * minElements;
        int block = Math.toIntExact(inLevel / blockElements);
        ArrayElements elements = level < directLevels
                ? dataBlock(dataBlocks[(int) blocksBefore(level) + block], blockElements, null, 0)
                : behindSecondary(level, block, blockElements);
        return elements.at(inLevel % blockElements);
    }

    private static long blocksBefore(int level) {
        long blocks = 0;
        for (int u = 0; u < level; u++) {
            blocks += 1L << u / 2;
        }
        return blocks;
    }

    private ArrayElements behindSecondary(int level, int block, long blockElements) {
        Secondary secondary = secondaries.computeIfAbsent(level, u -> readSecondary(u, blockElements));
        return secondary == null ? number -> null
                : dataBlock(secondary.dataBlocks[block], blockElements, secondary.written, block);
    }

    private Secondary readSecondary(int level, long blockElements) {
        long address = secondaryBlocks[level - directLevels];
        if (address == Cursor.UNDEFINED) {
            return null;
        }
        Cursor in = file.at(address).signature("EASB").version("extensible array's secondary block", 0);
        in.skip(1).address();
        in.skip(offsetSize);
        int count = 1 << level / 2;
        MemorySegment written = in.segment(count * pageBitmap(blockElements));
        long[] addresses = new long[count];
        readAddresses(in, addresses);
        in.checksum("extensible array's secondary block");
        return new Secondary(written, addresses);
    }

    /** Bytes that the file keeps for the bits, one a page, of a data block; none where it is no larger than a page. */
    private long pageBitmap(long blockElements) {
        return blockElements > pageSize ? (blockElements / pageSize + 7) / 8 : 0;
    }

    private ArrayElements dataBlock(long address, long count, MemorySegment written, int block) {
        return address == Cursor.UNDEFINED ? number -> null : blocks.computeIfAbsent(address, at -> {
            Cursor in = file.at(address).signature("EADB").version("extensible array's data", 0);
            in.skip(1).address();
            in.skip(offsetSize);
            if (count <= pageSize) {
                return ArrayElements.inOnePiece(file, in, count, elementSize);
            }
            in.checksum("extensible array's data");
            return ArrayElements.inPages(file, address + in.position(), count, pageSize, elementSize,
                    page -> ArrayElements.bit(written, block * (count / pageSize) + page));
        });
    }

    private static void readAddresses(Cursor in, long[] addresses) {
        for (int i = 0; i < addresses.length; i++) {
            addresses[i] = in.address();
        }
    }

    private static int log2(long value) {
        return 63 - Long.numberOfLeadingZeros(Math.max(1, value));
    }
}
