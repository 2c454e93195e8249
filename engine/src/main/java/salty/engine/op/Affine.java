package salty.engine.op;

import java.util.List;

import salty.engine.graph.Node;

/**
 * {@code y = scale * x + shift}, with two numbers that hold for all elements.
 * <p>Gradient: {@code dx = scale * dy}.
 *
 * @param scale the factor
 * @param shift the summand
 */
public record Affine(float scale, float shift) implements Unary {
    /** Applies it to every element. */
    public static Node of(Node x, float scale, float shift) {
        return Node.of(new Affine(scale, shift), x);
    }

    @Override
    public double apply(double x) {
        return scale * x + shift;
    }

    @Override
    public List<Node> gradient(Node y, Node dy) {
        return List.of(Affine.of(dy, scale, 0));
    }
}
