package salty.loader.hdf5;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;
import salty.loader.file.ModelFormatException;

/**
 * What was done to a dataset's chunks before they were stored (HDF5 File Format Specification, IV.A.2.l): deflate,
 * shuffle and checksums can be undone.
 *
 * @param file    what error messages call the file
 * @param path    the dataset
 * @param filters in the order in which they were applied
 */
record Filters(String file, String path, List<Filter> filters) {

    private static final int DEFLATE = 1;
    private static final int SHUFFLE = 2;
    private static final int FLETCHER32 = 3;
    private static final int FIRST_FOREIGN = 256;
    private static final List<String> NAMES = List.of("none", "deflate", "shuffle", "fletcher32", "szip", "nbit",
            "scaleoffset");

    /** A filter by its registered number. */
    private record Filter(int id, String name) {
    }

    static Filters read(String file, String path, Cursor in) {
        int version = in.u8();
        if (version != 1 && version != 2) {
            throw new UnsupportedOperationException("its filters have version " + version);
        }
        int count = in.u8();
        in.skip(version == 1 ? 6 : 0);
        List<Filter> filters = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            int id = in.u16();
            int nameSize = version == 1 || id >= FIRST_FOREIGN ? in.u16() : 0;
            in.skip(2);
            int values = in.u16();
            String name = in.text(nameSize);
            in.pad8(version == 1 ? nameSize : 0);
            in.skip(4L * values + (version == 1 && values % 2 != 0 ? 4 : 0));
            filters.add(new Filter(id, id < NAMES.size() ? NAMES.get(id) : name.isEmpty() ? "number " + id : name));
        }
        return new Filters(file, path, filters);
    }

    /**
     * A chunk as it was before the filters.
     *
     * @param stored      its bytes in the file
     * @param skipped     the filters that were left out, a bit each
     * @param chunkBytes  what it must become
     * @param elementSize bytes of an element
     */
    byte[] undo(byte[] stored, long skipped, int chunkBytes, int elementSize) {
        byte[] bytes = stored;
        for (int i = filters.size() - 1; i >= 0; i--) {
            if ((skipped >> i & 1) != 0) {
                continue;
            }
            Filter filter = filters.get(i);
            bytes = switch (filter.id) {
                case DEFLATE -> inflate(bytes, chunkBytes + Fletcher32.BYTES * filters.size());
                case SHUFFLE -> unshuffle(bytes, elementSize);
                case FLETCHER32 -> checked(bytes);
                default -> throw fault("is compressed with filter " + filter.name
                        + "; only gzip and shuffle are supported: save it without");
            };
        }
        if (bytes.length != chunkBytes) {
            throw fault("a chunk holds " + bytes.length + " bytes instead of " + chunkBytes);
        }
        return bytes;
    }

    private byte[] checked(byte[] bytes) {
        if (!Fletcher32.matches(bytes)) {
            throw fault("a chunk is damaged: its checksum is wrong");
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
                    throw fault(size == limit
                            ? "a chunk inflates to more than its shape holds" : "a compressed chunk is incomplete");
                }
            }
            return Arrays.copyOf(bytes, size);
        } catch (DataFormatException e) {
            throw new ModelFormatException(file, path, "a compressed chunk is damaged: " + e.getMessage(), e);
        }
    }

    /** Shuffle stores the first bytes of all elements, then the second ones, and so on. */
    private static byte[] unshuffle(byte[] shuffled, int elementSize) {
        int n = shuffled.length / elementSize;
        byte[] bytes = Arrays.copyOf(shuffled, shuffled.length);
        for (int b = 0; b < elementSize; b++) {
            for (int i = 0; i < n; i++) {
                bytes[i * elementSize + b] = shuffled[b * n + i];
            }
        }
        return bytes;
    }

    private ModelFormatException fault(String what) {
        return new ModelFormatException(file, path, what);
    }
}
