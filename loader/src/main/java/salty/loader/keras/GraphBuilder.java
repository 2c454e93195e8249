package salty.loader.keras;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import salty.engine.graph.Node;
import salty.engine.model.Layer;
import salty.engine.model.Model;
import salty.engine.model.Spelling;
import salty.loader.file.LoadOptions;
import salty.loader.file.ModelFormatException;
import salty.loader.keras.config.LayerCallConfig;
import salty.loader.keras.config.LayerConfig;
import salty.loader.keras.config.ModelConfig;
import salty.loader.keras.config.TensorRef;
import salty.loader.keras.layers.Dialect;
import salty.loader.keras.layers.InputLayers;
import salty.loader.keras.layers.LayerCall;
import salty.loader.keras.layers.LayerTable;
import salty.loader.keras.layers.LayerType;
import salty.loader.keras.layers.LayerWeights;
import salty.loader.keras.layers.StoredWeight;
import salty.loader.keras.layers.Value;
import salty.loader.keras.weights.WeightAssignment;
import salty.loader.keras.weights.WeightStore;

/** Builds the graph of a model: every layer once all that it is called on is there, nested models in place. */
final class GraphBuilder {

    /** Elements of one value; what asks for more is a mistake or an attack, not an image. */
    private static final long MAX_ELEMENTS = 1L << 28;

    private final String file;
    private final LoadOptions options;
    private final boolean unfolded;
    private final Dialect dialect;
    private final Map<LayerConfig, List<StoredWeight>> stored;
    private final Map<LayerConfig, LayerWeights> weights = new HashMap<>();
    private final SequencedMap<String, Layer> layers = new LinkedHashMap<>();

    private GraphBuilder(String file, LoadOptions options, WeightStore store, ModelConfig model, boolean unfolded) {
        this.unfolded = unfolded;
        this.file = file;
        this.options = options;
        this.dialect = store.dialect();
        this.stored = store.assign(model);
    }

    /**
     * Builds a model.
     *
     * @throws ModelFormatException if a layer is not supported or its weights, settings and inputs do not fit
     */
    static Model build(String file, ModelConfig config, WeightStore store, LoadOptions options) {
        return build(file, config, store, options, false);
    }

    /**
     * Builds a model.
     *
     * @param unfolded whether every weight is to be in the graph as it is, so that it can be trained
     */
    static Model build(String file, ModelConfig config, WeightStore store, LoadOptions options, boolean unfolded) {
        GraphBuilder builder = new GraphBuilder(file, options, store, config, unfolded);
        List<Value> inputs = new ArrayList<>();
        for (TensorRef ref : config.inputs()) {
            inputs.add(InputLayers.value(file, layer(file, config, ref), config, options));
        }
        List<Value> outputs = builder.model(config, "", inputs);
        return new Model(config.name(), inputs.stream().map(Value::node).toList(), builder.layers,
                builder.outputs(outputs));
    }

    private List<Node> outputs(List<Value> own) {
        if (options.outputs().isEmpty()) {
            return own.stream().map(Value::node).toList();
        }
        List<Node> chosen = new ArrayList<>();
        for (String name : options.outputs()) {
            Layer layer = layers.get(name);
            if (layer == null) {
                throw new ModelFormatException(file, "", "has no layer '" + name + "' to take as output; "
                        + Spelling.remedy(name, layers.keySet()));
            }
            chosen.add(layer.output());
        }
        return chosen;
    }

    private List<Value> model(ModelConfig model, String path, List<Value> inputs) {
        Map<TensorRef, Value> values = new HashMap<>();
        for (int i = 0; i < inputs.size(); i++) {
            TensorRef ref = model.inputs().get(i);
            LayerConfig input = layer(file, model, ref);
            values.put(new TensorRef(ref.layer(), 0, 0), inputs.get(i));
            add(LayerConfig.join(path, input.name()), input, inputs.get(i));
        }
        Map<LayerConfig, Integer> done = new HashMap<>();
        boolean progress = true;
        while (progress) {
            progress = false;
            for (LayerConfig layer : model.layers()) {
                int next = done.getOrDefault(layer, 0);
                while (next < layer.calls().size() && ready(layer.calls().get(next), values)) {
                    call(model, layer, next++, path, values);
                    done.put(layer, next);
                    progress = true;
                }
            }
        }
        for (LayerConfig layer : model.layers()) {
            if (done.getOrDefault(layer, 0) < layer.calls().size()) {
                throw new ModelFormatException(file, "layer " + LayerConfig.join(path, layer.name()), "is called on "
                        + missing(layer.calls().get(done.getOrDefault(layer, 0)), values)
                        + ", which no layer makes; the model has a gap or a circle");
            }
        }
        List<Value> outputs = new ArrayList<>();
        for (TensorRef ref : model.outputs()) {
            Value value = values.get(ref);
            if (value == null) {
                throw new ModelFormatException(file, path.isEmpty() ? "output_layers" : path,
                        "names output " + text(ref) + ", which no layer makes");
            }
            outputs.add(value);
        }
        return outputs;
    }

    private void call(ModelConfig model, LayerConfig layer, int index, String path, Map<TensorRef, Value> values) {
        String place = LayerConfig.join(path, index == 0 ? layer.name() : layer.name() + ":" + index);
        LayerCallConfig call = layer.calls().get(index);
        List<Value> inputs = call.tensors().stream().map(values::get).toList();
        if (layer.nested().isPresent()) {
            ModelConfig inner = layer.nested().get();
            if (inner.inputs().size() != inputs.size()) {
                throw new ModelFormatException(file, "layer " + place, "is a model of " + inner.inputs().size()
                        + " inputs, called on " + inputs.size());
            }
            List<Value> outputs = model(inner, place, inputs);
            for (int i = 0; i < outputs.size(); i++) {
                values.put(new TensorRef(layer.name(), index + model.firstCall(layer), i), outputs.get(i));
            }
            add(place, layer, outputs.getFirst());
        } else {
            Value value = build(layer, call, inputs, place);
            values.put(new TensorRef(layer.name(), index, 0), value);
            add(place, layer, value);
        }
    }

    private Value build(LayerConfig layer, LayerCallConfig call, List<Value> inputs, String place) {
        LayerType type = LayerTable.type(file, layer);
        LayerWeights own = weights.computeIfAbsent(layer, l -> new LayerWeights(file, "layer " + place,
                WeightAssignment.toRoles(file, l, type.roles(l), stored.getOrDefault(l, List.of())), unfolded));
        try {
            Value value = type.builder().apply(new LayerCall(layer, call, inputs, own, dialect));
            if (value.shape().size() > MAX_ELEMENTS) {
                throw new IllegalArgumentException("makes a value of shape " + value.shape() + ", above the limit of "
                        + MAX_ELEMENTS + " elements");
            }
            return value;
        } catch (ArithmeticException e) {
            throw new ModelFormatException(file, "layer " + place + " (" + layer.className() + ")",
                    "makes a value larger than can be counted (" + e.getMessage() + ")", e);
        } catch (IllegalArgumentException | IndexOutOfBoundsException | NegativeArraySizeException e) {
            throw new ModelFormatException(file, "layer " + place + " (" + layer.className() + ")", e.getMessage(), e);
        }
    }

    private void add(String name, LayerConfig layer, Value value) {
        LayerWeights own = weights.get(layer);
        layers.put(name, new Layer(name, layer.className(), value.node(), value.preactivation(),
                own == null ? Map.of() : own.all()));
    }

    private static boolean ready(LayerCallConfig call, Map<TensorRef, Value> values) {
        return call.tensors().stream().allMatch(values::containsKey);
    }

    private static String missing(LayerCallConfig call, Map<TensorRef, Value> values) {
        return call.tensors().stream().filter(ref -> !values.containsKey(ref)).map(GraphBuilder::text).findFirst()
                .orElse("");
    }

    private static String text(TensorRef ref) {
        return ref.layer()
                + (ref.call() + ref.index() == 0 ? "" : " (call " + ref.call() + ", output " + ref.index() + ")");
    }

    private static LayerConfig layer(String file, ModelConfig model, TensorRef ref) {
        return model.layers().stream().filter(l -> l.name().equals(ref.layer())).findFirst().orElseThrow(() ->
                new ModelFormatException(file, "input_layers",
                        "names layer " + ref.layer() + ", which does not exist"));
    }
}
