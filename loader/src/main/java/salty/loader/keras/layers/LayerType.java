package salty.loader.keras.layers;

import java.util.List;
import java.util.function.Function;
import salty.loader.keras.config.LayerConfig;

/**
 * A class of Keras layers: which weights one has, by its settings, and what it computes.
 *
 * @param weights the weights of a layer, in Keras' order
 * @param builder builds the graph of one use of a layer
 */
public record LayerType(Function<LayerConfig, List<WeightRole>> weights, Function<LayerCall, Value> builder) {

    /** A layer without weights. */
    static LayerType plain(Function<LayerCall, Value> builder) {
        return new LayerType(layer -> List.of(), builder);
    }

    /** A layer with weights. */
    static LayerType weighted(Function<LayerConfig, List<WeightRole>> weights, Function<LayerCall, Value> builder) {
        return new LayerType(weights, builder);
    }

    public List<WeightRole> roles(LayerConfig layer) {
        return weights.apply(layer);
    }
}
