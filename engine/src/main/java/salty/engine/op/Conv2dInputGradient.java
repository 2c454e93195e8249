package salty.engine.op;

import java.util.List;

import salty.engine.graph.Node;
import salty.engine.graph.Shape;
import salty.engine.graph.ShapeException;

/**
 * The adjoint of {@link Conv2d} in its images, also known as transposed convolution:
 * <pre>
 *   x[n, oy*sy - top + i*dy, ox*sx - left + j*dx, c] += y[n,oy,ox,k] * f[i,j,c,k]   over all oy, ox, i, j, k
 * </pre>
 * with y {@code (n, oh, ow, k)}, f {@code (kh, kw, c / groups, k)}, x {@code (n, h, w, c)}; what falls into the padding
 * is dropped. Gradients: in y a {@link Conv2d}, in f a {@link Conv2dFilterGradient}.
 *
 * @param window the geometry of the convolution
 * @param groups its groups
 * @param height h, which the stride leaves open
 * @param width  w
 */
public record Conv2dInputGradient(Window window, int groups, int height, int width) implements Op {
    /** The images' adjoint, given the convolution's adjoint {@code (n, oh, ow, k)}. */
    public static Node of(Node dy, Node filter, Window window, int groups, int height, int width) {
        return Node.of(new Conv2dInputGradient(window, groups, height, width), dy, filter);
    }

    @Override
    public Shape shape(List<Shape> inputs) {
        Shape dy = inputs.get(0);
        Shape f = inputs.get(1);
        if (dy.rank() != 4 || f.rank() != 4 || dy.dim(3) != f.dim(3) || f.dim(3) % groups != 0) {
            throw new ShapeException(name(), inputs, "needs (n, oh, ow, k) and filters (kh, kw, c, k) of the same k");
        }
        if (f.dim(0) != window.height() || f.dim(1) != window.width()) {
            throw new ShapeException(name(), inputs, "the filter is not " + window.height() + " x " + window.width());
        }
        if (dy.dim(1) != window.outHeight(height) || dy.dim(2) != window.outWidth(width)) {
            throw new ShapeException(name(), inputs, "an image of " + height + " x " + width + " gives "
                    + window.outHeight(height) + " x " + window.outWidth(width));
        }
        return Shape.of(dy.dim(0), height, width, f.dim(2) * groups);
    }

    @Override
    public List<Node> gradient(Node x, Node dx) {
        return List.of(Conv2d.of(dx, x.input(1), window, groups),
                Conv2dFilterGradient.of(dx, x.input(0), window, groups));
    }
}
