package salty.engine.compile;

import java.util.function.Predicate;

import salty.engine.graph.Node;
import salty.engine.op.Add;
import salty.engine.op.Affine;
import salty.engine.op.Fill;
import salty.engine.op.Mul;
import salty.engine.op.Reshape;

/** Algebra: zeros and ones disappear, chains of scales and of views become one, constants stand to the right. */
final class Identities {
    private Identities() {}

    static Node apply(Node node, Predicate<Node> only) {
        return switch (node.op()) {
            case Add add when rank(node.input(0)) > rank(node.input(1)) -> Add.of(node.input(1), node.input(0));
            case Mul mul when rank(node.input(0)) > rank(node.input(1)) -> Mul.of(node.input(1), node.input(0));
            case Add add when node.input(1).op() instanceof Fill fill -> Affine.of(node.input(0), 1, fill.value());
            case Mul mul when node.input(1).op() instanceof Fill fill -> Affine.of(node.input(0), fill.value(), 0);
            case Affine affine when affine.scale() == 1 && affine.shift() == 0 -> node.input(0);
            case Affine affine when affine.scale() == 0 -> Fill.of(node.shape(), affine.shift());
            case Affine outer when node.input(0).op() instanceof Affine inner -> Affine.of(node.input(0).input(0),
                    outer.scale() * inner.scale(), outer.scale() * inner.shift() + outer.shift());
            case Reshape reshape when node.input(0).op() instanceof Reshape ->
                    Reshape.of(node.input(0).input(0), node.shape());
            case Reshape reshape when node.input(0).shape().equals(node.shape()) -> node.input(0);
            default -> null;
        };
    }

    /** Operands of sums and products are put in this order: what runs, constants, repeated numbers. */
    private static int rank(Node node) {
        return node.op() instanceof Fill ? 2 : FoldConstants.isKnown(node) ? 1 : 0;
    }
}
