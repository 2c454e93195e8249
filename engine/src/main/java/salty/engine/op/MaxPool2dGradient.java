package salty.engine.op;

import java.util.List;

import salty.engine.graph.Node;
import salty.engine.graph.Shape;
import salty.engine.graph.ShapeException;

/**
 * Routes the adjoint of a {@link MaxPool2d} back: each dy goes to the greatest x under its window, to the first in
 * row-major order where several are equal (TensorFlow's rule), and adds up where windows overlap.
 * x and the result are {@code (n, h, w, c)}, dy is {@code (n, oh, ow, c)}.
 * <p>x only routes, so its gradient is 0. The op is linear in dy, but gathering back through the routes is no op of
 * this engine: second derivatives of a max pool are refused.
 *
 * @param window the pool's geometry
 */
public record MaxPool2dGradient(Window window) implements Op {
    /** The pooled images' adjoint, given the images and the pool's adjoint. */
    public static Node of(Node x, Node dy, Window window) {
        return Node.of(new MaxPool2dGradient(window), x, dy);
    }

    @Override
    public Shape shape(List<Shape> inputs) {
        if (!MaxPool2d.poolShape(this, window, inputs).equals(inputs.get(1))) {
            throw new ShapeException(name(), inputs, "the adjoint does not have the pool's shape "
                    + MaxPool2d.poolShape(this, window, inputs));
        }
        return inputs.getFirst();
    }

    @Override
    public List<Node> gradient(Node dx, Node ddx) {
        throw new UnsupportedOperationException("MaxPool2dGradient is differentiated once only;"
                + " use AveragePool2d where second derivatives are needed");
    }
}
