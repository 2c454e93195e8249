package salty.loader.keras;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import salty.engine.model.Model;
import salty.loader.OpenedModel;
import salty.loader.Sha256;
import tools.jackson.databind.JsonNode;

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

    private final String file;
    private final JsonNode json;
    private final String version;
    private final ModelConfig config;
    private final WeightStore store;
    private final Optional<ModelCard> card;

    private KerasModel(String file, JsonNode json, String version, ModelConfig config, WeightStore store,
                       Optional<ModelCard> card) {
        this.file = file;
        this.json = json;
        this.version = version;
        this.config = config;
        this.store = store;
        this.card = card;
    }

    /**
     * A model of a configuration and weights.
     *
     * @param file    what error messages call the file
     * @param json    {@code {"class_name": ..., "config": ...}}
     * @param version the version of Keras that wrote the configuration, as far as the file says
     */
    public static KerasModel of(String file, JsonNode json, String version, WeightStore store) {
        ModelConfig config = ConfigReader.read(file, json, version.startsWith("3"));
        return new KerasModel(file, json, version, config, store, Optional.empty());
    }

    /** The same with what the file says of labels and preprocessing. */
    KerasModel with(Optional<ModelCard> found) {
        return new KerasModel(file, json, version, config, store, found);
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
        List<Weight> weights = new ArrayList<>();
        collect(config, "", store.assign(config), weights);
        return weights;
    }

    private void collect(ModelConfig model, String path, Map<LayerConfig, List<StoredWeight>> stored,
                         List<Weight> weights) {
        for (LayerConfig layer : model.layers()) {
            String place = ConfigReader.join(path, layer.name());
            if (layer.nested().isPresent()) {
                collect(layer.nested().get(), place, stored, weights);
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
        Sha256 hash = new Sha256();
        for (Weight weight : weights()) {
            hash.add(weight.layer() + "/" + weight.role() + "\0" + weight.value().shapeText() + "\0");
            hash.add(weight.value().values().get().asByteBuffer());
        }
        return hash.hex();
    }

    @Override
    public KerasModel keras(LoadOptions options) {
        return this;
    }

    ModelConfig config() {
        return config;
    }

    JsonNode json() {
        return json;
    }

    /** The version of Keras that wrote the configuration; empty if the file does not say. */
    String version() {
        return version;
    }

    WeightStore store() {
        return store;
    }
}
