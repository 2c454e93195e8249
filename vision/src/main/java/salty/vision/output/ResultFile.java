package salty.vision.output;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;

import salty.engine.UserException;

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
     * Writes a file beside its place, then moves it there in one step; through a link to what it names. A device or
     * pipe is given the bytes.
     *
     * @param option the option that named it, or its folder
     * @param inputs what it may not land on
     * @throws UserException if it would, or the folder cannot be made or written
     */
    public static void write(Path file, String option, InputFiles inputs, Content content) {
        requireNoFolder(file);
        inputs.refuse(file, option);
        Destination destination = Destination.of(file);
        try {
            Path folder = destination.isStream() ? Path.of(System.getProperty("java.io.tmpdir"))
                    : Files.createDirectories(destination.path().getParent());
            Path staging = Files.createTempDirectory(folder, ".salty-");
            Leftovers.Entry leftover = Leftovers.add(staging);
            try {
                Path fresh = staging.resolve(destination.path().getFileName());
                content.writeTo(fresh);
                if (destination.isStream()) {
                    try (OutputStream out = openStream(file)) {
                        Files.copy(fresh, out);
                    }
                } else {
                    Files.move(fresh, destination.path(), StandardCopyOption.ATOMIC_MOVE,
                            StandardCopyOption.REPLACE_EXISTING);
                }
            } finally {
                leftover.remove();
            }
        } catch (IOException e) {
            throw ResultFolder.unwritable(file, option, e);
        }
    }

    /** The same of what {@code -o} named. */
    public static void write(Path file, InputFiles inputs, Content content) {
        write(file, "-o", inputs, content);
    }

    /** The same of what is made of no input. */
    public static void write(Path file, Content content) {
        write(file, InputFiles.NONE, content);
    }

    /** Whether the output is a device, a pipe or the like, which takes bytes as they come. */
    public static boolean isStream(Path file) {
        return Destination.of(file).isStream();
    }

    /** Opens such an output. What stands in a file behind a descriptor stays. */
    public static OutputStream openStream(Path file) throws IOException {
        return Files.newOutputStream(file, StandardOpenOption.APPEND);
    }

    /** The place that an output's bytes go to, links followed. */
    public static Path place(Path file) {
        return Destination.of(file).path();
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
}
