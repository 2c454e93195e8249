package salty.loader;

import java.nio.file.Files;
import java.nio.file.Path;
import salty.engine.model.Model;
import salty.loader.file.FileKind;
import salty.loader.file.LoadOptions;
import salty.loader.file.ModelBytes;
import salty.loader.file.ModelFormatException;
import salty.loader.keras.KerasLoader;
import salty.loader.keras.OpenedModel;
import salty.loader.onnx.OnnxLoader;
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
     *             folder, an ONNX file
     * @throws ModelFormatException if the file is damaged, of no known kind, or holds what is not supported
     */
    public static OpenedModel open(Path path, LoadOptions options) {
        FileKind kind = Files.isDirectory(path) && Files.exists(path.resolve("model.json")) ? FileKind.JSON
                : FileKind.of(ModelBytes.map(path));
        return switch (kind) {
            case JSON -> TfjsReader.open(path);
            case ONNX -> OnnxLoader.open(path);
            default -> KerasLoader.open(path, options);
        };
    }
}
