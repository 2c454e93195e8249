package salty.engine.model;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

import salty.engine.graph.Node;
import salty.engine.graph.Substitution;

/**
 * A network: its inputs, its named layers in topological order, its outputs.
 *
 * @param name    what it is called
 * @param inputs  what is written before a run; for image models one value {@code (n, h, w, c)}
 * @param layers  by name
 * @param outputs its results; for classifiers one value {@code (n, classes)}
 */
public record Model(String name, List<Node> inputs, Map<String, Layer> layers, List<Node> outputs) {
    public Model {
        inputs = List.copyOf(inputs);
        layers = Collections.unmodifiableMap(new LinkedHashMap<>(layers));
        outputs = List.copyOf(outputs);
    }

    /** The only input. */
    public Node input() {
        return inputs.getFirst();
    }

    /** The only output. */
    public Node output() {
        return outputs.getFirst();
    }

    /**
     * A layer by its name, or by the last part of its path where that is unique.
     *
     * @throws IllegalArgumentException if there is none, suggesting the nearest name or listing those there are
     */
    public Layer layer(String wanted) {
        Layer exact = layers.get(wanted);
        if (exact != null) {
            return exact;
        }
        List<Layer> nested = layers.values().stream().filter(layer -> layer.name().endsWith("/" + wanted)).toList();
        if (nested.size() == 1) {
            return nested.getFirst();
        }
        throw new IllegalArgumentException("model " + name + " has no layer '" + wanted + "'; "
                + Spelling.remedy(wanted, layers.keySet()));
    }

    /** The layer whose output is the model's first output, from which logits can be taken. */
    public Optional<Layer> outputLayer() {
        return layers.values().stream().filter(layer -> layer.output() == output()).reduce((first, last) -> last);
    }

    /** This model with some of its values exchanged, in its layers as in its outputs. */
    public Model substituted(Map<Node, Node> replacements) {
        Substitution substitution = new Substitution(replacements);
        Map<String, Layer> changed = new LinkedHashMap<>();
        layers.forEach((key, layer) -> {
            Map<String, Node> weights = new LinkedHashMap<>();
            layer.weights().forEach((weight, node) -> weights.put(weight, substitution.of(node)));
            changed.put(key, new Layer(layer.name(), layer.type(), substitution.of(layer.output()),
                    substitution.of(layer.preactivation()), weights));
        });
        return new Model(name, inputs.stream().map(substitution::of).toList(), changed,
                outputs.stream().map(substitution::of).toList());
    }

    /** The number of all parameters; a shared layer counts once. */
    public long parameters() {
        return layers.values().stream().flatMap(layer -> layer.weights().values().stream()).distinct()
                .mapToLong(weight -> weight.shape().size()).sum();
    }
}
