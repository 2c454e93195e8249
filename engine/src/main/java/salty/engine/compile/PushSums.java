package salty.engine.compile;

import java.util.List;
import java.util.function.Predicate;

import salty.engine.graph.Node;
import salty.engine.graph.Shape;
import salty.engine.op.AveragePool2dGradient;
import salty.engine.op.Constant;
import salty.engine.op.MatMul;
import salty.engine.op.MaxPool2dGradient;
import salty.engine.op.Reshape;
import salty.engine.op.Sum;

/**
 * Sums over height and width move towards the constants. A pool's adjoint hands every dy on in full, wherever to, so
 * its sum over the image is the sum of the dy; and the sum of the columns of a product is the product with summed
 * columns. Together they let Grad-CAM at VGG16's last convolution skip the pool's routing and all but 1/49 of fc1's 411
 * MB.
 */
final class PushSums {
    private static final List<Integer> HEIGHT_AND_WIDTH = List.of(1, 2);

    private PushSums() {}

    static Node apply(Node node, Predicate<Node> only) {
        if (!(node.op() instanceof Sum sum) || !sum.axes().equals(HEIGHT_AND_WIDTH) || !only.test(node.input(0))
                || node.input(0).shape().rank() != 4) {
            return null;
        }
        Node x = node.input(0);
        return switch (x.op()) {
            case MaxPool2dGradient pool -> Sum.of(x.input(1), 1, 2);
            case AveragePool2dGradient pool -> Sum.of(x.input(0), 1, 2);
            case Reshape reshape when only.test(x.input(0)) -> summedProduct(x.input(0), x.shape());
            default -> null;
        };
    }

    /** The sum of {@code a b'}, seen as images, for a constant b {@code (h * w * c, m)}. */
    private static Node summedProduct(Node product, Shape images) {
        boolean fits = product.op() instanceof MatMul matMul && matMul.transposeB()
                && product.input(1).op() instanceof Constant && product.shape().dim(0) == images.dim(0);
        if (!fits) {
            return null;
        }
        Node b = product.input(1);
        int inner = b.shape().dim(1);
        int channels = images.dim(3);
        Node summed = Sum.of(Reshape.of(b, Shape.of(images.dim(1) * images.dim(2), channels, inner)), 0);
        Node narrow = Node.of(product.op(), product.input(0), Reshape.of(summed, Shape.of(channels, inner)));
        return Reshape.of(narrow, Shape.of(images.dim(0), 1, 1, channels));
    }
}
