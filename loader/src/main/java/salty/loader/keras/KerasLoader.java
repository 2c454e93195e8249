package salty.loader.keras;

import java.nio.file.Path;
import salty.engine.model.Model;
import salty.loader.ModelFormatException;
import salty.loader.hdf5.Hdf5File;
import salty.loader.hdf5.Hdf5Group;
import tools.jackson.databind.JsonNode;

/** Loads a Keras model as a graph. */
public final class KerasLoader {

    private KerasLoader() {
    }

    /** Loads a model for one image at a time. */
    public static Model load(Path path) {
        return load(path, LoadOptions.DEFAULT);
    }

    /**
     * Loads a model: a whole one, or weights of a network whose layers' names are known.
     *
     * @return the model; its weights lie in the mapped file
     * @throws ModelFormatException if the file is damaged, of another kind, or holds what is not supported
     */
    public static Model load(Path path, LoadOptions options) {
        Source source = open(path);
        return GraphBuilder.build(source.file, ConfigReader.read(source.file, source.config, source.keras3()), source.weights,
                options);
    }

    /**
     * What a file holds, not built yet.
     *
     * @param file    its name
     * @param version the version of Keras that wrote it, as far as the file says
     * @param config  the configuration, its own or that of the network that it holds the weights of
     * @param weights the weights
     */
    record Source(String file, String version, JsonNode config, LegacyWeights weights) {
        boolean keras3() {
            return version.startsWith("3");
        }
    }

    /** Finds out what a file is. */
    static Source open(Path path) {
        Hdf5File file = Hdf5File.open(path);
        Hdf5Group root = file.root();
        if (root.hasAttribute("model_config")) {
            JsonNode config = KerasJson.parse(file.name(), "model_config", root.text("model_config").orElse(""));
            return new Source(file.name(), root.text("keras_version").orElse(""), config,
                    new LegacyWeights(file.name(), root.group("model_weights")));
        }
        LegacyWeights weights = weightsOnly(file.name(), root);
        return new Source(file.name(), "", KnownNetworks.of(file.name(), weights.layers()).config(), weights);
    }

    private static LegacyWeights weightsOnly(String file, Hdf5Group root) {
        if (root.hasAttribute("layer_names") || root.hasAttribute("layer_names0")) {
            return new LegacyWeights(file, root);
        }
        if (root.hasGroup("model_weights")) {
            return new LegacyWeights(file, root.group("model_weights"));
        }
        if (root.hasAttribute("nb_layers")) {
            throw new ModelFormatException(file, "", "holds weights of Keras 0.x; load and save them with Keras 1 or later");
        }
        throw new ModelFormatException(file, "", "is HDF5 but holds neither a Keras model nor Keras weights");
    }
}
