package salty.engine.op;

import java.util.List;

import salty.engine.graph.Node;
import salty.engine.graph.Shape;
import salty.engine.graph.ShapeException;

/**
 * The greatest value under each window, channel by channel, of images {@code (n, h, w, c)}; padding never wins.
 * <p>Gradient: {@link MaxPool2dGradient}.
 *
 * @param window the geometry, not dilated, its padding smaller than itself
 */
public record MaxPool2d(Window window) implements Op {
    /** Pools images {@code (n, h, w, c)}. */
    public static Node of(Node x, Window window) {
        return Node.of(new MaxPool2d(window), x);
    }

    @Override
    public Shape shape(List<Shape> inputs) {
        return poolShape(this, window, inputs);
    }

    /** The shape rule that all pools share. */
    static Shape poolShape(Op op, Window window, List<Shape> inputs) {
        Shape x = inputs.getFirst();
        if (x.rank() != 4) {
            throw new ShapeException(op.name(), inputs, "needs images (n, h, w, c)");
        }
        if (!window.dense() || Math.max(window.top(), window.bottom()) >= window.height()
                || Math.max(window.left(), window.right()) >= window.width()) {
            throw new ShapeException(op.name(), inputs, "the window " + window + " would see nothing but padding");
        }
        return window.output(op, inputs, x.dim(3));
    }

    @Override
    public List<Node> gradient(Node y, Node dy) {
        return List.of(MaxPool2dGradient.of(y.input(0), dy, window));
    }
}
