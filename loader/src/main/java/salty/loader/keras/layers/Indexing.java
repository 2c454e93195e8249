package salty.loader.keras.layers;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import tools.jackson.databind.JsonNode;
import salty.engine.graph.Node;
import salty.engine.graph.Shape;
import salty.engine.op.Reshape;
import salty.engine.op.Reverse;
import salty.engine.op.Slice;
import salty.loader.keras.config.LayerCallConfig.Argument;

/**
 * Python's {@code x[...]} on a tensor: whole numbers, slices of step 1 or -1, and an ellipsis, as tf.keras
 * ({@code {"start": ..., "stop": ..., "step": ...}}) and Keras 3 ({@code {"class_name": "__slice__", ...}}) write them.
 */
final class Indexing {

    /** What is taken along an axis, or along all that the others do not name. */
    sealed interface Index {
        /** Everything along all axes that are not named. */
        record Ellipsis() implements Index {
        }

        /** One position, negative from the end; the axis is gone then. */
        record At(int position) implements Index {
        }

        /** From a position to one before another, each null where open and negative from the end. */
        record Range(Integer start, Integer stop, int step) implements Index {
        }
    }

    private Indexing() {
    }

    static Value getItem(LayerCall call) {
        return taken(call, items(call).stream().map(item -> index(call, item)).toList());
    }

    /** The part of the only input that the indices name; axes are the configuration's. */
    static Value taken(LayerCall call, List<Index> indices) {
        boolean drops = indices.stream().anyMatch(Index.At.class::isInstance);
        Value x = drops ? Value.of(call.input().declared()) : call.input();
        int rank = x.shape().rank();
        int named = (int) indices.stream().filter(index -> !(index instanceof Index.Ellipsis)).count();
        if (named > rank) {
            throw new IllegalArgumentException("takes " + named + " indices of a value " + x.shape());
        }
        Node node = x.node();
        List<Integer> dropped = new ArrayList<>();
        int axis = 0;
        for (Index index : indices) {
            switch (index) {
                case Index.Ellipsis() -> axis += rank - named;
                case Index.At(int position) -> {
                    int at = position < 0 ? position + x.shape().dim(axis) : position;
                    node = Slice.along(node, axis, at, at + 1);
                    dropped.add(axis++);
                }
                case Index.Range range -> node = sliced(call, node, x.axis(axis++), range);
            }
        }
        if (!drops) {
            return x.with(node);
        }
        int[] sizes = node.shape().dims();
        return Value.of(Reshape.of(node, Shape.of(IntStream.range(0, rank).filter(i -> !dropped.contains(i))
                .map(i -> sizes[i]).toArray())));
    }

    private static Node sliced(LayerCall call, Node x, int axis, Index.Range range) {
        if (range.step() == -1 && range.start() == null && range.stop() == null) {
            return Reverse.of(x, axis);
        }
        if (range.step() != 1) {
            throw call.settings().unsupported("a slice of step", range.step());
        }
        int size = x.shape().dim(axis);
        int start = range.start() == null ? 0 : bound(range.start(), size);
        int stop = range.stop() == null ? size : bound(range.stop(), size);
        return start == 0 && stop == size ? x : Slice.along(x, axis, start, stop);
    }

    private static int bound(int value, int size) {
        return Math.clamp(value < 0 ? value + size : value, 0, size);
    }

    private static Index index(LayerCall call, JsonNode item) {
        if (item.path("class_name").asString("").equals("__ellipsis__")
                || item.isString() && item.stringValue().equals("...")) {
            return new Index.Ellipsis();
        }
        if (item.isInt()) {
            return new Index.At(item.intValue());
        }
        JsonNode slice = item.path("class_name").asString("").equals("__slice__") ? item.path("config") : item;
        Integer step = slice.path("step").isNull() ? Integer.valueOf(1) : whole(slice.path("step"));
        if (!slice.isObject() || step == null) {
            throw call.settings().wrong("an index", item, "a whole number, a slice or an ellipsis");
        }
        return new Index.Range(whole(slice.path("start")), whole(slice.path("stop")), step);
    }

    private static Integer whole(JsonNode json) {
        return json.isInt() ? Integer.valueOf(json.intValue()) : null;
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
}
