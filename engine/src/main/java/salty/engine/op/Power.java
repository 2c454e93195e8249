package salty.engine.op;

import java.util.List;

import salty.engine.graph.Node;

/**
 * {@code y = x^exponent}: square, square root, reciprocal.
 * <p>Gradient: {@code dx = dy * exponent * x^(exponent - 1)}.
 *
 * @param exponent the exponent, the same for all elements
 */
public record Power(float exponent) implements Unary {
    /** Applies it to every element. */
    public static Node of(Node x, float exponent) {
        return Node.of(new Power(exponent), x);
    }

    @Override
    public double apply(double x) {
        return Math.pow(x, exponent);
    }

    @Override
    public List<Node> gradient(Node y, Node dy) {
        return List.of(Mul.of(dy, Affine.of(Power.of(y.input(0), exponent - 1), exponent, 0)));
    }
}
