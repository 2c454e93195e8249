package salty.engine.op;

import java.util.List;

import salty.engine.graph.Node;

/**
 * Natural logarithm: {@code y = ln x}.
 * <p>Gradient: {@code dx = dy / x}.
 */
public record Log() implements Unary {
    /** Applies it to every element. */
    public static Node of(Node x) {
        return Node.of(new Log(), x);
    }

    @Override
    public double apply(double x) {
        return Math.log(x);
    }

    @Override
    public List<Node> gradient(Node y, Node dy) {
        return List.of(Mul.of(dy, Power.of(y.input(0), -1)));
    }
}
