package salty.loader.keras;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * A published network, written layer after layer: its Keras configuration and the shapes of its weights. Every method adds a
 * layer and returns its name, to be the input of the next.
 */
final class Architecture {

    private static final JsonNodeFactory JSON = JsonNodeFactory.instance;
    private static final String LAST = "channels_last";

    /**
     * A weight that the network has.
     *
     * @param role  {@code kernel}, {@code bias}, ...
     * @param shape its dimensions
     * @param fanIn how many inputs one output sums over; 0 for weights that are no kernels
     */
    record Weight(String role, int[] shape, int fanIn) {
    }

    private final String name;
    private final ArrayNode layers = JSON.arrayNode();
    private final SequencedMap<String, List<Weight>> weights = new LinkedHashMap<>();
    private final Map<String, Integer> channels = new LinkedHashMap<>();
    private String first;
    private String last;

    Architecture(String name) {
        this.name = name;
    }

    /** The network's name. */
    String name() {
        return name;
    }

    /** The weights of every layer, none for most, in the order of the layers. */
    SequencedMap<String, List<Weight>> weights() {
        return weights;
    }

    /** The number of parameters. */
    long parameters() {
        long count = 0;
        for (List<Weight> layer : weights.values()) {
            for (Weight weight : layer) {
                long size = 1;
                for (int dim : weight.shape()) {
                    size *= dim;
                }
                count += size;
            }
        }
        return count;
    }

    /** The input, images of {@code size} x {@code size} pixels; null leaves the size open. */
    String input(String layer, Integer size, int depth) {
        ArrayNode shape = JSON.arrayNode().addNull().add(size).add(size).add(depth);
        first = layer;
        return add("InputLayer", layer, JSON.objectNode().<ObjectNode>set("batch_input_shape", shape)
                .put("dtype", "float32").put("sparse", false), depth);
    }

    /** A convolution of stride 1 that keeps the image's size, with bias. */
    String conv(String x, String layer, int filters, int size, String activation) {
        return conv(x, layer, filters, size, size, 1, "same", 1, activation, true);
    }

    /** A convolution. */
    String conv(String x, String layer, int filters, int height, int width, int stride, String padding, int groups,
                String activation, boolean bias) {
        int in = channels.get(x) / groups;
        kernel(layer, "kernel", height * width * in, bias ? filters : 0, height, width, in, filters);
        return add("Conv2D", layer, JSON.objectNode().put("filters", filters).<ObjectNode>set("kernel_size", pair(height, width))
                .<ObjectNode>set("strides", pair(stride, stride)).put("padding", padding).put("data_format", LAST)
                .<ObjectNode>set("dilation_rate", pair(1, 1)).put("groups", groups).put("activation", activation)
                .put("use_bias", bias), filters, x);
    }

    String maxPool(String x, String layer, int size, int stride, String padding) {
        return pool("MaxPooling2D", x, layer, size, stride, padding);
    }

    /** Lays an image of {@code pixels} pixels out as a vector. */
    String flatten(String x, String layer, int pixels) {
        return add("Flatten", layer, JSON.objectNode().put("data_format", LAST), pixels * channels.get(x), x);
    }

    String dense(String x, String layer, int units, String activation) {
        kernel(layer, "kernel", channels.get(x), units, channels.get(x), units);
        return add("Dense", layer, JSON.objectNode().put("units", units).put("activation", activation)
                .put("use_bias", true), units, x);
    }

    /** The configuration; the layer that was added last is the model's result. */
    JsonNode config() {
        ObjectNode config = JSON.objectNode().put("name", name).put("trainable", true);
        config.set("layers", layers);
        config.set("input_layers", JSON.arrayNode().add(ref(first)));
        config.set("output_layers", JSON.arrayNode().add(ref(last)));
        return JSON.objectNode().put("class_name", "Functional").set("config", config);
    }

    private String pool(String className, String x, String layer, int size, int stride, String padding) {
        return add(className, layer, JSON.objectNode().<ObjectNode>set("pool_size", pair(size, size))
                .<ObjectNode>set("strides", pair(stride, stride)).put("padding", padding).put("data_format", LAST),
                channels.get(x), x);
    }

    private void kernel(String layer, String role, int fanIn, int biases, int... shape) {
        List<Weight> own = new ArrayList<>(List.of(new Weight(role, shape, fanIn)));
        if (biases > 0) {
            own.add(new Weight("bias", new int[] {biases}, 0));
        }
        weights.put(layer, own);
    }

    private String add(String className, String layer, ObjectNode settings, int depth, String... inputs) {
        ObjectNode config = JSON.objectNode().put("name", layer).put("trainable", true);
        config.setAll(settings);
        ArrayNode call = JSON.arrayNode();
        for (String input : inputs) {
            call.add(ref(input).add(JSON.objectNode()));
        }
        ArrayNode nodes = JSON.arrayNode();
        if (inputs.length > 0) {
            nodes.add(call);
        }
        layers.add(JSON.objectNode().put("class_name", className).<ObjectNode>set("config", config).put("name", layer)
                .set("inbound_nodes", nodes));
        channels.put(layer, depth);
        weights.putIfAbsent(layer, List.of());
        last = layer;
        return layer;
    }

    private static ArrayNode ref(String layer) {
        return JSON.arrayNode().add(layer).add(0).add(0);
    }

    private static ArrayNode pair(int a, int b) {
        return JSON.arrayNode().add(a).add(b);
    }
}
