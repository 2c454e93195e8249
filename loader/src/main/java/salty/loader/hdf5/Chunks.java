package salty.loader.hdf5;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Arrays;
import java.util.Optional;
import salty.loader.file.ModelFormatException;

/**
 * Puts the chunks of a dataset together. A chunk never becomes more than the size that the dataset's own shape gives
 * it, whatever a compressed stream pretends, and what was never written is the dataset's fill value.
 */
final class Chunks {

    /** Deflate reaches 1032 : 1 at most; what is declared beyond that is not there. */
    private static final long MAX_EXPANSION = 1032;
    /** Chunks of a dataset, those that were never written among them; each is looked up. */
    private static final long MAX_CHUNKS = 1 << 24;
    /** Even in the smallest file. */
    private static final long MIN_CHUNKS = 1 << 16;

    private final Hdf5Bytes file;
    private final String path;
    private final DataLayout.Chunked layout;
    private final ChunkGrid grid;
    private final Optional<Filters> filters;
    private final int elementSize;

    /**
     * @param path        the dataset, for messages
     * @param elementSize bytes of an element
     */
    Chunks(Hdf5Bytes file, String path, DataLayout.Chunked layout, Dataspace space, Optional<Filters> filters,
           int elementSize) {
        this.file = file;
        this.path = path;
        this.layout = layout;
        this.grid = new ChunkGrid(space.dims(), space.max(), layout.chunk());
        this.filters = filters;
        this.elementSize = elementSize;
        if (layout.chunk().length != space.dims().length || layout.elementSize() != elementSize
                || Arrays.stream(layout.chunk()).anyMatch(extent -> extent < 1)) {
            throw new IllegalArgumentException("its chunks " + Arrays.toString(layout.chunk()) + " of "
                    + layout.elementSize() + " bytes do not fit its shape " + Arrays.toString(space.dims()));
        }
    }

    /**
     * All values in row-major order, as stored bytes.
     *
     * @param fill the value of elements that were never written
     */
    byte[] assemble(FillValue fill) {
        long chunkBytes = bytes(layout.chunk());
        long allBytes = bytes(grid.shape());
        long chunks = 1;
        for (int axis = 0; axis < grid.rank(); axis++) {
            chunks = Math.multiplyExact(chunks, grid.count(axis));
        }
        if (chunks > Math.clamp(file.size(), MIN_CHUNKS, MAX_CHUNKS)
                || allBytes > Math.multiplyExact(MAX_EXPANSION, Math.max(1, file.size()))
                || Math.max(allBytes, chunkBytes) > Integer.MAX_VALUE - 8) {
            throw new ModelFormatException(file.name(), path,
                    "declares " + allBytes + " bytes in chunks of " + chunkBytes
                    + ", which a file of " + file.size() + " bytes cannot hold");
        }
        if (layout.address() == Cursor.UNDEFINED && !fill.chosen()) {
            throw Hdf5Dataset.neverWritten(file.name(), path);
        }
        ChunkIndex index = ChunkIndex.of(file, layout, grid, chunkBytes);
        byte[] all = new byte[(int) allBytes];
        fill.into(all);
        long[] place = new long[grid.rank()];
        do {
            ChunkIndex.Stored stored = index.find(place);
            if (stored != null) {
                copy(decoded(stored, place, (int) chunkBytes), place, all);
            }
        } while (advance(place));
        return all;
    }

    private byte[] decoded(ChunkIndex.Stored stored, long[] place, int chunkBytes) {
        MemorySegment raw = file.slice(stored.address(), stored.size());
        byte[] bytes = raw.toArray(ValueLayout.JAVA_BYTE);
        if (filters.isPresent() && !(layout.edgesPlain() && grid.isEdge(place))) {
            return filters.get().undo(bytes, stored.skipped(), chunkBytes, elementSize);
        }
        if (bytes.length < chunkBytes) {
            throw new ModelFormatException(file.name(), path,
                    "a chunk holds " + bytes.length + " bytes instead of " + chunkBytes);
        }
        return bytes;
    }

    /** Copies the rows of a chunk that lie inside the dataset. */
    private void copy(byte[] chunk, long[] place, byte[] all) {
        long[] shape = grid.shape();
        long[] extents = grid.chunk();
        int last = shape.length - 1;
        long begin = place[last] * extents[last];
        int run = (int) (Math.min(extents[last], shape[last] - begin) * elementSize);
        int rowBytes = (int) extents[last] * elementSize;
        for (int row = 0; row < chunk.length / rowBytes; row++) {
            long target = begin;
            long stride = shape[last];
            boolean inside = true;
            long rest = row;
            for (int d = last - 1; d >= 0; d--) {
                long at = place[d] * extents[d] + rest % extents[d];
                rest /= extents[d];
                inside &= at < shape[d];
                target += at * stride;
                stride *= shape[d];
            }
            if (inside && rest == 0) {
                System.arraycopy(chunk, row * rowBytes, all, (int) target * elementSize, run);
            }
        }
    }

    private boolean advance(long[] place) {
        for (int d = place.length - 1; d >= 0; d--) {
            if (++place[d] < grid.count(d)) {
                return true;
            }
            place[d] = 0;
        }
        return false;
    }

    private long bytes(long[] dims) {
        long bytes = elementSize;
        for (long dim : dims) {
            bytes = Math.multiplyExact(bytes, dim);
        }
        return bytes;
    }
}
