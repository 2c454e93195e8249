package salty.engine.op;

import java.util.List;

import salty.engine.graph.Node;

/**
 * {@code y = a where b > 0, else 0}: what a rectifier does to an adjoint. Unlike a product with 0 and 1 it stops
 * infinities and NaNs.
 * <p>Gradient: {@code da = Mask(dy, b)}; b only switches, so its gradient is 0.
 */
public record Mask() implements Binary {
    /** Combines two values of one shape. */
    public static Node of(Node a, Node b) {
        return Node.of(new Mask(), a, b);
    }

    @Override
    public double apply(double a, double b) {
        return b > 0 ? a : 0;
    }

    @Override
    public List<Node> gradient(Node y, Node dy) {
        return List.of(Mask.of(dy, y.input(1)), Fill.of(dy.shape(), 0));
    }
}
