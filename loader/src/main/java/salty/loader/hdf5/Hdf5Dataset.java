package salty.loader.hdf5;

import io.jhdf.api.Dataset;
import io.jhdf.api.dataset.ChunkedDataset;
import io.jhdf.api.dataset.ContiguousDataset;
import io.jhdf.dataset.DatasetBase;
import java.lang.foreign.MemorySegment;
import java.util.Arrays;
import salty.loader.ModelFormatException;

/**
 * A dataset of numbers. Little-endian float32 that lies in one piece is handed out as a slice of the mapped file;
 * everything else that is a number is widened or narrowed to float32 in new memory.
 */
public final class Hdf5Dataset {

    private static final int MAX_RANK = 8;
    private static final int MAX_ELEMENTS = Integer.MAX_VALUE / Float.BYTES;

    private final Hdf5File file;
    private final Dataset dataset;
    private final String path;
    private final int[] shape;
    private final NumberType type;
    private final long count;

    Hdf5Dataset(Hdf5File file, Dataset dataset, String path) {
        this.file = file;
        this.dataset = dataset;
        this.path = path;
        this.type = NumberType.of(file.name(), path, dataset.getDataType());
        long[] dims = dataset.getDimensionsAsLong();
        this.shape = new int[dims.length];
        long elements = 1;
        for (int i = 0; i < dims.length; i++) {
            // A negative dimension is one of 2^63 and more.
            if (dims.length > MAX_RANK || dims[i] < 0 || dims[i] > MAX_ELEMENTS || elements * dims[i] > MAX_ELEMENTS) {
                throw new ModelFormatException(file.name(), path, "shape " + Arrays.toString(dims) + " is too large");
            }
            shape[i] = (int) dims[i];
            elements *= dims[i];
        }
        this.count = elements;
    }

    /** The dataset's dimensions; empty for a scalar. */
    public int[] shape() {
        return shape.clone();
    }

    /** The dataset's path in the file. */
    public String path() {
        return path;
    }

    /**
     * The values as little-endian float32, read-only, in row-major order.
     *
     * @throws ModelFormatException if the data were never written, lie outside the file or are compressed in an unknown
     *                              way
     */
    public MemorySegment floats() {
        return Boundary.guard(file.name(), path, this::read);
    }

    private MemorySegment read() {
        MemorySegment raw = raw();
        if (raw.byteSize() != count * type.size()) {
            throw new ModelFormatException(file.name(), path,
                    "has " + raw.byteSize() + " bytes of data where its shape needs " + count * type.size());
        }
        return type.isLittleEndianFloat32() ? raw.asReadOnly() : type.widen(raw, (int) count).asReadOnly();
    }

    private MemorySegment raw() {
        long size = count * type.size();
        return switch (dataset) {
            case ContiguousDataset contiguous -> {
                if (contiguous.getDataAddress() == -1 && size > 0) {
                    throw new ModelFormatException(file.name(), path, "has no data: it was created but never written");
                }
                yield size == 0 ? MemorySegment.ofArray(new byte[0]) : file.slice(contiguous.getDataAddress(), size);
            }
            case ChunkedDataset chunked ->
                    MemorySegment.ofArray(new Chunks(file, path, chunked, type.size()).assemble());
            case DatasetBase compact -> MemorySegment.ofBuffer(compact.getDataBuffer());
            default -> throw new ModelFormatException(file.name(), path, "is stored in an unsupported way");
        };
    }

    @Override
    public String toString() {
        return path + " " + Arrays.toString(shape);
    }
}
