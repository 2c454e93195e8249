package salty.loader.hdf5;

import java.lang.foreign.MemorySegment;
import java.nio.file.Path;
import salty.loader.file.FileKind;
import salty.loader.file.ModelBytes;
import salty.loader.file.ModelFormatException;

/** An HDF5 file that is open for reading: a mapped file, or an HDF5 file inside an archive. */
public final class Hdf5File {

    /** A superblock of version 2 or 3: the smallest there is. */
    private static final int MIN_SIZE = 48;

    private final Hdf5Bytes file;

    private Hdf5File(Hdf5Bytes file) {
        this.file = file;
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
        long start = FileKind.hdf5Start(bytes);
        if (bytes.byteSize() - start < MIN_SIZE) {
            throw new ModelFormatException(name, "", "truncated: no HDF5 file has only " + bytes.byteSize()
                    + " bytes; download or copy it again");
        }
        return Boundary.guard(name, "", () -> {
            Superblock superblock = Superblock.read(bytes, start);
            checkEnd(name, bytes.byteSize(), superblock.end());
            return new Hdf5File(new Hdf5Bytes(name, bytes, superblock));
        });
    }

    /**
     * Compares the end that the superblock declares with the end that there is; more bytes than declared are harmless.
     * The specification calls the end an absolute address, some writers count it from the base address.
     */
    private static void checkEnd(String name, long size, long end) {
        if (end < 0 || end > size) {
            throw new ModelFormatException(name, "", "truncated: its header says " + Long.toUnsignedString(end)
                    + " bytes, the file has " + size + "; download or copy it again");
        }
    }

    /** The root group. */
    public Hdf5Group root() {
        return Boundary.guard(file.name(), "", () ->
                new Hdf5Group(file, ObjectHeader.read(file, file.superblock().root()), ""));
    }

    /** What error messages call the file. */
    public String name() {
        return file.name();
    }
}
