package salty.cli.output;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;

import salty.cli.UserException;

/** A single file that appears when it is complete. */
public final class ResultFile {
    /** Writes the content into a given file. */
    @FunctionalInterface
    public interface Content {
        /** @throws IOException if the file cannot be written */
        void writeTo(Path file) throws IOException;
    }

    private ResultFile() {}

    /**
     * Writes a file beside its place, then moves it there.
     *
     * @throws UserException if the folder cannot be made or written
     */
    public static void write(Path file, Content content) {
        requireNoFolder(file);
        Path partial = null;
        try {
            Path folder = file.toAbsolutePath().getParent();
            Files.createDirectories(folder);
            partial = Files.createTempFile(folder, ".salty-", ".partial");
            content.writeTo(partial);
            Files.move(partial, file, StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException e) {
            throw ResultFolder.unwritable(file, e);
        } finally {
            remove(partial);
        }
    }

    /**
     * Refuses a folder in the place of a file: one that is empty would be moved over.
     *
     * @throws UserException if there is one
     */
    public static void requireNoFolder(Path file) {
        if (Files.isDirectory(file)) {
            throw new UserException(file + ": is a folder; name a file with -o");
        }
    }

    private static void remove(Path partial) {
        try {
            if (partial != null) {
                Files.deleteIfExists(partial);
            }
        } catch (IOException e) {
            throw ResultFolder.unwritable(partial, e);
        }
    }
}
