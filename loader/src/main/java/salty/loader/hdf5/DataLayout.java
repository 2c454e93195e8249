package salty.loader.hdf5;

import java.lang.foreign.MemorySegment;

/** How the values of a dataset lie in the file (HDF5 File Format Specification, IV.A.2.i), in any version. */
sealed interface DataLayout {

    /** In the object header itself. */
    record Compact(MemorySegment data) implements DataLayout {
    }

    /** In one piece. */
    record Contiguous(long address) implements DataLayout {
    }

    /**
     * In chunks.
     *
     * @param chunk       the extents of a chunk
     * @param elementSize bytes of an element
     * @param edgesPlain  whether chunks that reach beyond the dataset are stored without filters
     * @param kind        the index that finds them
     * @param address     where the index lies
     * @param parameters  what the index needs besides
     */
    record Chunked(long[] chunk, long elementSize, boolean edgesPlain, Kind kind, long address, Cursor parameters)
            implements DataLayout {
    }

    /** Elsewhere: parts of other datasets. */
    record Virtual() implements DataLayout {
    }

    /** The kinds of index; all but the first by the numbers that version 4 gives them. */
    enum Kind {
        TREE_1, SINGLE, IMPLICIT, FIXED_ARRAY, EXTENSIBLE_ARRAY, TREE_2
    }

    /** Single chunks that went through filters say their size. */
    int SINGLE_FILTERED = 2;

    static DataLayout read(Cursor in) {
        int version = in.u8();
        return switch (version) {
            case 1, 2 -> old(in);
            case 3, 4, 5 -> {
                int kind = in.u8();
                yield switch (kind) {
                    case 0 -> new Compact(in.segment(in.u16()));
                    case 1 -> new Contiguous(in.address());
                    case 2 -> version == 3 ? chunked3(in) : chunked4(in);
                    case 3 -> new Virtual();
                    default -> throw new UnsupportedOperationException("its layout is of kind " + kind);
                };
            }
            default -> throw new UnsupportedOperationException("its layout has version " + version);
        };
    }

    private static DataLayout old(Cursor in) {
        int rank = in.u8();
        int kind = in.u8();
        in.skip(5);
        return switch (kind) {
            case 0 -> {
                in.skip(4L * rank);
                yield new Compact(in.segment(in.u32()));
            }
            case 1 -> new Contiguous(in.address());
            case 2 -> {
                long tree = in.address();
                yield chunked(in, rank, 4, false, Kind.TREE_1, tree);
            }
            default -> throw new UnsupportedOperationException("its layout is of kind " + kind);
        };
    }

    private static DataLayout chunked3(Cursor in) {
        int rank = in.u8();
        long tree = in.address();
        return chunked(in, rank, 4, false, Kind.TREE_1, tree);
    }

    private static DataLayout chunked4(Cursor in) {
        int flags = in.u8();
        int rank = in.u8();
        int width = in.u8();
        Chunked extents = chunked(in, rank, width, (flags & 1) != 0, Kind.TREE_1, Cursor.UNDEFINED);
        int index = in.u8();
        if (index < 1 || index >= Kind.values().length) {
            throw new UnsupportedOperationException("its chunks have an index of kind " + index);
        }
        Kind kind = Kind.values()[index];
        Cursor parameters = in.part(switch (kind) {
            case SINGLE -> (flags & SINGLE_FILTERED) != 0 ? in.lengthSize() + 4 : 0;
            case FIXED_ARRAY -> 1;
            case EXTENSIBLE_ARRAY -> 5;
            case TREE_2 -> 6;
            case IMPLICIT, TREE_1 -> 0;
        });
        return new Chunked(extents.chunk, extents.elementSize, extents.edgesPlain, kind, in.address(), parameters);
    }

    /** The extents of a chunk; the last number is the size of an element. */
    private static Chunked chunked(Cursor in, int rank, int width, boolean edgesPlain, Kind kind, long address) {
        if (rank < 2) {
            throw new IllegalArgumentException("its chunks have " + (rank - 1) + " dimensions");
        }
        long[] chunk = new long[rank - 1];
        for (int i = 0; i < chunk.length; i++) {
            chunk[i] = in.number(width);
        }
        return new Chunked(chunk, in.number(width), edgesPlain, kind, address, in.part(0));
    }
}
