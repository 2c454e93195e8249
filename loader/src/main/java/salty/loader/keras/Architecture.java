package salty.loader.keras;

import java.util.List;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * Writes the configuration of a Functional model, layer after layer, as Keras 2 would. Every method adds a layer and returns
 * its name, to be the input of the next.
 */
final class Architecture {

    private static final JsonNodeFactory JSON = JsonNodeFactory.instance;

    private final String name;
    private final ArrayNode layers = JSON.arrayNode();
    private String first;

    Architecture(String name) {
        this.name = name;
    }

    /** The input, images of {@code height} x {@code width} pixels; null leaves a size open. */
    String input(String layer, Integer height, Integer width, int channels) {
        ArrayNode shape = JSON.arrayNode().addNull().add(height).add(width).add(channels);
        first = layer;
        return add("InputLayer", layer, JSON.objectNode().<ObjectNode>set("batch_input_shape", shape)
                .put("dtype", "float32").put("sparse", false), List.of());
    }

    String conv(String x, String layer, int filters, int size, String activation) {
        return add("Conv2D", layer, JSON.objectNode().put("filters", filters).<ObjectNode>set("kernel_size", pair(size, size))
                .<ObjectNode>set("strides", pair(1, 1)).put("padding", "same").put("data_format", "channels_last")
                .<ObjectNode>set("dilation_rate", pair(1, 1)).put("activation", activation).put("use_bias", true), List.of(x));
    }

    String maxPool(String x, String layer, int size, int stride) {
        return add("MaxPooling2D", layer, JSON.objectNode().<ObjectNode>set("pool_size", pair(size, size))
                .<ObjectNode>set("strides", pair(stride, stride)).put("padding", "valid")
                .put("data_format", "channels_last"), List.of(x));
    }

    String flatten(String x, String layer) {
        return add("Flatten", layer, JSON.objectNode().put("data_format", "channels_last"), List.of(x));
    }

    String dense(String x, String layer, int units, String activation) {
        return add("Dense", layer, JSON.objectNode().put("units", units).put("activation", activation)
                .put("use_bias", true), List.of(x));
    }

    /** The configuration, {@code output} being the model's result. */
    JsonNode model(String output) {
        ObjectNode config = JSON.objectNode().put("name", name).put("trainable", true);
        config.set("layers", layers);
        config.set("input_layers", JSON.arrayNode().add(ref(first)));
        config.set("output_layers", JSON.arrayNode().add(ref(output)));
        return JSON.objectNode().put("class_name", "Functional").set("config", config);
    }

    private String add(String className, String layer, ObjectNode settings, List<String> inputs) {
        ObjectNode config = JSON.objectNode().put("name", layer).put("trainable", true);
        config.setAll(settings);
        ArrayNode call = JSON.arrayNode();
        inputs.forEach(input -> call.add(ref(input).add(JSON.objectNode())));
        ArrayNode nodes = JSON.arrayNode();
        if (!inputs.isEmpty()) {
            nodes.add(call);
        }
        layers.add(JSON.objectNode().put("class_name", className).<ObjectNode>set("config", config).put("name", layer)
                .set("inbound_nodes", nodes));
        return layer;
    }

    private static ArrayNode ref(String layer) {
        return JSON.arrayNode().add(layer).add(0).add(0);
    }

    private static ArrayNode pair(int a, int b) {
        return JSON.arrayNode().add(a).add(b);
    }
}
