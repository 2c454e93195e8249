package salty.loader.keras;

import java.util.List;
import salty.engine.graph.Node;
import salty.engine.graph.Shape;
import salty.engine.graph.Tensor;
import salty.engine.op.Affine;
import salty.engine.op.AveragePool2dGradient;
import salty.engine.op.Broadcast;
import salty.engine.op.Clip;
import salty.engine.op.Constant;
import salty.engine.op.Conv2d;
import salty.engine.op.Fill;
import salty.engine.op.MatMul;
import salty.engine.op.MaxPool2d;
import salty.engine.op.Relu;
import salty.engine.op.Sum;
import salty.engine.op.Window;

/** What a layer of Keras looks like as ops of the engine. */
final class GraphPatterns {

    private GraphPatterns() {
    }

    static boolean isConstant(Node node) {
        return node.op() instanceof Constant || node.op() instanceof Fill;
    }

    static boolean isProduct(Node node) {
        return node.op() instanceof Conv2d || node.op() instanceof MatMul;
    }

    /** The vector that is repeated along all axes but the last; null if it is none. */
    static Tensor vector(Node node) {
        Node small = node.op() instanceof Broadcast ? node.input(0) : node;
        return small.op() instanceof Constant(Tensor value) && value.shape().rank() > 0
                && value.shape().size() == value.shape().dim(-1) && value.shape().dim(-1) == node.shape().dim(-1)
                ? value.reshape(Shape.of(value.shape().intSize())) : null;
    }

    /** The mean over height and width. */
    static boolean isMean(Node node) {
        if (!(node.op() instanceof Affine affine) || affine.shift() != 0 || node.shape().rank() != 4
                || !(node.input(0).op() instanceof Sum sum) || !sum.axes().equals(List.of(1, 2))) {
            return false;
        }
        Shape x = node.input(0).input(0).shape();
        return Math.abs((double) affine.scale() * x.dim(1) * x.dim(2) - 1) < 1e-6;
    }

    /** Every pixel repeated as a block. */
    static boolean isRepetition(Node node) {
        return node.op() instanceof Affine affine && affine.shift() == 0
                && node.input(0).op() instanceof AveragePool2dGradient pool
                && pool.window().height() == pool.window().strideY() && pool.window().width() == pool.window().strideX()
                && affine.scale() == pool.window().height() * pool.window().width();
    }

    /** The greater of x and a part of it. */
    static boolean isLeaky(Node node) {
        return node.input(1).op() instanceof Affine affine && affine.shift() == 0
                && node.input(1).input(0) == node.input(0);
    }

    /** Whether the window's padding is that of {@code padding="same"}. */
    static boolean isSame(Window w, Shape image) {
        return w.equals(Window.same(w.height(), w.width(), w.strideY(), w.strideX(), w.dilationY(), w.dilationX(),
                image.dim(1), image.dim(2)));
    }

    /** Whether extents before or after each axis are those of an image's border. */
    static boolean isBorder(List<Integer> extents) {
        return extents.size() == 4 && extents.get(0) + extents.get(3) == 0;
    }

    /** Whether zeros around it change no maximum. */
    static boolean isNeverNegative(Node x) {
        return x.op() instanceof Relu || x.op() instanceof Clip clip && clip.low() >= 0
                || x.op() instanceof MaxPool2d && isNeverNegative(x.input(0));
    }
}
