package salty.loader.keras.config;

import java.util.Map;
import java.util.Set;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** What Python's values become in Keras' JSON, and what Python takes them for. */
public final class PythonValues {

    private static final JsonNodeFactory JSON = JsonNodeFactory.instance;
    /** Arrays and numbers that were not Python's own: {@code {"class_name": ..., "config": {"value": ...}}}. */
    private static final Set<String> WRAPPED = Set.of("__numpy__", "__tensor__");
    private static final String TUPLE = "__tuple__";

    private PythonValues() {
    }

    /** The same with tuples, NumPy's values and tensors as plain lists and numbers. */
    public static JsonNode plain(JsonNode json) {
        if (json.isArray()) {
            ArrayNode array = JSON.arrayNode(json.size());
            json.forEach(element -> array.add(plain(element)));
            return array;
        }
        if (!json.isObject()) {
            return json;
        }
        String className = json.path("class_name").asString("");
        if (WRAPPED.contains(className) && json.path("config").has("value")) {
            return plain(json.path("config").path("value"));
        }
        if (className.equals(TUPLE)) {
            JsonNode items = json.has("items") ? json.path("items") : json.path("config").path("value");
            return items.isArray() ? plain(items) : json;
        }
        ObjectNode object = JSON.objectNode();
        for (Map.Entry<String, JsonNode> entry : json.properties()) {
            object.set(entry.getKey(), plain(entry.getValue()));
        }
        return object;
    }

    /** Whether Python's {@code bool(value)} is True. */
    static boolean isTrue(JsonNode value) {
        if (value.isNumber()) {
            return value.doubleValue() != 0;
        }
        return value.isBoolean() ? value.booleanValue() : value.isString() ? !value.stringValue().isEmpty()
                : !value.isNull() && !value.isEmpty();
    }
}
