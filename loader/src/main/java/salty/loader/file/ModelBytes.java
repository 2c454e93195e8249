package salty.loader.file;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.channels.FileChannel;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** Maps a model file into memory, read-only. The mapping lives as long as any part of it is referred to. */
public final class ModelBytes {

    /** The JDK's buffers and arrays end at 2^31 - 1 bytes. */
    private static final long LIMIT = Integer.MAX_VALUE;

    private ModelBytes() {
    }

    /**
     * The bytes of a file, mapped.
     *
     * @throws ModelFormatException if there is no such file, or it is empty, too large or cannot be read
     */
    public static MemorySegment map(Path path) {
        if (Files.isDirectory(path)) {
            throw ModelFormatException.of(path, "is a folder; give the model file in it");
        }
        if (Files.exists(path) && !Files.isRegularFile(path)) {
            throw ModelFormatException.of(path, "is not a regular file");
        }
        try (FileChannel channel = FileChannel.open(path, StandardOpenOption.READ)) {
            long size = channel.size();
            if (size == 0) {
                throw ModelFormatException.of(path, "is empty (0 bytes)");
            }
            if (size > LIMIT) {
                throw ModelFormatException.of(path,
                        size + " bytes are more than a model file may have (" + LIMIT + ")");
            }
            return channel.map(FileChannel.MapMode.READ_ONLY, 0, size, Arena.ofAuto());
        } catch (NoSuchFileException e) {
            throw ModelFormatException.of(path, "no such file");
        } catch (AccessDeniedException e) {
            throw ModelFormatException.of(path, "may not be read (permission denied)");
        } catch (IOException e) {
            throw new ModelFormatException(path.toString(), "", "cannot be read: " + e.getMessage(), e);
        }
    }
}
