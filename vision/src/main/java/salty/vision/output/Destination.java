package salty.vision.output;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

import salty.engine.UserException;

/**
 * Where the bytes for an output go. A link is followed to what it names, which may not be there yet. What is no regular
 * file (a device, a pipe, a descriptor such as {@code /dev/stdout}) is written through and never replaced.
 *
 * @param path     the place itself, no link
 * @param isStream whether it is to be written through
 */
record Destination(Path path, boolean isStream) {
    /** As many links as Linux follows. */
    private static final int MAX_LINKS = 40;
    /** The files in here are links to what a process has open: replacing that would not reach it. */
    private static final Path PROCESSES = Path.of("/proc");

    /**
     * @throws UserException if links lead in circles or cannot be read
     */
    static Destination of(Path output) {
        Path path = output.toAbsolutePath();
        for (int i = 0; i < MAX_LINKS; i++) {
            if (path.startsWith(PROCESSES)) {
                return new Destination(path, true);
            }
            if (!Files.isSymbolicLink(path)) {
                boolean plain = !Files.exists(path) || Files.isRegularFile(path) || Files.isDirectory(path);
                return new Destination(path, !plain);
            }
            try {
                path = path.resolveSibling(Files.readSymbolicLink(path));
            } catch (IOException e) {
                throw ResultFolder.unwritable(output, e);
            }
        }
        throw new UserException(output + ": is a link that leads in circles; choose another place with -o");
    }
}
