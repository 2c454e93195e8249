package salty.engine.op;

import java.util.List;

import salty.engine.graph.Node;

/**
 * {@code y = min(max(x, low), high)}; ReLU6 is {@code Clip(0, 6)}.
 * <p>Gradient: dy where {@code low < x < high}, else 0.
 *
 * @param low  the least value
 * @param high the greatest value
 */
public record Clip(float low, float high) implements Unary {
    /** Applies it to every element. */
    public static Node of(Node x, float low, float high) {
        return Node.of(new Clip(low, high), x);
    }

    @Override
    public double apply(double x) {
        return Math.min(Math.max(x, low), high);
    }

    @Override
    public List<Node> gradient(Node y, Node dy) {
        Node x = y.input(0);
        Node aboveLow = low == Float.NEGATIVE_INFINITY ? dy : Mask.of(dy, Affine.of(x, 1, -low));
        return List.of(high == Float.POSITIVE_INFINITY ? aboveLow : Mask.of(aboveLow, Affine.of(x, -1, high)));
    }
}
