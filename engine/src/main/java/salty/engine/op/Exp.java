package salty.engine.op;

import java.util.List;

import salty.engine.graph.Node;

/**
 * {@code y = e^x}.
 * <p>Gradient: {@code dx = dy * y}.
 */
public record Exp() implements Unary {
    /** Applies it to every element. */
    public static Node of(Node x) {
        return Node.of(new Exp(), x);
    }

    @Override
    public double apply(double x) {
        return Math.exp(x);
    }

    @Override
    public List<Node> gradient(Node y, Node dy) {
        return List.of(Mul.of(dy, y));
    }
}
