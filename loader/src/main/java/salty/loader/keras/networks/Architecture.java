package salty.loader.keras.networks;

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
 * A published network, written layer after layer: its Keras configuration and the shapes of its weights. Every method
 * adds a layer and returns its name, to be the input of the next.
 */
public final class Architecture {

    private static final JsonNodeFactory JSON = JsonNodeFactory.instance;
    private static final String LAST = "channels_last";

    /**
     * A weight that the network has.
     *
     * @param role  {@code kernel}, {@code bias}, ...
     * @param shape its dimensions
     * @param fanIn how many inputs one output sums over; 0 for weights that are no kernels
     */
    public record Weight(String role, int[] shape, int fanIn) {
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
    public SequencedMap<String, List<Weight>> weights() {
        return weights;
    }

    /** The number of parameters. */
    public long parameters() {
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
        return conv(x, layer, new Convolution(filters, size, size, 1, "same", 1, activation, true));
    }

    /**
     * What a convolution is made of.
     *
     * @param filters    k, the channels that come out
     * @param height     rows of the kernel
     * @param width      columns of the kernel
     * @param stride     in both directions
     * @param padding    {@code same} or {@code valid}
     * @param groups     runs of channels that do not see each other
     * @param activation by Keras' name
     * @param bias       whether it has one
     */
    record Convolution(int filters, int height, int width, int stride, String padding, int groups, String activation,
                       boolean bias) {

        /** Without bias and activation, as they stand before batch normalisations. */
        static Convolution plain(int filters, int height, int width, int stride, String padding) {
            return new Convolution(filters, height, width, stride, padding, 1, "linear", false);
        }
    }

    /** A convolution. */
    String conv(String x, String layer, Convolution c) {
        int in = channels.get(x) / c.groups;
        kernel(layer, "kernel", c.height * c.width * in, c.bias ? c.filters : 0, c.height, c.width, in, c.filters);
        return add("Conv2D", layer, window(c.height, c.width, c.stride, c.padding).put("filters", c.filters)
                .put("groups", c.groups).put("activation", c.activation).put("use_bias", c.bias), c.filters, x);
    }

    /** A 3x3 convolution of every channel by itself, without bias. */
    String depthwise(String x, String layer, int stride, String padding) {
        kernel(layer, "depthwise_kernel", 9, 0, 3, 3, channels.get(x), 1);
        return add("DepthwiseConv2D", layer, window(3, 3, stride, padding).put("depth_multiplier", 1)
                .put("activation", "linear").put("use_bias", false), channels.get(x), x);
    }

    String batchNorm(String x, String layer, double epsilon, boolean scale) {
        int[] shape = {channels.get(x)};
        List<Weight> own = new ArrayList<>();
        for (String role : List.of("gamma", "beta", "moving_mean", "moving_variance")) {
            if (scale || !role.equals("gamma")) {
                own.add(new Weight(role, shape, 0));
            }
        }
        weights.put(layer, own);
        return add("BatchNormalization", layer, JSON.objectNode().<ObjectNode>set("axis", JSON.arrayNode().add(3))
                .put("momentum", .99).put("epsilon", epsilon).put("center", true).put("scale", scale), shape[0], x);
    }

    String activation(String x, String layer, String function) {
        return add("Activation", layer, JSON.objectNode().put("activation", function), channels.get(x), x);
    }

    String relu6(String x, String layer) {
        return add("ReLU", layer,
                JSON.objectNode().put("max_value", 6.0).put("negative_slope", 0.0).put("threshold", 0.0),
                channels.get(x), x);
    }

    /** AlexNet's normalisation by neighbouring channels; Keras has no such layer, its settings are Caffe's. */
    String localResponseNorm(String x, String layer) {
        return add("LRN", layer, JSON.objectNode().put("n", 5).put("k", 1.0).put("alpha", 1e-4).put("beta", .75),
                channels.get(x), x);
    }

    /** Zeros around the image: {@code before} above and to the left, {@code after} below and to the right. */
    String zeroPadding(String x, String layer, int before, int after) {
        return add("ZeroPadding2D", layer, JSON.objectNode().put("data_format", LAST)
                .set("padding", JSON.arrayNode().add(pair(before, after)).add(pair(before, after))), channels.get(x),
                x);
    }

    String sum(String layer, String a, String b) {
        return add("Add", layer, JSON.objectNode(), channels.get(a), a, b);
    }

    String concatenate(String layer, String... parts) {
        int depth = 0;
        for (String part : parts) {
            depth += channels.get(part);
        }
        return add("Concatenate", layer, JSON.objectNode().put("axis", 3), depth, parts);
    }

    String averagePool(String x, String layer, int size, int stride, String padding) {
        return pool("AveragePooling2D", x, layer, size, stride, padding);
    }

    String globalAverage(String x, String layer) {
        return add("GlobalAveragePooling2D", layer, JSON.objectNode().put("data_format", LAST), channels.get(x), x);
    }

    String dropout(String x, String layer, double rate) {
        return add("Dropout", layer, JSON.objectNode().put("rate", rate), channels.get(x), x);
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
    public JsonNode config() {
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

    private static ObjectNode window(int height, int width, int stride, String padding) {
        return JSON.objectNode().<ObjectNode>set("kernel_size", pair(height, width))
                .<ObjectNode>set("strides", pair(stride, stride)).put("padding", padding).put("data_format", LAST)
                .set("dilation_rate", pair(1, 1));
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
