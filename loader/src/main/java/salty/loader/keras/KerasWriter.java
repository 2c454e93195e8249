package salty.loader.keras;

import java.io.IOException;
import java.nio.file.Path;
import salty.loader.keras.weights.MemoryWeights;

/** Writes a model that was read, from whatever format, as Keras' legacy HDF5: every weight keeps its bits. */
public final class KerasWriter {

    /** What a file that does not say its version is taken for: the last one of Keras 2. */
    private static final String KERAS_2 = "2.15.0";

    private KerasWriter() {
    }

    /**
     * Writes a whole model.
     *
     * @param path  the file, which is replaced when the new one is complete
     * @param model the model
     * @throws IOException if the file cannot be written
     */
    public static void write(Path path, KerasModel model) throws IOException {
        boolean unknown = model.version().isEmpty() && model.store().dialect().kerasMajor() != 1;
        String version = unknown ? KERAS_2 : model.version().isEmpty() ? "1.2.2" : model.version();
        ModelFileWriter.write(path, version, model.json(), model.config(),
                MemoryWeights.of(model.file(), model.config(), model.store()), model.card());
    }
}
