package salty.loader.hdf5;

import java.util.ArrayList;
import java.util.List;

/**
 * The file as a sequence of blocks at known addresses. A structure is added after those that it points to, so that
 * their addresses are known, and the whole is then written from front to back without a patch.
 */
final class Blocks {

    /** Weights are aligned so that a mapped file can be read with the widest vectors. */
    private static final int DATA_ALIGNMENT = 64;

    /** Bytes of the file: structure, or the values of a dataset. */
    sealed interface Block {
        long address();

        record Structure(long address, byte[] bytes) implements Block {
        }

        record Data(long address, long size, DatasetContent content) implements Block {
        }
    }

    private final List<Block> blocks = new ArrayList<>();
    private long end = Superblock0.SIZE;

    /** Adds a structure and returns its address. */
    long structure(Bytes bytes) {
        long address = align(8);
        blocks.add(new Block.Structure(address, bytes.toArray()));
        end = address + bytes.size();
        return address;
    }

    /** Reserves room for the values of a dataset and returns their address. */
    long data(long size, DatasetContent content) {
        long address = align(DATA_ALIGNMENT);
        blocks.add(new Block.Data(address, size, content));
        end = address + size;
        return address;
    }

    /** Where the next structure will lie. */
    long next() {
        return align(8);
    }

    long end() {
        return end;
    }

    List<Block> all() {
        return blocks;
    }

    private long align(int alignment) {
        return (end + alignment - 1) / alignment * alignment;
    }
}
