package salty.loader.keras;

import java.util.ArrayList;
import java.util.List;
import salty.engine.graph.Node;
import salty.engine.graph.Shape;
import salty.engine.op.Reshape;
import salty.engine.op.Reverse;
import salty.engine.op.Slice;
import salty.loader.keras.LayerCallConfig.Argument;
import tools.jackson.databind.JsonNode;

/**
 * Python's {@code x[...]} on a tensor: whole numbers, slices of step 1 or -1, and an ellipsis, as tf.keras
 * ({@code {"start": ..., "stop": ..., "step": ...}}) and Keras 3 ({@code {"class_name": "__slice__", ...}}) write them.
 */
final class Indexing {

    private Indexing() {
    }

    static Value getItem(LayerCall call) {
        Node x = call.inputs().getFirst().declared();
        List<JsonNode> items = items(call);
        int rank = x.shape().rank();
        int named = (int) items.stream().filter(item -> !isEllipsis(item)).count();
        if (named > rank) {
            throw new IllegalArgumentException("takes " + named + " indices of a value " + x.shape());
        }
        int axis = 0;
        List<Integer> kept = new ArrayList<>();
        for (JsonNode item : items) {
            if (isEllipsis(item)) {
                for (int i = 0; i < rank - named; i++) {
                    kept.add(x.shape().dim(axis++));
                }
            } else if (item.isInt()) {
                int size = x.shape().dim(axis);
                int index = item.intValue() < 0 ? item.intValue() + size : item.intValue();
                x = Slice.along(x, axis, index, index + 1);
                axis++;
            } else {
                x = sliced(call, x, axis, item);
                kept.add(x.shape().dim(axis++));
            }
        }
        while (axis < rank) {
            kept.add(x.shape().dim(axis++));
        }
        return Value.of(Reshape.of(x, Shape.of(kept.stream().mapToInt(i -> i).toArray())));
    }

    private static Node sliced(LayerCall call, Node x, int axis, JsonNode item) {
        JsonNode slice = item.path("class_name").asString("").equals("__slice__") ? item.path("config") : item;
        if (!slice.isObject() || !slice.has("start") && !slice.has("stop") && !slice.has("step")) {
            throw call.settings().wrong("an index", item, "a whole number, a slice or an ellipsis");
        }
        int size = x.shape().dim(axis);
        int step = slice.path("step").asInt(1);
        boolean open = slice.path("start").isNull() && slice.path("stop").isNull();
        if (step == -1 && open) {
            return Reverse.of(x, axis);
        }
        if (step != 1) {
            throw call.settings().unsupported("a slice of step", step);
        }
        int start = bound(slice.path("start"), 0, size);
        int stop = bound(slice.path("stop"), size, size);
        return start == 0 && stop == size ? x : Slice.along(x, axis, start, stop);
    }

    private static int bound(JsonNode json, int fallback, int size) {
        int value = json.asInt(fallback);
        return Math.clamp(value < 0 ? value + size : value, 0, size);
    }

    private static List<JsonNode> items(LayerCall call) {
        JsonNode spec = null;
        for (Argument argument : call.call().arguments()) {
            if (argument instanceof Argument.Literal(JsonNode literal)) {
                spec = literal;
            }
        }
        for (String name : List.of("slice_spec", "key")) {
            if (call.call().named().get(name) instanceof Argument.Literal(JsonNode literal)) {
                spec = literal;
            }
        }
        if (spec == null) {
            throw new IllegalArgumentException("does not say what it takes");
        }
        if (spec.path("class_name").asString("").equals("__tuple__")) {
            spec = spec.has("items") ? spec.path("items") : spec.path("config").path("value");
        }
        List<JsonNode> items = new ArrayList<>();
        if (spec.isArray()) {
            spec.forEach(items::add);
        } else {
            items.add(spec);
        }
        return items;
    }

    private static boolean isEllipsis(JsonNode item) {
        return item.path("class_name").asString("").equals("__ellipsis__")
                || item.isString() && item.stringValue().equals("...");
    }
}
