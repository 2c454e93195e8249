package salty.loader.keras;

import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import tools.jackson.databind.JsonNode;
import salty.engine.model.Model;
import salty.loader.card.ModelCard;
import salty.loader.file.LoadOptions;
import salty.loader.file.ModelFormatException;
import salty.loader.file.Sha256;
import salty.loader.keras.config.LayerConfig;
import salty.loader.keras.config.ModelConfig;
import salty.loader.keras.layers.QuantizedWeights;
import salty.loader.keras.layers.StoredWeight;
import salty.loader.keras.layers.WeightRole;
import salty.loader.keras.weights.WeightAssignment;
import salty.loader.keras.weights.WeightStore;

/**
 * A model file that was opened: its configuration and its weights, not a graph yet. What can be read can be built with
 * {@link #graph}, or written in another format.
 */
public final class KerasModel implements OpenedModel {

    /**
     * A layer's weight.
     *
     * @param layer the layer's path in the model, {@code outer/inner}
     * @param role  what it is to the layer: {@code kernel}, {@code bias}, ...
     * @param value the weight in the file
     */
    public record Weight(String layer, String role, StoredWeight value) {
    }

    private static final int BLOCK = 1 << 16;

    private final String file;
    private final JsonNode json;
    private final String version;
    private final ModelConfig config;
    private final WeightStore store;
    private final Optional<ModelCard> card;
    private final Optional<String> digest;

    private KerasModel(String file, JsonNode json, String version, ModelConfig config, WeightStore store,
                       Optional<ModelCard> card, Optional<String> digest) {
        this.file = file;
        this.json = json;
        this.version = version;
        this.config = config;
        this.store = store;
        this.card = card;
        this.digest = digest;
    }

    /**
     * A model of a configuration and weights.
     *
     * @param file    what error messages call the file
     * @param json    {@code {"class_name": ..., "config": ...}}
     * @param version the version of Keras that wrote the configuration, as far as the file says
     */
    public static KerasModel of(String file, JsonNode json, String version, WeightStore store) {
        JsonNode floats = QuantizedWeights.floats(json);
        ModelConfig config = ConfigReader.read(file, floats, version.startsWith("3"));
        return new KerasModel(file, floats, version, config, store, Optional.empty(), Optional.empty());
    }

    /** The same with what the file says of labels and preprocessing. */
    KerasModel with(Optional<ModelCard> found) {
        return new KerasModel(file, json, version, config, store, found, digest);
    }

    /** The same with the digest of the weights that it was written with, if it says one. */
    public KerasModel written(Optional<String> sha256) {
        return new KerasModel(file, json, version, config, store, card, sha256);
    }

    /**
     * Compares the weights with the digest that the file was written with, if it says one.
     *
     * @throws ModelFormatException naming both digests if they differ
     */
    @Override
    public void verify() {
        if (digest.isPresent()) {
            verify(digest.get());
        }
    }

    /**
     * Compares the weights with a digest.
     *
     * @param expected as of {@link #weightsSha256}
     * @throws ModelFormatException naming both digests if they differ
     */
    public void verify(String expected) {
        String actual = weightsSha256();
        if (!actual.equals(expected)) {
            throw new ModelFormatException(file, "", "its weights have SHA-256 " + actual
                    + ", but were written with " + expected + ": the file is damaged; copy or make it again");
        }
    }

    /** What the file says of its classes and of preprocessing, if it says anything. */
    @Override
    public Optional<ModelCard> card() {
        return card;
    }

    /** Builds the model's graph. */
    @Override
    public Model graph(LoadOptions options) {
        return GraphBuilder.build(file, config, store, options);
    }

    /** The model's name. */
    public String name() {
        return config.name();
    }

    /** What error messages call the file. */
    @Override
    public String file() {
        return file;
    }

    /**
     * All weights, layer by layer in the model's order, a layer's own in Keras' order; nested models' layers in place.
     */
    public List<Weight> weights() {
        return weights(file, config, store);
    }

    private static List<Weight> weights(String file, ModelConfig config, WeightStore store) {
        List<Weight> weights = new ArrayList<>();
        collect(file, config, "", store.assign(config), weights);
        return weights;
    }

    private static void collect(String file, ModelConfig model, String path,
                                Map<LayerConfig, List<StoredWeight>> stored, List<Weight> weights) {
        for (LayerConfig layer : model.layers()) {
            String place = LayerConfig.join(path, layer.name());
            if (layer.nested().isPresent()) {
                collect(file, layer.nested().get(), place, stored, weights);
            } else {
                List<WeightRole> roles = WeightAssignment.roles(file, layer);
                WeightAssignment.toRoles(file, layer, roles, stored.getOrDefault(layer, List.of()))
                        .forEach((role, value) -> weights.add(new Weight(place, role, value)));
            }
        }
    }

    /**
     * A SHA-256 of all weights that is the same for one network in every container: over each weight's path and role, a
     * zero byte, its shape as text, a zero byte, and its values as little-endian float32.
     */
    @Override
    public String weightsSha256() {
        return weightsSha256(file, config, store);
    }

    static String weightsSha256(String file, ModelConfig config, WeightStore store) {
        Sha256 hash = new Sha256();
        for (Weight weight : weights(file, config, store)) {
            addName(hash, weight.layer(), weight.role(), weight.value().shape());
            add(hash, weight.value().values().get());
        }
        return hash.hex();
    }

    /** Adds to the hash of all weights what one is, before its values. */
    static void addName(Sha256 hash, String layer, String role, int[] shape) {
        hash.add(layer + "/" + role + "\0" + StoredWeight.shapeText(shape) + "\0");
    }

    /** The bytes of a segment, which may be an array of floats and then is no buffer of bytes. */
    private static void add(Sha256 hash, MemorySegment values) {
        if (values.isNative()) {
            hash.add(values.asByteBuffer());
            return;
        }
        byte[] block = new byte[BLOCK];
        for (long at = 0; at < values.byteSize(); at += BLOCK) {
            int count = (int) Math.min(BLOCK, values.byteSize() - at);
            MemorySegment.copy(values, at, MemorySegment.ofArray(block), 0, count);
            hash.add(block, count);
        }
    }

    @Override
    public KerasModel keras(LoadOptions options) {
        return this;
    }

    public ModelConfig config() {
        return config;
    }

    JsonNode json() {
        return json;
    }

    /** The version of Keras that wrote the configuration; empty if the file does not say. */
    String version() {
        return version;
    }

    public WeightStore store() {
        return store;
    }
}
