package salty.engine.model;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

import salty.engine.graph.Node;

/**
 * A named part of a model, as its author sees it: one Keras layer.
 *
 * @param name          unique within the model; a layer of a nested model is {@code outer/inner}
 * @param type          the kind of layer, {@code Conv2D}
 * @param output        its value, activation included
 * @param preactivation its value before its own activation; the same as {@code output} where it has none
 * @param weights       its weights by their Keras names ({@code kernel}, {@code bias}), in Keras' order: constants
 */
public record Layer(String name, String type, Node output, Node preactivation, Map<String, Node> weights) {
    public Layer {
        weights = Collections.unmodifiableMap(new LinkedHashMap<>(weights));
    }

    /** The number of its parameters. */
    public long parameters() {
        return weights.values().stream().mapToLong(weight -> weight.shape().size()).sum();
    }
}
