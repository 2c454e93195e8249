package salty.loader.hdf5;

import io.jhdf.api.dataset.ChunkedDataset;
import io.jhdf.filter.PipelineFilterWithData;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;
import salty.loader.ModelFormatException;

/**
 * Puts the chunks of a dataset together, undoing deflate and shuffle (HDF5 File Format Specification, IV.A.2.l).
 *
 * <p>The chunks are decoded here rather than by jHDF, which inflates until the stream ends: a chunk of 400 KB may
 * pretend to be of 4 KB and become 400 MB. Here a chunk never becomes more than the size that the dataset's own shape
 * gives it.
 */
final class Chunks {

    private static final int DEFLATE = 1;
    private static final int SHUFFLE = 2;
    private static final int FLETCHER32 = 3;
    /** Deflate reaches 1032 : 1 at most; what is declared beyond that is not there. */
    private static final long MAX_EXPANSION = 1032;

    private final Hdf5File file;
    private final String path;
    private final ChunkedDataset dataset;
    private final int elementSize;
    private final int[] shape;
    private final int[] chunkShape;

    Chunks(Hdf5File file, String path, ChunkedDataset dataset, int elementSize) {
        this.file = file;
        this.path = path;
        this.dataset = dataset;
        this.elementSize = elementSize;
        this.shape = dataset.getDimensions();
        this.chunkShape = dataset.getChunkDimensions();
    }

    /** All values in row-major order, as stored bytes. */
    byte[] assemble() {
        long chunkBytes = bytes(chunkShape);
        long allBytes = bytes(shape);
        if (allBytes > Math.multiplyExact(MAX_EXPANSION, Math.max(1, file.size()))
                || Math.max(allBytes, chunkBytes) > Integer.MAX_VALUE - 8
                || chunkShape.length != shape.length) {
            throw new ModelFormatException(file.name(), path,
                    "declares " + allBytes + " bytes in chunks of " + chunkBytes
                    + ", which a file of " + file.size() + " bytes cannot hold");
        }
        List<PipelineFilterWithData> filters = dataset.getFilters();
        byte[] all = new byte[(int) allBytes];
        int[] at = new int[shape.length];
        do {
            copy(decode(rawChunk(at), (int) chunkBytes, filters), at, all);
        } while (advance(at));
        return all;
    }

    private byte[] rawChunk(int[] at) {
        ByteBuffer raw = dataset.getRawChunkBuffer(at.clone());
        if (raw == null || raw.remaining() > file.size()) {
            throw new ModelFormatException(file.name(), path, "chunk " + Arrays.toString(at) + " has no data");
        }
        byte[] bytes = new byte[raw.remaining()];
        raw.get(bytes);
        return bytes;
    }

    private byte[] decode(byte[] stored, int chunkBytes, List<PipelineFilterWithData> filters) {
        byte[] bytes = stored;
        for (int i = filters.size() - 1; i >= 0; i--) {
            PipelineFilterWithData filter = filters.get(i);
            bytes = switch (filter.getId()) {
                case DEFLATE -> inflate(bytes, chunkBytes + 4 * filters.size());
                case SHUFFLE -> unshuffle(bytes);
                case FLETCHER32 -> checked(bytes);
                default -> throw new ModelFormatException(file.name(), path, "is compressed with filter "
                        + filter.getName() + "; only gzip and shuffle are supported: save it without");
            };
        }
        if (bytes.length != chunkBytes) {
            throw new ModelFormatException(file.name(), path,
                    "a chunk holds " + bytes.length + " bytes instead of " + chunkBytes);
        }
        return bytes;
    }

    private byte[] checked(byte[] bytes) {
        if (!Fletcher32.matches(bytes)) {
            throw new ModelFormatException(file.name(), path, "a chunk is damaged: its checksum is wrong");
        }
        return Arrays.copyOf(bytes, bytes.length - Fletcher32.BYTES);
    }

    private byte[] inflate(byte[] deflated, int limit) {
        try (Inflater inflater = new Inflater()) {
            inflater.setInput(deflated);
            byte[] bytes = new byte[limit];
            int size = 0;
            while (!inflater.finished()) {
                int n = inflater.inflate(bytes, size, limit - size);
                size += n;
                if (n == 0 && !inflater.finished()) {
                    throw new ModelFormatException(file.name(), path, size == limit
                            ? "a chunk inflates to more than its shape holds" : "a compressed chunk is incomplete");
                }
            }
            return Arrays.copyOf(bytes, size);
        } catch (DataFormatException e) {
            throw new ModelFormatException(file.name(), path, "a compressed chunk is damaged: " + e.getMessage(), e);
        }
    }

    /** Shuffle stores the first bytes of all elements, then the second ones, and so on. */
    private byte[] unshuffle(byte[] shuffled) {
        int n = shuffled.length / elementSize;
        byte[] bytes = Arrays.copyOf(shuffled, shuffled.length);
        for (int b = 0; b < elementSize; b++) {
            for (int i = 0; i < n; i++) {
                bytes[i * elementSize + b] = shuffled[b * n + i];
            }
        }
        return bytes;
    }

    /** Copies the rows of a chunk that lie inside the dataset. */
    private void copy(byte[] chunk, int[] at, byte[] all) {
        int last = shape.length - 1;
        int run = Math.min(chunkShape[last], shape[last] - at[last]) * elementSize;
        int rows = (int) (bytes(chunkShape) / elementSize / chunkShape[last]);
        for (int row = 0; row < rows; row++) {
            long target = 0;
            long stride = 1;
            boolean inside = true;
            int rest = row;
            for (int d = last; d >= 0; d--) {
                int index = at[d];
                if (d < last) {
                    index += rest % chunkShape[d];
                    rest /= chunkShape[d];
                }
                inside &= index < shape[d];
                target += index * stride;
                stride *= shape[d];
            }
            if (inside) {
                System.arraycopy(chunk, row * chunkShape[last] * elementSize, all, (int) target * elementSize, run);
            }
        }
    }

    private boolean advance(int[] at) {
        for (int d = at.length - 1; d >= 0; d--) {
            at[d] += chunkShape[d];
            if (at[d] < shape[d]) {
                return true;
            }
            at[d] = 0;
        }
        return false;
    }

    private long bytes(int[] dims) {
        long bytes = elementSize;
        for (int dim : dims) {
            if (dim <= 0) {
                throw new ModelFormatException(file.name(), path, "has a dimension of size " + dim);
            }
            bytes = Math.multiplyExact(bytes, dim);
        }
        return bytes;
    }
}
