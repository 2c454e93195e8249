package salty.loader.keras.layers;

import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.SequencedMap;
import java.util.function.Supplier;
import salty.engine.graph.Node;
import salty.engine.graph.Shape;
import salty.engine.graph.Tensor;
import salty.engine.op.Constant;
import salty.engine.op.Reshape;
import salty.loader.file.ModelFormatException;

/**
 * The weights of one layer. Every use of a shared layer gets the same constants. Unfolded, they enter the graph as the
 * file has them, and what rearranges or combines them is graph too, so that they can be trained; else that is done here,
 * once.
 */
public final class LayerWeights {

    private final String file;
    private final String layer;
    private final SequencedMap<String, StoredWeight> stored;
    private final boolean unfolded;
    private final Map<String, Tensor> tensors = new HashMap<>();
    private final Map<String, Node> constants = new HashMap<>();
    private final SequencedMap<String, Node> all = new LinkedHashMap<>();

    public LayerWeights(String file, String layer, SequencedMap<String, StoredWeight> stored, boolean unfolded) {
        this.unfolded = unfolded;
        this.file = file;
        this.layer = layer;
        this.stored = stored;
    }

    /** Whether weights enter the graph as the file has them. */
    boolean unfolded() {
        return unfolded;
    }

    boolean has(String role) {
        return stored.containsKey(role);
    }

    /** The dimensions of a weight in the file. */
    int[] storedShape(String role) {
        return find(role).shape().clone();
    }

    /** A weight in place, without a copy; {@code shape} is what the layer's settings and input demand. */
    Node constant(String role, int... shape) {
        return constants.computeIfAbsent(role, r -> Constant.of(tensor(r, shape)));
    }

    /** A weight under another shape of the same size. */
    Node constant(String role, int[] shape, Shape as) {
        return unfolded ? Reshape.of(constant(role, shape), as)
                : constants.computeIfAbsent(role, r -> Constant.of(tensor(r, shape).reshape(as)));
    }

    /** All weights as constants, by role and as the file has them, in Keras' order. */
    public SequencedMap<String, Node> all() {
        if (all.isEmpty()) {
            stored.forEach((role, weight) -> {
                Node used = constants.get(role);
                boolean inPlace = used != null && Arrays.equals(used.shape().dims(), weight.shape());
                all.put(role, inPlace ? used : Constant.of(tensor(role, weight.shape())));
            });
        }
        return all;
    }

    /** A constant that is computed from weights, once. */
    Node computed(String name, Supplier<Node> make) {
        Node known = constants.get(name);
        if (known == null) {
            known = make.get();
            constants.put(name, known);
        }
        return known;
    }

    /** The values of a weight whose dimensions must be {@code shape}. */
    Tensor tensor(String role, int... shape) {
        StoredWeight weight = find(role);
        if (!Arrays.equals(weight.shape(), shape)) {
            throw new ModelFormatException(file, layer + "/" + role, "the file holds " + weight.shapeText()
                    + ", expected " + StoredWeight.shapeText(shape));
        }
        return tensors.computeIfAbsent(role, r -> new Tensor(Shape.of(shape), weight.values().get()));
    }

    private StoredWeight find(String role) {
        StoredWeight weight = stored.get(role);
        if (weight == null) {
            throw new ModelFormatException(file, layer, "has no weight " + role + " in the file");
        }
        return weight;
    }
}
