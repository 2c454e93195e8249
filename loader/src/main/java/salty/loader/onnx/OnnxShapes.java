package salty.loader.onnx;

import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import salty.loader.graph.Attributes;
import salty.loader.graph.Call;
import salty.loader.graph.Known;
import salty.loader.graph.Operator;
import salty.loader.graph.Padding;
import salty.loader.graph.Shapes;
import salty.loader.graph.Value;

/** Operators that move values without changing them. */
final class OnnxShapes {

    static final Map<String, Operator> TABLE = table();

    private OnnxShapes() {
    }

    private static Map<String, Operator> table() {
        Map<String, Operator> table = new HashMap<>();
        table.put("Identity", Operator.of(call -> call.input(0)));
        table.put("Dropout", OnnxShapes::dropout);
        table.put("Reshape", Operator.of(OnnxShapes::reshape));
        table.put("Flatten", Operator.of(OnnxShapes::flatten));
        table.put("Transpose", Operator.of(OnnxShapes::transpose));
        table.put("Squeeze", Operator.of(call -> Shapes.squeeze(call.input(0),
                OnnxOperators.axes(call, 1, call.input(0)))));
        table.put("Unsqueeze", Operator.of(call -> Shapes.unsqueeze(call.input(0), call.has(1)
                ? call.known(1).wholes() : call.attributes().wholes("axes"))));
        table.put("Concat", Operator.of(call -> Value.concat(call.inputs(),
                call.input(0).axis(call.attributes().whole("axis", 0)))));
        table.put("Split", OnnxShapes::split);
        table.put("Slice", Operator.of(OnnxShapes::slice));
        table.put("Gather", Operator.of(call -> Shapes.gather(call.input(0),
                call.input(0).axis(call.attributes().whole("axis", 0)), call.known(1))));
        table.put("Expand", Operator.of(OnnxShapes::expand));
        table.put("Tile", Operator.of(call -> Shapes.tile(call.input(0), call.integers(1))));
        table.put("Pad", Operator.of(OnnxShapes::pad));
        table.put("DepthToSpace", Operator.of(call -> Shapes.depthToSpace(call.input(0),
                call.attributes().integer("blocksize", 0), isChannelFirst(call))));
        table.put("SpaceToDepth", Operator.of(call -> Shapes.spaceToDepth(call.input(0),
                call.attributes().integer("blocksize", 0), isChannelFirst(call))));
        return table;
    }

    private static boolean isChannelFirst(Call call) {
        return call.attributes().text("mode", "DCR").equals("CRD");
    }

    /** Nothing is dropped after training; the mask, where someone asks for it, is true throughout. */
    private static List<Value> dropout(Call call) {
        if (call.has(2) && call.known(2).whole(0) != 0) {
            throw new IllegalArgumentException("is in training mode; export the model after eval()");
        }
        return List.of(call.input(0), Known.filled(call.input(0).dims(), Known.truths(new int[0], 1)));
    }

    /** An extent of 0 is the input's own, unless the node says otherwise. */
    private static Value reshape(Call call) {
        Value x = call.input(0);
        int[] to = call.has(1) ? call.integers(1) : call.attributes().integers("shape");
        for (int axis = 0; axis < to.length; axis++) {
            if (to[axis] == 0 && !call.attributes().flag("allowzero")) {
                to[axis] = x.dims()[axis];
            }
        }
        // A file made for one image says so in its shapes.
        if (call.batch() > 0 && to.length > 0 && to[0] == 1 && x.rank() > 0 && x.dims()[0] == call.batch()) {
            to[0] = call.batch();
        }
        return Shapes.reshape(x, to);
    }

    private static Value flatten(Call call) {
        Value x = call.input(0);
        long given = call.attributes().whole("axis", 1);
        int axis = given == x.rank() ? x.rank() : x.axis(given);
        int rows = Arrays.stream(x.dims(), 0, axis).reduce(1, Math::multiplyExact);
        return x.reshaped(rows, Arrays.stream(x.dims(), axis, x.rank()).reduce(1, Math::multiplyExact));
    }

    private static Value transpose(Call call) {
        int rank = call.input(0).rank();
        int[] order = call.attributes().integers("perm", IntStream.range(0, rank).map(i -> rank - 1 - i).toArray());
        if (!Arrays.equals(IntStream.of(order).sorted().toArray(), IntStream.range(0, rank).toArray())) {
            throw new IllegalArgumentException("has perm=" + Arrays.toString(order) + " for " + rank + " axes");
        }
        return call.input(0).transposed(order);
    }

    private static List<Value> split(Call call) {
        Value x = call.input(0);
        int axis = x.axis(call.attributes().whole("axis", 0));
        int[] extents = call.has(1) ? call.integers(1) : call.attributes().integers("split", (int[]) null);
        if (extents == null) {
            int parts = call.attributes().integer("num_outputs", call.results());
            int extent = Math.ceilDiv(x.dims()[axis], Math.max(1, parts));
            extents = IntStream.range(0, parts).map(i -> Math.clamp(x.dims()[axis] - (long) i * extent, 0, extent))
                    .toArray();
        }
        return Shapes.split(x, axis, extents);
    }

    /** Bounds and axes were attributes before version 10. */
    private static Value slice(Call call) {
        Attributes attributes = call.attributes();
        Value x = call.input(0);
        int[] starts = call.has(1) ? call.integers(1) : clamped(attributes.wholes("starts"));
        int[] ends = call.has(2) ? call.integers(2) : clamped(attributes.wholes("ends"));
        int[] axes = OnnxOperators.axes(call, 3, x);
        int[] steps = call.has(4) ? call.integers(4) : null;
        if (starts.length != ends.length || axes != null && axes.length != starts.length
                || steps != null && steps.length != starts.length) {
            throw new IllegalArgumentException("has bounds, axes and steps of different numbers");
        }
        for (int i = 0; i < starts.length; i++) {
            x = Shapes.slice(x, axes == null ? x.axis(i) : axes[i], starts[i], ends[i], steps == null ? 1 : steps[i]);
        }
        return x;
    }

    private static int[] clamped(long[] values) {
        return Arrays.stream(values).mapToInt(v -> (int) Math.clamp(v, Integer.MIN_VALUE, Integer.MAX_VALUE)).toArray();
    }

    /** Both the input and the wanted shape may repeat. */
    private static Value expand(Call call) {
        int[] wanted = call.integers(1);
        int[] own = call.input(0).dims();
        int[] to = new int[Math.max(wanted.length, own.length)];
        for (int i = 1; i <= to.length; i++) {
            int a = i <= wanted.length ? wanted[wanted.length - i] : 1;
            int b = i <= own.length ? own[own.length - i] : 1;
            to[to.length - i] = a == 1 ? b : a;
        }
        return call.input(0).expanded(to);
    }

    private static Value pad(Call call) {
        Attributes attributes = call.attributes();
        Value x = call.input(0);
        int[] pads = call.has(1) ? call.integers(1) : attributes.integers(attributes.has("pads") ? "pads" : "paddings");
        double value = call.has(2) ? call.known(2).real(0) : attributes.real("value", 0);
        int[] named = call.has(3) ? OnnxOperators.axes(call, 3, x) : IntStream.range(0, x.rank()).toArray();
        if (pads.length != 2 * named.length) {
            throw new IllegalArgumentException("has " + pads.length + " pads for " + named.length + " axes");
        }
        int[] before = new int[x.rank()];
        int[] after = new int[x.rank()];
        for (int i = 0; i < named.length; i++) {
            before[named[i]] = pads[i];
            after[named[i]] = pads[named.length + i];
        }
        return Padding.of(x, before, after, switch (attributes.text("mode", "constant")) {
            case "constant" -> Padding.Mode.CONSTANT;
            case "reflect" -> Padding.Mode.REFLECT;
            case "edge" -> Padding.Mode.EDGE;
            case String other -> throw new IllegalArgumentException("pads by " + other + ", which is not supported");
        }, value);
    }
}
