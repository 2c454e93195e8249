package salty.engine.compile;

import java.util.function.Predicate;

import salty.engine.graph.Node;
import salty.engine.graph.Shape;
import salty.engine.op.Add;
import salty.engine.op.Broadcast;
import salty.engine.op.Constant;
import salty.engine.op.Conv2d;
import salty.engine.op.MatMul;
import salty.engine.op.Mul;
import salty.engine.op.Reshape;

/**
 * Moves a constant factor for each output channel into the weights before it, and joins constant summands. This is how
 * a batch normalisation behind a convolution disappears: {@code (x * f) s + b = x * (f s) + b}.
 */
final class FoldScales {
    private FoldScales() {}

    static Node apply(Node node, Predicate<Node> only) {
        if (node.inputs().size() != 2 || !FoldConstants.isRepeated(node.input(1)) || !only.test(node.input(0))) {
            return null;
        }
        Node x = node.input(0);
        Node constant = node.input(1).input(0);
        boolean biased = x.op() instanceof Add && FoldConstants.isRepeated(x.input(1))
                && x.input(1).input(0).shape().equals(constant.shape());
        return switch (node.op()) {
            case Add add when biased ->
                    Add.of(x.input(0), Broadcast.of(Add.of(x.input(1).input(0), constant), node.shape()));
            case Mul mul when biased && only.test(x.input(0)) && isScalable(x.input(0), constant) ->
                    Add.of(Mul.of(x.input(0), node.input(1)),
                            Broadcast.of(Mul.of(x.input(1).input(0), constant), node.shape()));
            case Mul mul when isScalable(x, constant) -> Node.of(x.op(), x.input(0), scaled(x.input(1), constant));
            default -> null;
        };
    }

    /** Whether the columns of constant weights can take the factor up. */
    private static boolean isScalable(Node x, Node factor) {
        boolean product = x.op() instanceof Conv2d || x.op() instanceof MatMul matMul && !matMul.transposeB();
        Shape f = factor.shape();
        return product && x.input(1).op() instanceof Constant
                && f.size() == f.dim(-1) && f.dim(-1) == x.shape().dim(-1);
    }

    private static Node scaled(Node weights, Node factor) {
        return Mul.of(weights, Broadcast.channels(Reshape.of(factor, Shape.of(factor.shape().intSize())),
                weights.shape()));
    }
}
