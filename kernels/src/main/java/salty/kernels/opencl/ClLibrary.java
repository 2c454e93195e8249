package salty.kernels.opencl;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jocl.CL;

/**
 * Has JOCL load its native library. JOCL unpacks it into the temporary folder, and where a file of its name lies there
 * already, it loads that one, whoever put it there. So it is shown another temporary folder while it loads: a fresh one
 * of a name that nobody can guess, which its owner alone may enter, and which is gone afterwards.
 */
final class ClLibrary {
    private static final String TEMPORARY = "java.io.tmpdir";
    private static boolean loaded;

    private ClLibrary() {
    }

    /**
     * Loads it, once; to be called before any other use of JOCL.
     *
     * @throws ClException  if there is no place to unpack it
     * @throws LinkageError if it, or the OpenCL library that it needs, cannot be loaded
     */
    static synchronized void load() {
        if (loaded) {
            return;
        }
        var temporary = System.getProperty(TEMPORARY);
        try {
            var own = Files.createTempDirectory("salty-");
            System.setProperty(TEMPORARY, own.toString());
            try {
                CL.setExceptionsEnabled(false);
            } finally {
                System.setProperty(TEMPORARY, temporary);
                remove(own);
            }
        } catch (IOException e) {
            throw new ClException("the OpenCL library could not be unpacked into " + temporary + " (" + e.getMessage()
                + "): name another folder with -Djava.io.tmpdir=DIR", e);
        }
        loaded = true;
    }

    /** What is mapped stays mapped; Windows alone refuses to delete it. */
    private static void remove(Path folder) throws IOException {
        try (var files = Files.list(folder)) {
            files.forEach(file -> file.toFile().delete());
        }
        folder.toFile().delete();
    }
}
