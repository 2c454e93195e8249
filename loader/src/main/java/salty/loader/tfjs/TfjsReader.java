package salty.loader.tfjs;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import salty.loader.ModelBytes;
import salty.loader.ModelFormatException;
import salty.loader.OpenedModel;
import salty.loader.keras.KerasJson;
import salty.loader.keras.KerasModel;
import salty.loader.keras.NamedWeights;
import salty.loader.keras.StoredWeight;
import salty.loader.tensorflow.GraphDef;
import tools.jackson.databind.JsonNode;

/** Opens a TF.js model: one of layers, or a graph of TensorFlow. */
public final class TfjsReader {

    private static final int MAX_SHARDS = 10_000;

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
        JsonNode topology = model.path("modelTopology");
        if (GraphDef.isTopology(topology)) {
            JsonNode own = model.path("userDefinedMetadata").path("signature");
            return GraphDef.open(file, topology, own.isObject() ? own : model.path("signature"), weights(model));
        }
        JsonNode config = topology.has("model_config") ? topology.path("model_config") : topology;
        if (!config.has("class_name")) {
            throw new ModelFormatException(file, "modelTopology",
                    "is missing or holds neither a Keras model nor a graph");
        }
        String version = topology.path("keras_version").asString("");
        return KerasModel.of(file, config, version, new NamedWeights(file, weights(model)));
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
            weights.add(new StoredWeight(tensor.name(), tensor.shape(), () -> tensor.floats(bytes.slice(from, size))));
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
        Path shard = folder.resolve(path).normalize();
        if (path.isEmpty() || path.indexOf('\\') >= 0 || !shard.startsWith(folder) || shard.equals(folder)) {
            throw new ModelFormatException(file, "weightsManifest",
                    "names a shard outside the model's folder: " + path);
        }
        return shard;
    }
}
