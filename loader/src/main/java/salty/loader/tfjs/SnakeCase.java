package salty.loader.tfjs;

import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** TF.js takes settings in Python's spelling and in JavaScript's, {@code batchInputShape}; Keras knows Python's alone. */
final class SnakeCase {

    private static final JsonNodeFactory JSON = JsonNodeFactory.instance;
    private static final Pattern HUMP = Pattern.compile("([a-z0-9])([A-Z])");

    private SnakeCase() {
    }

    /** The same with all keys in Python's spelling; of two spellings of one key, Python's counts. */
    static JsonNode keys(JsonNode json) {
        if (json.isArray()) {
            ArrayNode array = JSON.arrayNode(json.size());
            json.forEach(element -> array.add(keys(element)));
            return array;
        }
        if (!json.isObject()) {
            return json;
        }
        ObjectNode object = JSON.objectNode();
        for (Map.Entry<String, JsonNode> entry : json.properties()) {
            String key = HUMP.matcher(entry.getKey()).replaceAll("$1_$2").toLowerCase(Locale.ROOT);
            if (key.equals(entry.getKey()) || !json.has(key)) {
                object.set(key, keys(entry.getValue()));
            }
        }
        return object;
    }
}
