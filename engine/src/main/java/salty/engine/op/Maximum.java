package salty.engine.op;

import java.util.List;

import salty.engine.graph.Node;

/**
 * {@code y = max(a, b)}.
 * <p>Gradient: dy to the greater of the two, to a where they are equal.
 */
public record Maximum() implements Binary {
    /** Combines two values of one shape. */
    public static Node of(Node a, Node b) {
        return Node.of(new Maximum(), a, b);
    }

    @Override
    public double apply(double a, double b) {
        return Math.max(a, b);
    }

    @Override
    public List<Node> gradient(Node y, Node dy) {
        Node toB = Mask.of(dy, y.input(1).plus(Affine.of(y.input(0), -1, 0)));
        return List.of(dy.plus(Affine.of(toB, -1, 0)), toB);
    }
}
