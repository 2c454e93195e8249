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
        Hdf5File file = Hdf5File.open(path);
        Hdf5Group root = file.root();
        if (root.hasAttribute("model_config")) {
            JsonNode config = KerasJson.parse(file.name(), "model_config", root.text("model_config").orElse(""));
            boolean keras3 = root.text("keras_version").orElse("").startsWith("3");
            ModelConfig model = ConfigReader.read(file.name(), config, keras3);
            return GraphBuilder.build(file.name(), model, new LegacyWeights(file.name(), root.group("model_weights")), options);
        }
        LegacyWeights weights = weightsOnly(file.name(), root);
        ModelConfig model = ConfigReader.read(file.name(), KnownNetworks.of(file.name(), weights.layers()).config(),
                false);
        return GraphBuilder.build(file.name(), model, weights, options);
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
