package salty.loader;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Assumptions;

/**
 * The folder of large or third-party files that tests find by {@code -Dsalty.fixtures}; without it they are skipped.
 */
public final class Fixtures {

    private Fixtures() {
    }

    /** A file in the folder. */
    public static Path file(String relative) {
        String folder = System.getProperty("salty.fixtures", "");
        Assumptions.assumeTrue(!folder.isEmpty(), "skipped: set -Dsalty.fixtures");
        Path path = Path.of(folder, relative);
        Assumptions.assumeTrue(Files.exists(path), "skipped: " + path + " does not exist");
        return path;
    }

    /** The full-size VGG16 file that {@code make_vgg16.py} makes, found by {@code -Dsalty.vgg16}. */
    public static Path vgg16() {
        String path = System.getProperty("salty.vgg16", "");
        Assumptions.assumeTrue(!path.isEmpty() && Files.exists(Path.of(path)), "skipped: set -Dsalty.vgg16");
        return Path.of(path);
    }
}
