package salty.vision.model;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.List;

/**
 * Watches the files of a model while a long run relies on them: weights are mapped, so what somebody writes into their
 * file in mid-run changes the answers from then on, in silence.
 */
public final class ModelGuard {

    /** A model is not any more what the run began with. */
    public static final class ModelChangedException extends RuntimeException {
        private static final long serialVersionUID = 1;

        ModelChangedException(String message) {
            super(message);
        }
    }

    private final Path model;
    private final String name;
    private final String hash;
    private List<Object> seen;

    /**
     * Takes down what the model is.
     *
     * @param name what messages call it
     * @throws IOException if it cannot be read
     */
    public ModelGuard(Path model, String name) throws IOException {
        this.model = model;
        this.name = name;
        this.seen = look();
        this.hash = ModelHash.of(model);
    }

    /** The {@link ModelHash} at the beginning. */
    public String hash() {
        return hash;
    }

    /**
     * Looks whether the files are the same and untouched, and if not reads them again.
     *
     * @throws ModelChangedException if they have changed
     */
    public void check() {
        List<Object> now = look();
        if (!now.equals(seen)) {
            verify();
            seen = now;
        }
    }

    /**
     * Reads the files again.
     *
     * @throws ModelChangedException if they have changed
     */
    public void verify() {
        String now;
        try {
            now = ModelHash.of(model);
        } catch (IOException | RuntimeException e) {
            throw new ModelChangedException(name + ": can be read no longer (" + e.getMessage() + ")");
        }
        if (!now.equals(hash)) {
            throw new ModelChangedException(name + ": was changed meanwhile: its SHA-256 was " + hash + " and is "
                    + now);
        }
    }

    /** What tells without reading that nobody has touched the files. */
    private List<Object> look() {
        List<Object> state = new ArrayList<>();
        try {
            for (Path file : ModelHash.files(model)) {
                BasicFileAttributes attributes = Files.readAttributes(file, BasicFileAttributes.class);
                state.add(List.of(attributes.size(), attributes.lastModifiedTime(),
                        String.valueOf(attributes.fileKey())));
            }
        } catch (IOException | RuntimeException e) {
            state.add(String.valueOf(e.getMessage()));
        }
        return state;
    }
}
