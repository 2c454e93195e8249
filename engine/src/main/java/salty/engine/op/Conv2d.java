package salty.engine.op;

import java.util.List;

import salty.engine.graph.Node;
import salty.engine.graph.Shape;
import salty.engine.graph.ShapeException;

/**
 * Cross-correlation of images with filters, as neural networks call convolution:
 * <pre>
 *   y[n,oy,ox,k] = sum over i, j, c of x[n, oy*sy - top + i*dy, ox*sx - left + j*dx, c] * f[i,j,c,k]
 * </pre>
 * with x {@code (n, h, w, c)} zero outside the image, f {@code (kh, kw, c / groups, k)}, y {@code (n, oh, ow, k)}.
 * With groups, the channels of x and of y fall into that many consecutive runs and each run of y sees one of x;
 * {@code groups == c} is a depthwise convolution whose output channel {@code c * m + i} is Keras' {@code (c, i)}.
 * <p>y is linear in x and in f. Together with dy it forms one trilinear number, {@code <y, dy>}, and the three ops
 * {@code Conv2d}, {@link Conv2dInputGradient} and {@link Conv2dFilterGradient} are its partial derivatives: the
 * gradients of each are the other two.
 *
 * @param window the geometry; its height and width are the filter's
 * @param groups the number of independent runs of channels
 */
public record Conv2d(Window window, int groups) implements Op {
    /** Convolves images {@code (n, h, w, c)} with filters {@code (kh, kw, c, k)}. */
    public static Node of(Node x, Node filter, Window window) {
        return of(x, filter, window, 1);
    }

    /** Convolves images {@code (n, h, w, c)} with filters {@code (kh, kw, c / groups, k)}. */
    public static Node of(Node x, Node filter, Window window, int groups) {
        return Node.of(new Conv2d(window, groups), x, filter);
    }

    @Override
    public Shape shape(List<Shape> inputs) {
        Shape x = inputs.get(0);
        Shape f = inputs.get(1);
        if (x.rank() != 4 || f.rank() != 4) {
            throw new ShapeException(name(), inputs, "needs images (n, h, w, c) and filters (kh, kw, c, k)");
        }
        if (f.dim(0) != window.height() || f.dim(1) != window.width()) {
            throw new ShapeException(name(), inputs, "the filter is not " + window.height() + " x " + window.width());
        }
        if (x.dim(3) != f.dim(2) * groups || f.dim(3) % groups != 0) {
            throw new ShapeException(name(), inputs, "the image has " + x.dim(3) + " channels, the filter expects "
                    + f.dim(2) * groups + (groups == 1 ? "" : " in " + groups + " groups"));
        }
        return window.output(this, inputs, f.dim(3));
    }

    @Override
    public List<Node> gradient(Node y, Node dy) {
        Node x = y.input(0);
        Node filter = y.input(1);
        return List.of(Conv2dInputGradient.of(dy, filter, window, groups, x.shape().dim(1), x.shape().dim(2)),
                Conv2dFilterGradient.of(x, dy, window, groups));
    }
}
