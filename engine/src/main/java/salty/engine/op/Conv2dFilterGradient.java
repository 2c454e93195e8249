package salty.engine.op;

import java.util.List;

import salty.engine.graph.Node;
import salty.engine.graph.Shape;
import salty.engine.graph.ShapeException;

/**
 * The adjoint of {@link Conv2d} in its filters:
 * <pre>
 *   f[i,j,c,k] = sum over n, oy, ox of x[n, oy*sy - top + i*dy, ox*sx - left + j*dx, c] * y[n,oy,ox,k]
 * </pre>
 * with x {@code (n, h, w, c)}, y {@code (n, oh, ow, k)}, f {@code (kh, kw, c / groups, k)}. Gradients: in x a
 * {@link Conv2dInputGradient}, in y a {@link Conv2d}.
 *
 * @param window the geometry of the convolution
 * @param groups its groups
 */
public record Conv2dFilterGradient(Window window, int groups) implements Op {
    /** The filters' adjoint, given the images and the convolution's adjoint {@code (n, oh, ow, k)}. */
    public static Node of(Node x, Node dy, Window window, int groups) {
        return Node.of(new Conv2dFilterGradient(window, groups), x, dy);
    }

    @Override
    public Shape shape(List<Shape> inputs) {
        Shape x = inputs.get(0);
        Shape dy = inputs.get(1);
        if (x.rank() != 4 || dy.rank() != 4 || x.dim(0) != dy.dim(0)
                || dy.dim(1) != window.outHeight(x.dim(1)) || dy.dim(2) != window.outWidth(x.dim(2))) {
            throw new ShapeException(name(), inputs, "needs images and what the window " + window + " makes of them");
        }
        if (x.dim(3) % groups != 0 || dy.dim(3) % groups != 0) {
            throw new ShapeException(name(), inputs, "the channels do not fall into " + groups + " groups");
        }
        return Shape.of(window.height(), window.width(), x.dim(3) / groups, dy.dim(3));
    }

    @Override
    public List<Node> gradient(Node f, Node df) {
        Node x = f.input(0);
        Node dy = f.input(1);
        return List.of(Conv2dInputGradient.of(dy, df, window, groups, x.shape().dim(1), x.shape().dim(2)),
                Conv2d.of(x, df, window, groups));
    }
}
