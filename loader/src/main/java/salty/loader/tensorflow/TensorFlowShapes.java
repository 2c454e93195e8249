package salty.loader.tensorflow;

import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import salty.loader.graph.Attributes;
import salty.loader.graph.Call;
import salty.loader.graph.Known;
import salty.loader.graph.Operator;
import salty.loader.graph.Padding;
import salty.loader.graph.Shapes;
import salty.loader.graph.Value;

/** Operators that move values without changing them, shapes, and types of numbers. */
final class TensorFlowShapes {

    private static final int MAX_RANGE = 1 << 20;

    static final Map<String, Operator> TABLE = table();

    private TensorFlowShapes() {
    }

    private static Map<String, Operator> table() {
        Map<String, Operator> table = new HashMap<>();
        for (String name : List.of("Identity", "StopGradient", "Snapshot", "PreventGradient", "PlaceholderWithDefault",
                "EnsureShape")) {
            table.put(name, Operator.of(call -> call.input(0)));
        }
        table.put("Reshape", Operator.of(call -> Shapes.reshape(call.input(0), call.integers(1))));
        table.put("Squeeze", Operator.of(TensorFlowShapes::squeeze));
        table.put("ExpandDims", Operator.of(call -> Shapes.unsqueeze(call.input(0), call.known(1).wholes())));
        table.put("Transpose", Operator.of(call -> call.input(0).transposed(permutation(call))));
        table.put("ConcatV2", Operator.of(call -> Value.concat(call.inputs().subList(0, call.count() - 1),
                call.input(0).axis(call.known(call.count() - 1).whole(0)))));
        table.put("Concat", Operator.of(call -> Value.concat(call.inputs().subList(1, call.count()),
                call.input(1).axis(call.known(0).whole(0)))));
        table.put("Pack", Operator.of(TensorFlowShapes::pack));
        table.put("Pad", Operator.of(call -> pad(call, Padding.Mode.CONSTANT, 0)));
        table.put("PadV2", Operator.of(call -> pad(call, Padding.Mode.CONSTANT, call.known(2).real(0))));
        table.put("MirrorPad", Operator.of(call -> pad(call, call.attributes().text("mode", "REFLECT").equals("REFLECT")
                ? Padding.Mode.REFLECT : Padding.Mode.SYMMETRIC, 0)));
        table.put("Tile", Operator.of(call -> Shapes.tile(call.input(0), call.integers(1))));
        table.put("BroadcastTo", Operator.of(call -> call.input(0).expanded(call.integers(1))));
        table.put("Shape", Operator.of(call -> Known.vector(Arrays.stream(call.input(0).dims()).asLongStream()
                .toArray())));
        table.put("Rank", Operator.of(call -> Known.wholes(new int[0], call.input(0).rank())));
        table.put("Size", Operator.of(call -> Known.wholes(new int[0], call.input(0).size())));
        table.put("Fill", Operator.of(call -> Known.filled(call.integers(0), call.known(1))));
        table.put("Range", Operator.of(TensorFlowShapes::range));
        table.put("Cast", Operator.of(TensorFlowShapes::cast));
        return table;
    }

    private static int[] permutation(Call call) {
        int[] order = call.integers(1);
        int rank = call.input(0).rank();
        if (!Arrays.equals(IntStream.of(order).sorted().toArray(), IntStream.range(0, rank).toArray())) {
            throw new IllegalArgumentException("reorders " + rank + " axes by " + Arrays.toString(order));
        }
        return order;
    }

    private static Value squeeze(Call call) {
        Attributes attributes = call.attributes();
        Value x = call.input(0);
        long[] named = attributes.wholes(attributes.has("squeeze_dims") ? "squeeze_dims" : "axis");
        return Shapes.squeeze(x, named.length == 0 ? null : Arrays.stream(named).mapToInt(x::axis).toArray());
    }

    private static Value pack(Call call) {
        long axis = call.attributes().whole("axis", 0);
        List<Value> parts = call.inputs().stream().map(part -> Shapes.unsqueeze(part, new long[] {axis})).toList();
        return Value.concat(parts, parts.getFirst().axis(axis));
    }

    private static Value pad(Call call, Padding.Mode mode, double number) {
        int[] pads = call.integers(1);
        int rank = call.input(0).rank();
        if (pads.length != 2 * rank) {
            throw new IllegalArgumentException("has " + pads.length + " paddings for " + rank + " axes");
        }
        return Padding.of(call.input(0), IntStream.range(0, rank).map(i -> pads[2 * i]).toArray(),
                IntStream.range(0, rank).map(i -> pads[2 * i + 1]).toArray(), mode, number);
    }

    private static Value range(Call call) {
        long start = call.known(0).whole(0);
        long step = call.known(2).whole(0);
        long count = step == 0 ? -1 : Math.max(0, Math.ceilDiv(call.known(1).whole(0) - start, step));
        if (count < 0 || count > MAX_RANGE) {
            throw new IllegalArgumentException("counts " + count + " steps of " + step + ", the limit is " + MAX_RANGE);
        }
        return Known.vector(LongStream.range(0, count).map(i -> start + i * step).toArray());
    }

    /** All real numbers are float32 here; what the model computes cannot become whole. */
    private static Value cast(Call call) {
        String type = call.attributes().text("DstT", "DT_FLOAT");
        boolean real = type.equals("DT_FLOAT") || type.equals("DT_HALF") || type.equals("DT_DOUBLE")
                || type.equals("DT_BFLOAT16");
        if (call.input(0) instanceof Known known) {
            return known.as(real ? Known.Type.REAL : type.equals("DT_BOOL") ? Known.Type.TRUTH : Known.Type.WHOLE);
        }
        if (!real) {
            throw new IllegalArgumentException("casts what the model computes to " + type + ", which is not supported");
        }
        return call.input(0);
    }
}
