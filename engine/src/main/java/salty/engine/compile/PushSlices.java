package salty.engine.compile;

import java.util.List;
import java.util.function.Predicate;

import salty.engine.graph.Node;
import salty.engine.graph.Shape;
import salty.engine.op.Binary;
import salty.engine.op.Broadcast;
import salty.engine.op.Conv2d;
import salty.engine.op.MatMul;
import salty.engine.op.Slice;
import salty.engine.op.Unary;

/**
 * Moves a slice of channels towards the inputs, through pointwise ops into the filter: ascending one filter of a layer
 * then computes that one alone. A value that others read in full is left whole.
 */
final class PushSlices {
    private PushSlices() {}

    static Node apply(Node node, Predicate<Node> only) {
        if (!(node.op() instanceof Slice slice)) {
            return null;
        }
        Node x = node.input(0);
        if (node.shape().equals(x.shape())) {
            return x;
        }
        int last = x.shape().rank() - 1;
        int from = slice.begin().get(last);
        int to = slice.end().get(last);
        boolean channelsOnly = node.shape().equals(x.shape().with(last, to - from));
        if (!channelsOnly || !only.test(x)) {
            return null;
        }
        return switch (x.op()) {
            case Unary unary -> Node.of(unary, Slice.along(x.input(0), -1, from, to));
            case Binary binary -> Node.of(binary,
                    List.of(Slice.along(x.input(0), -1, from, to), Slice.along(x.input(1), -1, from, to)));
            case Broadcast broadcast -> repeated(x.input(0), node.shape(), from, to);
            case Conv2d conv when conv.groups() == 1 ->
                    Node.of(conv, x.input(0), Slice.along(x.input(1), -1, from, to));
            case MatMul product when !product.transposeB() ->
                    Node.of(product, x.input(0), Slice.along(x.input(1), -1, from, to));
            default -> null;
        };
    }

    private static Node repeated(Node small, Shape target, int from, int to) {
        return Broadcast.of(small.shape().dim(-1) == 1 ? small : Slice.along(small, -1, from, to), target);
    }
}
