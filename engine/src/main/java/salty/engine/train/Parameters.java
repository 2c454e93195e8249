package salty.engine.train;

import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;

import salty.engine.graph.Graph;
import salty.engine.graph.Node;
import salty.engine.graph.Tensor;
import salty.engine.model.Layer;
import salty.engine.model.Model;
import salty.engine.op.Constant;
import salty.engine.op.Input;

/**
 * A model whose chosen weights are inputs, so that they can be trained. In {@link #of} moving averages of a batch
 * normalisation stay constants, as in Keras' advice for fine-tuning: the layer keeps the statistics that it learned
 * before.
 *
 * @param model   the model with inputs where weights were
 * @param inputs  the trained weights by {@code layer/weight}, in the model's order
 * @param initial their values before training, by the same names
 */
public record Parameters(Model model, Map<String, Node> inputs, Map<String, Tensor> initial) {
    private static final String MOVING = "moving_";

    public Parameters {
        inputs = Collections.unmodifiableMap(new LinkedHashMap<>(inputs));
        initial = Collections.unmodifiableMap(new LinkedHashMap<>(initial));
    }

    /**
     * Makes the weights of some layers trainable.
     *
     * @param trained which layers
     * @throws IllegalArgumentException naming a layer whose weights the model's output does not use as they stand
     */
    public static Parameters of(Model model, Predicate<Layer> trained) {
        return of(model, trained, false);
    }

    /**
     * The same with moving averages among the inputs: {@link BatchStatistics} says what becomes of them.
     *
     * @throws IllegalArgumentException naming a layer whose weights the model's output does not use as they stand
     */
    public static Parameters withAverages(Model model, Predicate<Layer> trained) {
        return of(model, trained, true);
    }

    private static Parameters of(Model model, Predicate<Layer> trained, boolean averages) {
        Map<Node, Node> replacements = new HashMap<>();
        Map<String, Node> inputs = new LinkedHashMap<>();
        Map<String, Tensor> initial = new LinkedHashMap<>();
        Set<Node> used = new HashSet<>(Graph.order(model.outputs()));
        for (Layer layer : model.layers().values()) {
            if (!trained.test(layer)) {
                continue;
            }
            layer.weights().forEach((weight, node) -> {
                if (!averages && weight.startsWith(MOVING) || replacements.containsKey(node)) {
                    return;
                }
                if (!(node.op() instanceof Constant constant) || !used.contains(node)) {
                    throw new IllegalArgumentException("layer " + layer.name() + " of model " + model.name()
                            + " cannot be trained: its output does not depend on " + weight + "; keep it frozen");
                }
                String name = layer.name() + "/" + weight;
                Node input = Input.of(name, node.shape());
                replacements.put(node, input);
                inputs.put(name, input);
                initial.put(name, constant.value());
            });
        }
        return new Parameters(model.substituted(replacements), inputs, initial);
    }

    /** The model with constants again, holding what was learned: values by {@code layer/weight}. */
    public Model frozen(Map<String, float[]> values) {
        Map<Node, Node> replacements = new HashMap<>();
        inputs.forEach((name, input) -> replacements.put(input, Constant.of(input.shape(), values.get(name))));
        return model.substituted(replacements);
    }

    /** The names that Keras gives to weights of products: what a penalty on weights is meant for, biases not. */
    public boolean isKernel(String name) {
        return name.endsWith("kernel");
    }
}
