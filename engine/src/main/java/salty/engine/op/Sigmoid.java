package salty.engine.op;

import java.util.List;

import salty.engine.graph.Node;

/**
 * Logistic function: {@code y = 1 / (1 + e^-x)}.
 * <p>Gradient: {@code dx = dy * y * (1 - y)}.
 */
public record Sigmoid() implements Unary {
    /** Applies it to every element. */
    public static Node of(Node x) {
        return Node.of(new Sigmoid(), x);
    }

    @Override
    public double apply(double x) {
        return 1 / (1 + Math.exp(-x));
    }

    @Override
    public List<Node> gradient(Node y, Node dy) {
        return List.of(Mul.of(dy, Mul.of(y, Affine.of(y, -1, 1))));
    }
}
