package salty.loader.tfjs;

import java.lang.foreign.MemorySegment;
import java.util.List;

/** The bytes of several files as if they were one. */
final class ShardedBytes {

    private final List<MemorySegment> shards;
    private final long size;

    ShardedBytes(List<MemorySegment> shards) {
        this.shards = List.copyOf(shards);
        this.size = shards.stream().mapToLong(MemorySegment::byteSize).sum();
    }

    long size() {
        return size;
    }

    /** A part: a slice of the file that it lies in, or, if it lies in several, a copy. */
    MemorySegment slice(long from, long length) {
        long start = 0;
        byte[] joined = null;
        int filled = 0;
        for (MemorySegment shard : shards) {
            long end = start + shard.byteSize();
            long begin = Math.max(from, start);
            long stop = Math.min(from + length, end);
            if (begin < stop || length == 0) {
                MemorySegment piece = shard.asSlice(begin - start, Math.max(0, stop - begin));
                if (piece.byteSize() == length) {
                    return piece;
                }
                joined = joined == null ? new byte[Math.toIntExact(length)] : joined;
                MemorySegment.copy(piece, 0, MemorySegment.ofArray(joined), filled, piece.byteSize());
                filled += (int) piece.byteSize();
            }
            start = end;
        }
        return MemorySegment.ofArray(joined);
    }
}
