package salty.loader.tfjs;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import tools.jackson.databind.JsonNode;
import salty.loader.file.KerasJson;
import salty.loader.file.ModelBytes;
import salty.loader.file.ModelFormatException;
import salty.loader.keras.KerasModel;
import salty.loader.keras.OpenedModel;
import salty.loader.keras.layers.StoredWeight;
import salty.loader.keras.weights.NamedWeights;
import salty.loader.tensorflow.GraphDef;

/** Opens a TF.js model: one of layers, or a graph of TensorFlow. */
public final class TfjsReader {

    /** Where, under {@code userDefinedMetadata}, Salty keeps the digest of the weights as they are read. */
    static final String DIGEST = "salty_weights_sha256";
    private static final int MAX_SHARDS = 10_000;
    /** The group of what an optimizer keeps to go on with training; the model does not use it. */
    private static final String OPTIMIZER = "optimizer";

    private final String file;
    private final Path folder;

    private TfjsReader(Path json) {
        this.file = json.toString();
        this.folder = json.toAbsolutePath().normalize().getParent();
    }

    /**
     * Opens a model.
     *
     * @param path {@code model.json}, or the folder that it lies in
     * @throws ModelFormatException if it is neither, or a shard is missing, too short or too long
     */
    public static OpenedModel open(Path path) {
        Path json = Files.isDirectory(path) ? path.resolve("model.json") : path;
        return new TfjsReader(json).read(json);
    }

    private OpenedModel read(Path json) {
        String text = new String(ModelBytes.map(json).toArray(ValueLayout.JAVA_BYTE), StandardCharsets.UTF_8);
        JsonNode model = KerasJson.parse(file, "", text);
        JsonNode graph = model.path("modelTopology");
        if (GraphDef.isTopology(graph)) {
            JsonNode own = model.path("userDefinedMetadata").path("signature");
            return GraphDef.open(file, graph, own.isObject() ? own : model.path("signature"), weights(model));
        }
        String format = model.path("format").asString("layers-model");
        if (!format.equals("layers-model") && !format.equals("graph-model")) {
            throw new ModelFormatException(file, "", "is a TF.js " + format + "; give the model.json of a"
                    + " layers model or of a graph model");
        }
        JsonNode topology = SnakeCase.keys(graph);
        JsonNode config = topology.has("model_config") ? topology.path("model_config") : topology;
        if (!config.has("class_name")) {
            throw new ModelFormatException(file, "modelTopology",
                    "is missing or holds neither a Keras model nor a graph");
        }
        String version = topology.path("keras_version").asString("");
        String digest = model.path("userDefinedMetadata").path(DIGEST).asString("");
        return KerasModel.of(file, config, version, new NamedWeights(file, weights(model)))
                .written(digest.isEmpty() ? Optional.empty() : Optional.of(digest));
    }

    private List<StoredWeight> weights(JsonNode model) {
        List<StoredWeight> weights = new ArrayList<>();
        for (JsonNode group : model.path("weightsManifest")) {
            weights.addAll(group(group));
        }
        return weights;
    }

    private List<StoredWeight> group(JsonNode group) {
        List<MemorySegment> shards = new ArrayList<>();
        for (JsonNode path : group.path("paths")) {
            shards.add(ModelBytes.map(shard(path.asString(""))));
            if (shards.size() > MAX_SHARDS) {
                throw new ModelFormatException(file, "weightsManifest", "names more than " + MAX_SHARDS + " shards");
            }
        }
        ShardedBytes bytes = new ShardedBytes(shards);
        List<StoredWeight> weights = new ArrayList<>();
        long at = 0;
        for (JsonNode entry : group.path("weights")) {
            StoredTensor tensor = StoredTensor.of(file, entry);
            long size = tensor.bytes();
            if (size > bytes.size() - at) {
                throw new ModelFormatException(file, tensor.name(), "lies beyond the end of the shards, which have "
                        + bytes.size() + " bytes; a shard is truncated");
            }
            long from = at;
            if (!entry.path("group").asString("").equals(OPTIMIZER)) {
                weights.add(new StoredWeight(tensor.name(), tensor.shape(),
                        () -> tensor.floats(bytes.slice(from, size))));
            }
            at += size;
        }
        if (at != bytes.size()) {
            throw new ModelFormatException(file, "weightsManifest", "describes " + at + " bytes, its shards have "
                    + bytes.size());
        }
        return weights;
    }

    /** A shard lies in the model's folder; a path that leads out of it is refused. */
    private Path shard(String path) {
        if (path.indexOf(0) >= 0) {
            throw new ModelFormatException(file, "weightsManifest",
                    "names a shard that no file can have: '" + path + "'");
        }
        Path shard = Path.of(path).normalize();
        if (path.isEmpty() || path.indexOf('\\') >= 0 || shard.isAbsolute() || shard.startsWith("..")
                || shard.toString().isEmpty()) {
            throw new ModelFormatException(file, "weightsManifest",
                    "names a shard outside the model's folder: " + path);
        }
        return folder.resolve(shard);
    }
}
