package salty.loader.keras;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.Set;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;
import salty.engine.graph.Shape;
import salty.loader.keras.config.ModelConfig;

/** Changes to configurations, in whatever dialect they are written. */
final class Surgery {

    private static final JsonNodeFactory JSON = JsonNodeFactory.instance;

    private Surgery() {
    }

    /** The part of a model that one of its layers needs; that layer becomes the output. */
    static JsonNode upTo(JsonNode config, ModelConfig model, String output) {
        Set<String> needed = needed(model, output);
        ObjectNode changed = (ObjectNode) config.deepCopy();
        if (changed.path("config").isArray()) {
            return changed.set("config", kept((ArrayNode) changed.path("config"), needed));
        }
        ObjectNode inner = (ObjectNode) changed.path("config");
        inner.set("layers", kept((ArrayNode) inner.path("layers"), needed));
        if (!model.sequential()) {
            inner.set("output_layers", JSON.arrayNode().add(JSON.arrayNode().add(output).add(0).add(0)));
        }
        return changed;
    }

    private static Set<String> needed(ModelConfig model, String output) {
        Set<String> needed = new HashSet<>();
        Deque<String> open = new ArrayDeque<>(Set.of(output));
        while (!open.isEmpty()) {
            String name = open.pop();
            if (needed.add(name)) {
                model.layers().stream().filter(layer -> layer.name().equals(name))
                        .flatMap(layer -> layer.calls().stream())
                        .flatMap(call -> call.tensors().stream()).forEach(tensor -> open.push(tensor.layer()));
            }
        }
        return needed;
    }

    private static ArrayNode kept(ArrayNode layers, Set<String> names) {
        ArrayNode kept = JSON.arrayNode();
        for (JsonNode layer : layers) {
            if (names.contains(layer.path("config").path("name").asString(layer.path("name").asString("")))) {
                kept.add(layer);
            }
        }
        return kept;
    }

    /** A Sequential model of a network and a classifier on its features. */
    static JsonNode headed(JsonNode config, ModelConfig model, String version, Shape input, Shape features,
                           KerasNetwork.Head head) {
        ArrayNode shape = JSON.arrayNode().addNull().add(input.dim(1)).add(input.dim(2)).add(input.dim(3));
        ArrayNode layers = JSON.arrayNode();
        layers.add(layer("InputLayer", model.name() + "_input", JSON.objectNode()
                .<ObjectNode>set(version.startsWith("3") ? "batch_shape" : "batch_input_shape", shape)));
        layers.add(named(config, model.name()));
        if (features.rank() == 4) {
            layers.add(head.averaged() ? layer("GlobalAveragePooling2D", "pooled", image())
                    : layer("Flatten", "flat", image()));
        }
        if (head.dropout() > 0) {
            layers.add(layer("Dropout", "dropout", JSON.objectNode().put("rate", head.dropout())));
        }
        layers.add(layer("Dense", "predictions", JSON.objectNode().put("units", head.classes())
                .put("activation", "softmax").put("use_bias", true)));
        ObjectNode outer = JSON.objectNode().put("name", model.name() + "_classifier");
        outer.set("layers", layers);
        return JSON.objectNode().put("class_name", "Sequential").set("config", outer);
    }

    private static ObjectNode image() {
        return JSON.objectNode().put("data_format", "channels_last");
    }

    /** A model as a layer: old Sequential configurations are bare lists, which have no place for a name. */
    private static JsonNode named(JsonNode config, String name) {
        ObjectNode layer = (ObjectNode) config.deepCopy();
        if (layer.path("config").isArray()) {
            ObjectNode inner = JSON.objectNode().put("name", name);
            inner.set("layers", layer.path("config"));
            layer.set("config", inner);
        }
        return layer.put("name", name);
    }

    private static ObjectNode layer(String className, String name, ObjectNode settings) {
        ObjectNode config = JSON.objectNode().put("name", name).put("trainable", true).put("dtype", "float32");
        config.setAll(settings);
        return JSON.objectNode().put("class_name", className).<ObjectNode>set("config", config);
    }
}
