package salty.loader;

import java.nio.file.Files;
import java.nio.file.Path;
import salty.engine.model.Model;
import salty.loader.keras.KerasLoader;
import salty.loader.keras.KerasModel;
import salty.loader.keras.LoadOptions;
import salty.loader.tfjs.TfjsReader;

/** Opens a model of any format that can be read, told by what the file holds and not by its name. */
public final class ModelLoader {

    private ModelLoader() {
    }

    /**
     * Loads a model as a graph.
     *
     * @throws ModelFormatException if the file is damaged, of no known kind, or holds what is not supported
     */
    public static Model load(Path path, LoadOptions options) {
        return open(path, options).graph(options);
    }

    /**
     * Opens a model without building it.
     *
     * @param path a Keras file ({@code .h5}, {@code .keras}, {@code .weights.h5}), a TF.js {@code model.json} or its
     *             folder
     * @throws ModelFormatException if the file is damaged, of no known kind, or holds what is not supported
     */
    public static KerasModel open(Path path, LoadOptions options) {
        boolean tfjs = Files.isDirectory(path) ? Files.exists(path.resolve("model.json"))
                : FileKind.of(ModelBytes.map(path)) == FileKind.JSON;
        return tfjs ? TfjsReader.open(path) : KerasLoader.open(path, options);
    }
}
