package salty.loader.hdf5;

import io.jhdf.HdfFile;
import io.jhdf.Superblock;
import java.lang.foreign.MemorySegment;
import java.nio.file.Path;
import salty.loader.FileKind;
import salty.loader.ModelBytes;
import salty.loader.ModelFormatException;

/**
 * An HDF5 file that is open for reading: a mapped file, or an HDF5 file inside an archive.
 *
 * <p>jHDF is given the mapped bytes, never the path: with a path it answers reads beyond the end of a truncated file
 * with bytes from elsewhere, that is, with wrong weights.
 */
public final class Hdf5File {

    /** A superblock of version 2 or 3: the smallest there is. */
    private static final int SMALLEST = 48;

    private final String name;
    private final MemorySegment bytes;
    private final HdfFile hdf;

    private Hdf5File(String name, MemorySegment bytes, HdfFile hdf) {
        this.name = name;
        this.bytes = bytes;
        this.hdf = hdf;
    }

    /**
     * Maps and opens a file.
     *
     * @throws ModelFormatException if it is missing, unreadable, truncated or not HDF5
     */
    public static Hdf5File open(Path path) {
        return open(path.toString(), ModelBytes.map(path));
    }

    /**
     * Opens the HDF5 file that {@code bytes} holds.
     *
     * @param name what error messages call it
     * @throws ModelFormatException if it is truncated or not HDF5
     */
    public static Hdf5File open(String name, MemorySegment bytes) {
        FileKind kind = FileKind.of(bytes);
        if (kind != FileKind.HDF5) {
            throw new ModelFormatException(name, "", "not an HDF5 file, but " + kind.description());
        }
        if (bytes.byteSize() < SMALLEST) {
            throw new ModelFormatException(name, "", "truncated: no HDF5 file has only " + bytes.byteSize()
                    + " bytes; download or copy it again");
        }
        return Boundary.guard(name, "", () -> {
            HdfFile hdf = HdfFile.fromByteBuffer(bytes.asByteBuffer());
            checkEnd(name, bytes.byteSize(), hdf.getHdfBackingStorage().getSuperblock());
            return new Hdf5File(name, bytes, hdf);
        });
    }

    /**
     * Compares the end that the superblock declares with the end that there is; more bytes than declared are harmless.
     * The specification calls the end an absolute address, some writers count it from the base address.
     */
    private static void checkEnd(String name, long size, Superblock superblock) {
        long end = superblock.getEndOfFileAddress();
        if (end < 0 || end > size) {
            throw new ModelFormatException(name, "", "truncated: its header says " + Long.toUnsignedString(end)
                    + " bytes, the file has " + size + "; download or copy it again");
        }
    }

    /** The root group. */
    public Hdf5Group root() {
        return new Hdf5Group(this, hdf, "");
    }

    /** What error messages call the file. */
    public String name() {
        return name;
    }

    /** The file's size in bytes. */
    long size() {
        return bytes.byteSize();
    }

    /** A part of the file's bytes, by address in the file. */
    MemorySegment slice(long address, long size) {
        long start = Math.addExact(address, hdf.getHdfBackingStorage().getUserBlockSize());
        if (address < 0 || size < 0 || start > bytes.byteSize() - size) {
            throw new IllegalArgumentException("data at " + address + " to " + (address + size)
                    + " lie outside the file of " + bytes.byteSize() + " bytes");
        }
        return bytes.asSlice(start, size);
    }
}
