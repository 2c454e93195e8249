package salty.loader.keras.weights;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import salty.engine.graph.Shape;
import salty.engine.graph.Tensor;
import salty.loader.keras.config.LayerConfig;
import salty.loader.keras.config.ModelConfig;
import salty.loader.keras.layers.Dialect;
import salty.loader.keras.layers.StoredWeight;
import salty.loader.keras.layers.WeightRole;

/**
 * Weights by {@code layer/role}, the layer by its path.
 *
 * @param tensors the weights
 * @param dialect how their values are meant
 */
public record MemoryWeights(SequencedMap<String, Tensor> tensors, Dialect dialect) implements WeightStore {

    /** Takes the weights out of another store. */
    public static MemoryWeights of(String file, ModelConfig model, WeightStore store) {
        Map<LayerConfig, List<StoredWeight>> stored = store.assign(model);
        SequencedMap<String, Tensor> tensors = new LinkedHashMap<>();
        leaves(model, "").forEach((path, layer) -> WeightAssignment
                .toRoles(file, layer, WeightAssignment.roles(file, layer), stored.getOrDefault(layer, List.of()))
                .forEach((role, weight) -> tensors.put(LayerConfig.join(path, role),
                        new Tensor(Shape.of(weight.shape()), weight.values().get()))));
        return new MemoryWeights(tensors, store.dialect());
    }

    /** The layers that may have weights, by their paths, in order. */
    public static SequencedMap<String, LayerConfig> leaves(ModelConfig model, String path) {
        SequencedMap<String, LayerConfig> leaves = new LinkedHashMap<>();
        for (LayerConfig layer : model.layers()) {
            String place = LayerConfig.join(path, layer.name());
            layer.nested().ifPresentOrElse(inner -> leaves.putAll(leaves(inner, place)),
                    () -> leaves.put(place, layer));
        }
        return leaves;
    }

    @Override
    public Map<LayerConfig, List<StoredWeight>> assign(ModelConfig model) {
        Map<LayerConfig, List<StoredWeight>> assigned = new HashMap<>();
        leaves(model, "").forEach((path, layer) -> {
            List<StoredWeight> own = new ArrayList<>();
            for (WeightRole role : WeightAssignment.roles("", layer)) {
                Tensor tensor = tensors.get(LayerConfig.join(path, role.name()));
                if (tensor != null) {
                    own.add(new StoredWeight(role.name(), tensor.shape().dims(), tensor::data));
                }
            }
            assigned.put(layer, own);
        });
        return assigned;
    }
}
