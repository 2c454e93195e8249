package salty.loader.tfjs;

import java.util.List;
import java.util.Map;
import java.util.Set;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;
import salty.loader.file.ModelFormatException;
import salty.loader.keras.KerasModel;
import salty.loader.keras.config.LayerCallConfig;
import salty.loader.keras.config.LayerCallConfig.Argument;
import salty.loader.keras.config.LayerConfig;
import salty.loader.keras.config.ModelConfig;
import salty.loader.keras.config.TensorRef;
import salty.loader.keras.layers.OperationLayers;

/**
 * Writes a model's configuration as Keras 2 does, for readers that know no other: TF.js. What Keras 3 adds is taken
 * away, inputs and calls get their older spelling.
 */
public final class Keras2Config {

    private static final JsonNodeFactory JSON = JsonNodeFactory.instance;
    private static final Set<String> KERAS_3_ONLY =
            Set.of("module", "registered_name", "build_config", "compile_config",
            "shared_object_id");

    private final String file;

    private Keras2Config(String file) {
        this.file = file;
    }

    /**
     * The configuration of a model, {@code {"class_name": ..., "config": ...}}.
     *
     * @throws ModelFormatException if it is Keras 1's, whose layers have other settings
     */
    public static JsonNode of(KerasModel model) {
        if (model.store().dialect().kerasMajor() == 1 || model.store().dialect().theano()) {
            throw new ModelFormatException(model.file(), "",
                    "was written by Keras 1 or for Theano and keeps its weights in"
                    + " another order; load and save it with Keras 2 first");
        }
        return new Keras2Config(model.file()).model(model.config());
    }

    private ObjectNode model(ModelConfig model) {
        ArrayNode layers = JSON.arrayNode();
        for (LayerConfig layer : model.layers()) {
            ObjectNode json = layer.nested().isPresent() ? model(layer.nested().get()) : layer(layer);
            ((ObjectNode) json.path("config")).put("name", layer.name());
            if (!model.sequential()) {
                json.put("name", layer.name());
                json.set("inbound_nodes", calls(model, layer));
            }
            layers.add(json);
        }
        ObjectNode config = JSON.objectNode().put("name", model.name());
        config.set("layers", layers);
        if (!model.sequential()) {
            config.set("input_layers", refs(model, model.inputs()));
            config.set("output_layers", refs(model, model.outputs()));
        }
        return JSON.objectNode().put("class_name", model.sequential() ? "Sequential" : "Model").set("config", config);
    }

    /**
     * Operations on values become the merging layers that do the same, layers that do something in training only become
     * ones that do nothing; TF.js knows no others.
     */
    private ObjectNode layer(LayerConfig layer) {
        if (!OperationLayers.isOperation(layer)) {
            return TfjsLayers.isIdentity(layer) ? JSON.objectNode().put("class_name", "Activation")
                    .set("config", JSON.objectNode().put("trainable", true).put("activation", "linear"))
                    : JSON.objectNode().put("class_name", layer.className())
                            .set("config", TfjsLayers.checked(file, layer, settings(layer)));
        }
        String merging = OperationLayers.mergingLayer(layer).orElseThrow(() -> new ModelFormatException(file,
                "layer " + layer.name(), "the operation " + OperationLayers.function(layer)
                + " has no counterpart among Keras 2's layers"));
        return JSON.objectNode().put("class_name", merging).set("config", JSON.objectNode().put("trainable", true));
    }

    private static ObjectNode settings(LayerConfig layer) {
        ObjectNode settings = (ObjectNode) cleaned(layer.settings().json());
        JsonNode shape = settings.remove("batch_shape");
        if (shape != null) {
            settings.set("batch_input_shape", shape);
        }
        JsonNode slope = layer.className().equals("LeakyReLU") ? settings.remove("negative_slope") : null;
        if (slope != null) {
            settings.set("alpha", slope);
        }
        return settings;
    }

    /** Without Keras 3's keys, with data types as plain names. */
    private static JsonNode cleaned(JsonNode json) {
        if (json.isArray()) {
            ArrayNode array = JSON.arrayNode();
            json.forEach(element -> array.add(cleaned(element)));
            return array;
        }
        if (!json.isObject()) {
            return json;
        }
        if (json.path("class_name").asString("").endsWith("DTypePolicy")) {
            return JSON.stringNode(json.path("config").path("name").asString("float32"));
        }
        ObjectNode object = JSON.objectNode();
        for (Map.Entry<String, JsonNode> entry : json.properties()) {
            if (!KERAS_3_ONLY.contains(entry.getKey())) {
                object.set(entry.getKey(), cleaned(entry.getValue()));
            }
        }
        return object;
    }

    private ArrayNode calls(ModelConfig model, LayerConfig layer) {
        ArrayNode calls = JSON.arrayNode();
        for (LayerCallConfig call : layer.calls()) {
            ArrayNode node = JSON.arrayNode();
            if (call.arguments().stream().anyMatch(Argument.Literal.class::isInstance)) {
                throw new ModelFormatException(file, "layer " + layer.name(), "is called on a constant, which Keras 2's"
                        + " layers cannot be");
            }
            for (TensorRef tensor : call.tensors()) {
                node.add(ref(model, tensor).add(JSON.objectNode()));
            }
            calls.add(node);
        }
        return calls;
    }

    private static ArrayNode refs(ModelConfig model, List<TensorRef> tensors) {
        ArrayNode refs = JSON.arrayNode();
        tensors.forEach(tensor -> refs.add(ref(model, tensor)));
        return refs;
    }

    /** The uses of a model inside a model count from 1: number 0 is its own. */
    private static ArrayNode ref(ModelConfig model, TensorRef tensor) {
        LayerConfig layer = model.layers().stream().filter(l -> l.name().equals(tensor.layer())).findFirst()
                .orElseThrow();
        int first = layer.nested().isPresent() && model.firstCall(layer) == 0 ? 1 : 0;
        return JSON.arrayNode().add(tensor.layer()).add(tensor.call() + first).add(tensor.index());
    }
}
