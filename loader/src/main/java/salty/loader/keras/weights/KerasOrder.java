package salty.loader.keras.weights;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import salty.loader.keras.config.LayerCallConfig;
import salty.loader.keras.config.LayerConfig;
import salty.loader.keras.config.ModelConfig;
import salty.loader.keras.config.TensorRef;

/**
 * The order in which Keras keeps a functional model's layers, whatever order its configuration lists them in: by their
 * depth, the longest way to an output, deepest first; those of one depth as a search from the outputs meets them
 * ({@code map_graph} in {@code keras/src/ops/function.py}). Keras matches the weights of an HDF5 file to layers by this
 * order, not by name.
 */
public final class KerasOrder {

    /** One use of a layer, a node of Keras' graph. */
    private record Use(LayerConfig layer, int call) {
    }

    /** A use whose inputs are being searched. */
    private record Search(Use use, Iterator<Use> inputs) {
    }

    private final ModelConfig model;
    private final Map<String, LayerConfig> byName = new HashMap<>();
    private final Map<LayerConfig, Integer> met = new HashMap<>();
    private final List<Use> finished = new ArrayList<>();
    private final Map<LayerConfig, Integer> depths = new HashMap<>();

    private KerasOrder(ModelConfig model) {
        this.model = model;
        model.layers().forEach(layer -> byName.put(layer.name(), layer));
    }

    /** The layers in Keras' order; those that no output depends on, which Keras forgets, are last. */
    public static List<LayerConfig> of(ModelConfig model) {
        if (model.sequential()) {
            return model.layers();
        }
        KerasOrder order = new KerasOrder(model);
        order.search();
        order.measure();
        List<LayerConfig> layers = new ArrayList<>(model.layers());
        layers.sort(Comparator.comparingInt((LayerConfig layer) -> -order.depths.getOrDefault(layer, -1))
                .thenComparingInt(layer -> order.met.getOrDefault(layer, 0)));
        return layers;
    }

    /** Depth first from the outputs: every use comes after all that it depends on. */
    private void search() {
        Set<Use> begun = new HashSet<>();
        Deque<Search> open = new ArrayDeque<>();
        for (Use output : uses(model.outputs())) {
            begin(output, begun, open);
            while (!open.isEmpty()) {
                Search last = open.getLast();
                if (last.inputs.hasNext()) {
                    begin(last.inputs.next(), begun, open);
                } else {
                    finished.add(open.removeLast().use);
                }
            }
        }
    }

    private void begin(Use use, Set<Use> begun, Deque<Search> open) {
        if (begun.add(use)) {
            met.putIfAbsent(use.layer, met.size());
            open.addLast(new Search(use, inputs(use).iterator()));
        }
    }

    /** A layer is as deep as the deepest of its uses that have been seen, and its inputs are deeper by one. */
    private void measure() {
        Map<Use, Integer> depthOfUse = new HashMap<>();
        for (Use use : finished.reversed()) {
            int depth = Math.max(depthOfUse.getOrDefault(use, 0), depths.getOrDefault(use.layer, 0));
            depths.put(use.layer, depth);
            for (Use input : inputs(use)) {
                depthOfUse.merge(input, depth + 1, Math::max);
            }
        }
    }

    private List<Use> inputs(Use use) {
        List<LayerCallConfig> calls = use.layer.calls();
        return calls.isEmpty() ? List.of() : uses(calls.get(use.call).tensors());
    }

    /** What makes the values; one that nothing makes is passed over here, and an error where the graph is built. */
    private List<Use> uses(List<TensorRef> tensors) {
        List<Use> uses = new ArrayList<>();
        for (TensorRef tensor : tensors) {
            LayerConfig layer = byName.get(tensor.layer());
            if (layer != null) {
                int call = tensor.call() - (layer.nested().isPresent() ? model.firstCall(layer) : 0);
                if (call >= 0 && call < Math.max(1, layer.calls().size())) {
                    uses.add(new Use(layer, call));
                }
            }
        }
        return uses;
    }
}
