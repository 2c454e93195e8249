package salty.engine.op;

import java.util.List;

import salty.engine.graph.Node;
import salty.engine.graph.Shape;

/**
 * The mean under each window, channel by channel, of images {@code (n, h, w, c)}. Padding is not counted, as in
 * TensorFlow: the divisor is the number of pixels that lie inside the image.
 * <p>Gradient: {@link AveragePool2dGradient}.
 *
 * @param window the geometry, not dilated, its padding smaller than itself
 */
public record AveragePool2d(Window window) implements Op {
    /** Pools images {@code (n, h, w, c)}. */
    public static Node of(Node x, Window window) {
        return Node.of(new AveragePool2d(window), x);
    }

    @Override
    public Shape shape(List<Shape> inputs) {
        return MaxPool2d.poolShape(this, window, inputs);
    }

    @Override
    public List<Node> gradient(Node y, Node dy) {
        Shape x = y.input(0).shape();
        return List.of(AveragePool2dGradient.of(dy, window, x.dim(1), x.dim(2)));
    }
}
