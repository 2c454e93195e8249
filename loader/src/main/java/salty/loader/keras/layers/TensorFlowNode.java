package salty.loader.keras.layers;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;
import salty.loader.file.KerasJson;
import salty.loader.keras.config.LayerConfig;
import salty.loader.keras.layers.Indexing.Index;

/**
 * The {@code TensorFlowOpLayer} of tf.keras 2.2 and 2.3: a TensorFlow node as JSON in {@code node_def}, and its
 * constant inputs by position in {@code constants}.
 */
final class TensorFlowNode {

    private static final int MAX_INDICES = 8;

    private TensorFlowNode() {
    }

    /** The node's description; it is JSON text inside the configuration. */
    static JsonNode of(LayerConfig layer) {
        JsonNode node = layer.settings().find("node_def");
        if (node == null) {
            return JsonNodeFactory.instance.objectNode();
        }
        return node.isString() ? KerasJson.parse(layer.settings().file(), "layer " + layer.name() + ", node_def",
                node.stringValue()) : node;
    }

    /** The constant inputs by their position. */
    static SortedMap<Integer, JsonNode> constants(LayerConfig layer) {
        SortedMap<Integer, JsonNode> constants = new TreeMap<>();
        JsonNode json = layer.settings().find("constants");
        if (json != null) {
            for (var entry : json.properties()) {
                if (entry.getKey().matches("\\d{1,3}")) {
                    constants.put(Integer.parseInt(entry.getKey()), entry.getValue());
                }
            }
        }
        return constants;
    }

    /**
     * {@code StridedSlice}, which Python's {@code x[...]} became: bit i of a mask says of index i that its begin or end
     * is open, that it is one position ({@code shrink_axis}) or an ellipsis.
     */
    static Value stridedSlice(LayerCall call) {
        SortedMap<Integer, JsonNode> constants = constants(call.layer());
        int[] begin = integers(call, constants.get(1));
        int[] end = integers(call, constants.get(2));
        int[] strides = integers(call, constants.get(3));
        if (begin.length != strides.length || end.length != strides.length || strides.length > MAX_INDICES) {
            throw new IllegalArgumentException("slices from " + begin.length + " to " + end.length + " by "
                    + strides.length + " bounds");
        }
        if (mask(call, "new_axis_mask") != 0) {
            throw call.settings().unsupported("a StridedSlice with new_axis_mask", mask(call, "new_axis_mask"));
        }
        List<Index> indices = new ArrayList<>();
        for (int i = 0; i < strides.length; i++) {
            int bit = 1 << i;
            if ((mask(call, "ellipsis_mask") & bit) != 0) {
                indices.add(new Index.Ellipsis());
            } else if ((mask(call, "shrink_axis_mask") & bit) != 0) {
                indices.add(new Index.At(begin[i]));
            } else {
                indices.add(new Index.Range((mask(call, "begin_mask") & bit) != 0 ? null : begin[i],
                        (mask(call, "end_mask") & bit) != 0 ? null : end[i], strides[i]));
            }
        }
        return Indexing.taken(call, indices);
    }

    /** The type attribute of a node, {@code DT_FLOAT}; empty if there is none. */
    static String type(LayerConfig layer, String attribute) {
        return of(layer).path("attr").path(attribute).path("type").asString("");
    }

    /** The text attribute of a node, which JSON has in base 64; empty if there is none. */
    static String text(LayerConfig layer, String attribute) {
        String encoded = of(layer).path("attr").path(attribute).path("s").asString("");
        return new String(Base64.getDecoder().decode(encoded), StandardCharsets.US_ASCII);
    }

    /** Protobuf's JSON has whole numbers of 64 bits as texts. */
    private static int mask(LayerCall call, String attribute) {
        return of(call.layer()).path("attr").path(attribute).path("i").asInt(0);
    }

    private static int[] integers(LayerCall call, JsonNode json) {
        int[] integers = new int[json == null ? 0 : json.size()];
        for (int i = 0; i < integers.length; i++) {
            if (!json.get(i).isInt()) {
                throw call.settings().wrong("a bound", json, "whole numbers");
            }
            integers[i] = json.get(i).intValue();
        }
        return integers;
    }
}
