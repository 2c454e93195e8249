package salty.loader.keras.config;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.JsonNode;
import salty.loader.file.ModelFormatException;
import salty.loader.keras.config.LayerCallConfig.Argument;

/**
 * Reads what layers are called on. Three spellings exist:
 *
 * <ul>
 * <li>Keras 1 and 2: {@code [[["a", 0, 0, {}], ["b", 0, 0, {}]]]}, a list of calls, each a list of values;
 * <li>tf.keras' operation layers, one level flatter: {@code [["a", 0, 0, {"y": ["b", 0, 0], "name": null}]]};
 * <li>Keras 3: {@code [{"args": [T, ...], "kwargs": {...}}]}, T being
 *     {@code {"class_name": "__keras_tensor__", "config": {"keras_history": ["a", 0, 0]}}}.
 * </ul>
 */
public final class InboundNodes {

    private final String file;
    private final String place;

    private InboundNodes(String file, String place) {
        this.file = file;
        this.place = place;
    }

    public static List<LayerCallConfig> read(String file, String place, JsonNode nodes) {
        InboundNodes reader = new InboundNodes(file, place);
        List<LayerCallConfig> calls = new ArrayList<>();
        for (JsonNode node : nodes) {
            calls.add(node.isObject() ? reader.keras3(node) : reader.keras2(node));
        }
        return calls;
    }

    /**
     * Values in {@code input_layers} or {@code output_layers}: {@code [["a", 0, 0]]}, {@code ["a", 0, 0]} or nested
     * deeper.
     */
    public static List<TensorRef> tensors(JsonNode json) {
        if (isRef(json)) {
            return List.of(ref(json));
        }
        List<TensorRef> tensors = new ArrayList<>();
        json.forEach(child -> tensors.addAll(tensors(child)));
        return tensors;
    }

    private LayerCallConfig keras2(JsonNode node) {
        List<Argument> arguments = new ArrayList<>();
        Map<String, Argument> named = new LinkedHashMap<>();
        boolean flat = !node.isEmpty() && node.get(0).isString();
        for (JsonNode value : flat ? List.of(node) : node) {
            if (!value.isArray() || value.size() < 3 || !value.get(0).isString()) {
                throw new ModelFormatException(file, place, "has an inbound node that cannot be understood");
            }
            boolean literal = value.get(0).stringValue().equals("_CONSTANT_VALUE");
            arguments.add(literal ? new Argument.Literal(value.get(2)) : new Argument.Ref(ref(value)));
            for (var entry : value.path(3).properties()) {
                named.put(entry.getKey(), isRef(entry.getValue()) ? new Argument.Ref(ref(entry.getValue()))
                        : new Argument.Literal(entry.getValue()));
            }
        }
        return new LayerCallConfig(arguments, named);
    }

    private LayerCallConfig keras3(JsonNode node) {
        List<Argument> arguments = new ArrayList<>();
        Map<String, Argument> named = new LinkedHashMap<>();
        for (JsonNode argument : node.path("args")) {
            List<TensorRef> tensors = kerasTensors(argument);
            tensors.forEach(t -> arguments.add(new Argument.Ref(t)));
            if (tensors.isEmpty()) {
                arguments.add(new Argument.Literal(argument));
            }
        }
        for (var entry : node.path("kwargs").properties()) {
            List<TensorRef> tensors = kerasTensors(entry.getValue());
            if (tensors.size() > 1) {
                throw new ModelFormatException(file, place, "takes several values as " + entry.getKey());
            }
            named.put(entry.getKey(), tensors.isEmpty() ? new Argument.Literal(entry.getValue())
                    : new Argument.Ref(tensors.getFirst()));
        }
        return new LayerCallConfig(arguments, named);
    }

    private static List<TensorRef> kerasTensors(JsonNode json) {
        if (json.path("class_name").asString("").equals("__keras_tensor__")) {
            JsonNode history = json.path("config").path("keras_history");
            return isRef(history) ? List.of(ref(history)) : List.of();
        }
        List<TensorRef> tensors = new ArrayList<>();
        if (json.isArray()) {
            json.forEach(child -> tensors.addAll(kerasTensors(child)));
        }
        return tensors;
    }

    private static boolean isRef(JsonNode json) {
        return json.isArray() && json.size() >= 3 && json.get(0).isString() && json.get(1).isInt()
                && json.get(2).isInt();
    }

    private static TensorRef ref(JsonNode json) {
        return new TensorRef(json.get(0).stringValue(), json.get(1).asInt(0), json.get(2).asInt(0));
    }
}
