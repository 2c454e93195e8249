package salty.engine.op;

import java.util.List;

import salty.engine.graph.Node;
import salty.engine.graph.Shape;
import salty.engine.graph.ShapeException;

/**
 * The adjoint of {@link AveragePool2d}: each dy, divided by the number of pixels its window saw, is added to all of
 * them. dy is {@code (n, oh, ow, c)}, the result {@code (n, h, w, c)}. Its gradient is the pool again.
 * <p>Scaled by the window's area it repeats pixels: nearest-neighbour upsampling.
 *
 * @param window the pool's geometry
 * @param height h
 * @param width  w
 */
public record AveragePool2dGradient(Window window, int height, int width) implements Op {
    /** The pooled images' adjoint, given the pool's adjoint. */
    public static Node of(Node dy, Window window, int height, int width) {
        return Node.of(new AveragePool2dGradient(window, height, width), dy);
    }

    @Override
    public Shape shape(List<Shape> inputs) {
        Shape dy = inputs.getFirst();
        if (dy.rank() != 4 || dy.dim(1) != window.outHeight(height) || dy.dim(2) != window.outWidth(width)) {
            throw new ShapeException(name(), inputs, "an image of " + height + " x " + width + " pools to "
                    + window.outHeight(height) + " x " + window.outWidth(width));
        }
        return Shape.of(dy.dim(0), height, width, dy.dim(3));
    }

    @Override
    public List<Node> gradient(Node dx, Node ddx) {
        return List.of(AveragePool2d.of(ddx, window));
    }
}
