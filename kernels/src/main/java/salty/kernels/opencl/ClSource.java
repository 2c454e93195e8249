package salty.kernels.opencl;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;

/** Reads the kernels' sources. */
final class ClSource {
    private ClSource() { }

    /** The text of the resource {@code /cl/<name>.cl}. */
    static String text(String name) {
        try (var in = ClSource.class.getResourceAsStream("/cl/" + name + ".cl")) {
            if (in == null) {
                throw new ClException("the class path has no kernel source /cl/" + name + ".cl");
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException("reading /cl/" + name + ".cl", e);
        }
    }
}
