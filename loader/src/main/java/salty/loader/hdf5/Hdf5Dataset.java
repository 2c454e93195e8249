package salty.loader.hdf5;

import java.lang.foreign.MemorySegment;
import java.util.Arrays;
import java.util.Optional;
import salty.loader.file.ModelFormatException;

/**
 * A dataset of numbers. Little-endian float32 that lies in one piece is handed out as a slice of the mapped file;
 * everything else that is a number is widened or narrowed to float32 in new memory.
 */
public final class Hdf5Dataset {

    private static final int MAX_RANK = 8;
    private static final int MAX_ELEMENTS = Integer.MAX_VALUE / Float.BYTES;

    private final Hdf5Bytes file;
    private final ObjectHeader header;
    private final String path;
    private final Dataspace space;
    private final int[] shape;
    private final NumberType type;
    private final long count;

    Hdf5Dataset(Hdf5Bytes file, ObjectHeader header, String path) {
        this.file = file;
        this.header = header;
        this.path = path;
        this.type = NumberType.of(file.name(), path, header.find(ObjectHeader.DATATYPE)
                .map(message -> message.shared() ? new Datatype.Other(0, "committed")
                        : Datatype.read(header.fields(message)))
                .orElseThrow(() -> new IllegalArgumentException("has no type")));
        this.space = header.find(ObjectHeader.DATASPACE).filter(message -> !message.shared())
                .map(message -> Dataspace.read(header.fields(message)))
                .orElseThrow(() -> new IllegalArgumentException("has no dataspace"));
        long[] dims = space.dims();
        this.shape = new int[dims.length];
        long elements = space.none() ? 0 : 1;
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

    /** Whether its numbers are whole, as those of quantised weights are. */
    public boolean isInteger() {
        return type.isInteger();
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
        if (count == 0) {
            return MemorySegment.ofArray(new byte[0]).asReadOnly();
        }
        MemorySegment raw = raw();
        if (raw.byteSize() < count * type.size()) {
            throw new ModelFormatException(file.name(), path,
                    "has " + raw.byteSize() + " bytes of data where its shape needs " + count * type.size());
        }
        return type.isLittleEndianFloat32() ? raw.asReadOnly() : type.widen(raw, (int) count).asReadOnly();
    }

    private MemorySegment raw() {
        if (header.find(ObjectHeader.EXTERNAL_FILES).isPresent()) {
            throw new ModelFormatException(file.name(), path, "keeps its data in other files, which are never opened");
        }
        long size = count * type.size();
        FillValue fill = FillValue.of(header);
        DataLayout layout = header.find(ObjectHeader.LAYOUT).map(message -> DataLayout.read(header.fields(message)))
                .orElseThrow(() -> new IllegalArgumentException("has no layout"));
        return switch (layout) {
            case DataLayout.Contiguous(long address) -> address == Cursor.UNDEFINED ? filled(fill, size)
                    : file.slice(address, size);
            case DataLayout.Compact(MemorySegment data) -> data;
            case DataLayout.Chunked chunked -> {
                Optional<Filters> filters = header.find(ObjectHeader.FILTERS)
                        .map(message -> Filters.read(file.name(), path, header.fields(message)));
                yield MemorySegment.ofArray(new Chunks(file, path, chunked, space, filters, type.size())
                        .assemble(fill));
            }
            case DataLayout.Virtual() -> throw new ModelFormatException(file.name(), path,
                    "is made of other datasets, which are never opened");
        };
    }

    private MemorySegment filled(FillValue fill, long size) {
        if (!fill.chosen()) {
            throw neverWritten(file.name(), path);
        }
        if (size > Integer.MAX_VALUE - 8) {
            throw new ModelFormatException(file.name(), path, "declares " + size + " bytes that are not in the file");
        }
        byte[] all = new byte[(int) size];
        fill.into(all);
        return MemorySegment.ofArray(all);
    }

    static ModelFormatException neverWritten(String file, String path) {
        return new ModelFormatException(file, path, "has no data: it was created but never written");
    }

    @Override
    public String toString() {
        return path + " " + Arrays.toString(shape);
    }
}
