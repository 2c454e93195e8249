package salty.loader.keras;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Optional;
import tools.jackson.databind.JsonNode;
import salty.engine.model.Model;
import salty.loader.card.ModelCard;
import salty.loader.file.FileKind;
import salty.loader.file.KerasJson;
import salty.loader.file.LoadOptions;
import salty.loader.file.ModelBytes;
import salty.loader.file.ModelFormatException;
import salty.loader.hdf5.Hdf5File;
import salty.loader.hdf5.Hdf5Group;
import salty.loader.keras.networks.KnownNetworks;
import salty.loader.keras.weights.LegacyWeights;
import salty.loader.keras.weights.VariableWeights;
import salty.loader.keras.weights.WeightStore;
import salty.loader.keras.weights.ZipMembers;

/** Opens Keras' own files: HDF5 of all versions, {@code .weights.h5} and {@code .keras} archives. */
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
        return open(path, options).graph(options);
    }

    /**
     * Opens a model without building it.
     *
     * @throws ModelFormatException if the file is damaged, of another kind, or holds what is not supported
     */
    public static KerasModel open(Path path, LoadOptions options) {
        return open(path, path.toString(), options);
    }

    /**
     * Opens a model without building it.
     *
     * @param file what error messages call the file
     * @throws ModelFormatException if the file is damaged, of another kind, or holds what is not supported
     */
    public static KerasModel open(Path path, String file, LoadOptions options) {
        MemorySegment bytes = ModelBytes.map(path);
        return FileKind.of(bytes) == FileKind.ZIP ? archive(file, bytes)
                : hdf5(file, Hdf5File.open(file, bytes).root(), options);
    }

    private static KerasModel hdf5(String file, Hdf5Group root, LoadOptions options) {
        return model(file, root, options).with(ModelCard.read(file, root)).written(ModelCard.digest(root));
    }

    /** A {@code .keras} archive: {@code config.json}, {@code metadata.json}, {@code model.weights.h5}. */
    private static KerasModel archive(String file, MemorySegment bytes) {
        ZipMembers members = new ZipMembers(file, bytes);
        JsonNode config = KerasJson.parse(file, "config.json", text(members.bytes("config.json")));
        if (!members.has("model.weights.h5") && members.has("model.weights.npz")) {
            throw new ModelFormatException(file, "model.weights.npz",
                    "is not read; save the model with its weights as HDF5");
        }
        String version = members.has("metadata.json")
                ? KerasJson.parse(file, "metadata.json", text(members.bytes("metadata.json"))).path("keras_version")
                        .asString("3")
                : "3";
        Hdf5Group root = Hdf5File.open(file + ": model.weights.h5", members.bytes("model.weights.h5")).root();
        return KerasModel.of(file, config, version, new VariableWeights(file, root));
    }

    private static KerasModel model(String file, Hdf5Group root, LoadOptions options) {
        Optional<String> text = root.text("model_config");
        WeightStore weights = weights(file, root, options);
        if (text.isPresent()) {
            JsonNode config = KerasJson.parse(file, "model_config", text.get());
            return KerasModel.of(file, config, root.text("keras_version").orElse(""), weights);
        }
        if (options.config().isPresent()) {
            Path beside = options.config().get();
            JsonNode config = KerasJson.parse(beside.toString(), "", text(ModelBytes.map(beside)));
            String version = config.path("keras_version").asString(config.has("module") ? "3" : "");
            return KerasModel.of(file, config, version, weights);
        }
        return KerasModel.of(file, KnownNetworks.of(file, weights).config(), "", weights);
    }

    private static WeightStore weights(String file, Hdf5Group root, LoadOptions options) {
        for (Hdf5Group group : root.hasGroup("model_weights") ? new Hdf5Group[] {root.group("model_weights"), root}
                : new Hdf5Group[] {root}) {
            if (group.hasAttribute("layer_names") || group.hasAttribute("layer_names0")) {
                return new LegacyWeights(file, group, options.byName());
            }
        }
        if (VariableWeights.isLayoutOf(root)) {
            return new VariableWeights(file, root);
        }
        if (root.hasAttribute("nb_layers")) {
            throw new ModelFormatException(file, "",
                    "holds weights of Keras 0.x; load and save them with Keras 1 or later");
        }
        throw new ModelFormatException(file, "", root.hasAttribute("model_config")
                ? "holds a model's configuration, but no weights: no group has an attribute layer_names"
                : "is HDF5 but holds neither a Keras model nor Keras weights");
    }

    private static String text(MemorySegment bytes) {
        return new String(bytes.toArray(ValueLayout.JAVA_BYTE), StandardCharsets.UTF_8);
    }
}
