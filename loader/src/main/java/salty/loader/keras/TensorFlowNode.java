package salty.loader.keras;

import java.util.SortedMap;
import java.util.TreeMap;
import salty.engine.op.Reverse;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;

/**
 * The {@code TensorFlowOpLayer} of tf.keras 2.2 and 2.3: a TensorFlow node as JSON in {@code node_def}, and its constant inputs
 * by position in {@code constants}.
 */
final class TensorFlowNode {

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

    /** The one slice that preprocessing needs: {@code x[..., ::-1]}, which makes BGR of RGB. */
    static Value reversedChannels(LayerCall call) {
        SortedMap<Integer, JsonNode> constants = constants(call.layer());
        JsonNode strides = constants.get(3);
        boolean reversal = strides != null && strides.isArray() && !strides.isEmpty()
                && strides.get(strides.size() - 1).asInt(0) == -1;
        for (int i = 0; reversal && i < strides.size() - 1; i++) {
            reversal = strides.get(i).asInt(0) == 1;
        }
        if (!reversal) {
            throw call.settings().unsupported("a StridedSlice with strides", strides);
        }
        Value x = call.input();
        return x.with(Reverse.of(x.node(), x.axis(-1)));
    }
}
