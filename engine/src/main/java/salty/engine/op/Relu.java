package salty.engine.op;

import java.util.List;

import salty.engine.graph.Node;

/**
 * Rectifier: {@code y = max(x, 0)}.
 * <p>Gradient: dy where y &gt; 0, else 0. It needs y alone, so x need not be kept; at x = 0 it is 0, as in Keras.
 */
public record Relu() implements Unary {
    /** Applies it to every element. */
    public static Node of(Node x) {
        return Node.of(new Relu(), x);
    }

    @Override
    public double apply(double x) {
        return x > 0 ? x : 0;
    }

    @Override
    public List<Node> gradient(Node y, Node dy) {
        return List.of(Mask.of(dy, y));
    }
}
