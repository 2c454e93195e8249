package salty.loader.keras.layers;

import java.util.Arrays;
import java.util.List;
import java.util.function.BinaryOperator;
import salty.engine.graph.Node;
import salty.engine.graph.Shape;
import salty.engine.op.Add;
import salty.engine.op.Affine;
import salty.engine.op.Broadcast;
import salty.engine.op.Concat;
import salty.engine.op.Maximum;
import salty.engine.op.Mul;
import salty.engine.op.Reshape;

/** Layers of several values: sums, products, maxima, concatenations. Extents of 1 are repeated, as in NumPy. */
final class MergeLayers {

    private MergeLayers() {
    }

    static Value add(LayerCall call) {
        return reduce(call, Add::of);
    }

    static Value multiply(LayerCall call) {
        return reduce(call, Mul::of);
    }

    static Value maximum(LayerCall call) {
        return reduce(call, Maximum::of);
    }

    static Value minimum(LayerCall call) {
        return reduce(call, (a, b) -> negative(Maximum.of(negative(a), negative(b))));
    }

    static Value subtract(LayerCall call) {
        if (call.inputs().size() != 2) {
            throw new IllegalArgumentException("is called on " + call.inputs().size() + " values, expected two");
        }
        return reduce(call, (a, b) -> Add.of(a, negative(b)));
    }

    static Value average(LayerCall call) {
        Value sum = add(call);
        return sum.with(Affine.of(sum.node(), 1f / call.inputs().size(), 0));
    }

    static Value concatenate(LayerCall call) {
        return concatenated(call, call.settings().integer(-1, "axis"));
    }

    /** Keras 1's Merge layer; its mode says which of these it is. */
    static Value keras1Merge(LayerCall call) {
        return switch (call.settings().text("sum", "mode")) {
            case "sum" -> add(call);
            case "mul" -> multiply(call);
            case "ave" -> average(call);
            case "max" -> maximum(call);
            case "concat" -> concatenated(call, call.settings().integer(-1, "concat_axis"));
            case String other -> throw call.settings().unsupported("mode", other);
        };
    }

    static Value concatenated(LayerCall call, int axis) {
        List<Value> values = sameLayout(call.inputs());
        return values.getFirst()
                .with(Concat.of(values.stream().map(Value::node).toList(), values.getFirst().axis(axis)));
    }

    private static Value reduce(LayerCall call, BinaryOperator<Node> operator) {
        return reduce(call.inputs(), operator);
    }

    static Value reduce(List<Value> inputs, BinaryOperator<Node> operator) {
        List<Value> values = sameLayout(inputs);
        Node result = values.getFirst().node();
        for (Value value : values.subList(1, values.size())) {
            Shape shape = broadcast(result.shape(), value.shape());
            result = operator.apply(expanded(result, shape), expanded(value.node(), shape));
        }
        return values.getFirst().with(result);
    }

    /** Where one value is of channels first, so are all, as the configuration means them; all are kept channels last. */
    private static List<Value> sameLayout(List<Value> values) {
        if (values.isEmpty()) {
            throw new IllegalArgumentException("is called on nothing");
        }
        boolean first = values.stream().anyMatch(Value::channelsFirst);
        int rank = values.stream().mapToInt(v -> v.shape().rank()).max().getAsInt();
        return values.stream().map(v -> v.channelsFirst() == first && (v.shape().rank() == rank || !first) ? v
                : Value.ofDeclared(ofRank(v.declared(), rank), first)).toList();
    }

    /** Axes of extent 1 in front: what is combined is aligned by the last axis that the configuration means. */
    private static Node ofRank(Node x, int rank) {
        int[] dims = new int[rank];
        int missing = rank - x.shape().rank();
        Arrays.fill(dims, 0, missing, 1);
        System.arraycopy(x.shape().dims(), 0, dims, missing, x.shape().rank());
        return missing == 0 ? x : Reshape.of(x, Shape.of(dims));
    }

    /** The shape that both are repeated to. */
    private static Shape broadcast(Shape a, Shape b) {
        int rank = Math.max(a.rank(), b.rank());
        int[] dims = new int[rank];
        for (int i = 1; i <= rank; i++) {
            int x = i <= a.rank() ? a.dim(-i) : 1;
            int y = i <= b.rank() ? b.dim(-i) : 1;
            if (x != y && x != 1 && y != 1) {
                throw new IllegalArgumentException("values of shapes " + a + " and " + b + " cannot be combined");
            }
            dims[rank - i] = Math.max(x, y);
        }
        return Shape.of(dims);
    }

    private static Node expanded(Node x, Shape shape) {
        return Broadcast.of(ofRank(x, shape.rank()), shape);
    }

    private static Node negative(Node x) {
        return Affine.of(x, -1, 0);
    }
}
