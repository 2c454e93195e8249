package salty.engine.op;

import java.util.List;

import salty.engine.graph.Node;

/**
 * Hyperbolic tangent.
 * <p>Gradient: {@code dx = dy * (1 - y^2)}.
 */
public record Tanh() implements Unary {
    /** Applies it to every element. */
    public static Node of(Node x) {
        return Node.of(new Tanh(), x);
    }

    @Override
    public double apply(double x) {
        return Math.tanh(x);
    }

    @Override
    public List<Node> gradient(Node y, Node dy) {
        return List.of(Mul.of(dy, Affine.of(Mul.of(y, y), -1, 1)));
    }
}
