package salty.loader.keras;

import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import java.util.Set;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;
import salty.engine.graph.Tensor;
import salty.loader.keras.layers.Dialect;
import salty.loader.keras.weights.MemoryWeights;

/** The configuration of a functional model that grows layer by layer, with the layers' weights. */
final class LayerList {

    private static final JsonNodeFactory JSON = JsonNodeFactory.instance;

    private final ArrayNode layers = JSON.arrayNode();
    private final Set<String> names = new HashSet<>();
    private final SequencedMap<String, Tensor> weights = new LinkedHashMap<>();

    /** An empty object for a layer's settings. */
    static ObjectNode settings() {
        return JSON.objectNode();
    }

    /** A list of whole numbers. */
    static ArrayNode list(int... numbers) {
        ArrayNode list = JSON.arrayNode();
        for (int number : numbers) {
            list.add(number);
        }
        return list;
    }

    /**
     * Adds a layer and returns its name: the wanted one, with a number where that is taken. A slash would be that of a
     * nested model.
     *
     * @param settings the layer's own, without its name
     * @param inputs   the names of the layers that it is called on
     * @param own      its weights by their roles
     */
    String add(String className, String wanted, ObjectNode settings, List<String> inputs, Map<String, Tensor> own) {
        String name = wanted.replace('/', '_');
        for (int i = 1; !names.add(name); i++) {
            name = wanted.replace('/', '_') + "_" + i;
        }
        ArrayNode call = JSON.arrayNode();
        inputs.forEach(input -> call.addArray().add(input).add(0).add(0).addObject());
        ObjectNode layer = layers.addObject().put("class_name", className).put("name", name);
        layer.set("config", settings.put("name", name).put("trainable", true));
        ArrayNode nodes = layer.putArray("inbound_nodes");
        if (!inputs.isEmpty()) {
            nodes.add(call);
        }
        for (Map.Entry<String, Tensor> weight : own.entrySet()) {
            weights.put(name + "/" + weight.getKey(), weight.getValue());
        }
        return name;
    }

    /** The model of all layers. */
    JsonNode model(String name, List<String> inputs, List<String> outputs) {
        ObjectNode config = JSON.objectNode().put("name", name);
        config.set("layers", layers);
        config.set("input_layers", references(inputs));
        config.set("output_layers", references(outputs));
        return JSON.objectNode().put("class_name", "Functional").<ObjectNode>set("config", config);
    }

    private static ArrayNode references(List<String> names) {
        ArrayNode references = JSON.arrayNode();
        names.forEach(name -> references.addArray().add(name).add(0).add(0));
        return references;
    }

    /** The weights of all layers. */
    MemoryWeights weights() {
        return new MemoryWeights(weights, Dialect.CURRENT);
    }
}
