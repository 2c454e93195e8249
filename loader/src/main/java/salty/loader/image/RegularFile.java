package salty.loader.image;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;

/** Reads a whole file once, up to a cap: its size on disk is a hint that may lie or change meanwhile. */
public final class RegularFile {

    private RegularFile() {}

    /**
     * The bytes of {@code file}, at most {@code maxBytes} of them.
     *
     * @param option the command-line option that raises the cap, or an empty string
     * @throws ImageFormatException if the file is missing, unreadable, empty, larger, or no regular file: a FIFO or a
     *         device would block or never end
     */
    public static byte[] read(Path file, int maxBytes, String option) {
        try {
            BasicFileAttributes attributes = Files.readAttributes(file, BasicFileAttributes.class);
            if (!attributes.isRegularFile()) {
                throw new ImageFormatException(attributes.isDirectory()
                        ? "is a directory, expected a file"
                        : "is not a regular file (a pipe, socket or device); save its content to a file first");
            }
            if (attributes.size() > maxBytes) {
                throw tooLarge(attributes.size() + " bytes", maxBytes, option);
            }
            try (InputStream in = Files.newInputStream(file)) {
                byte[] bytes = in.readNBytes(maxBytes);
                if (bytes.length == maxBytes && in.read() >= 0) {
                    throw tooLarge("more than " + maxBytes + " bytes", maxBytes, option);
                }
                return bytes;
            }
        } catch (NoSuchFileException e) {
            throw new ImageFormatException("no such file");
        } catch (AccessDeniedException e) {
            throw new ImageFormatException("no permission to read it");
        } catch (IOException e) {
            throw new ImageFormatException("cannot be read (" + e.getMessage() + ")");
        } catch (OutOfMemoryError e) {
            throw new ImageFormatException("does not fit into memory; give the JVM more with -Xmx");
        }
    }

    /** The same; where it cannot be read, the message begins with the file's name. */
    public static byte[] readNamed(Path file, int maxBytes, String option) {
        try {
            return read(file, maxBytes, option);
        } catch (ImageFormatException e) {
            throw e.in(file.toString());
        }
    }

    static ImageFormatException tooLarge(String size, int maxBytes, String option) {
        return new ImageFormatException(size + " exceeds the limit of " + maxBytes + " bytes"
                + (option.isEmpty() ? "" : " (" + option + ")"));
    }
}
