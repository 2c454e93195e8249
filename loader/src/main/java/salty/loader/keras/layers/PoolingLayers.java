package salty.loader.keras.layers;

import java.util.function.BiFunction;
import salty.engine.graph.Node;
import salty.engine.graph.Shape;
import salty.engine.op.Affine;
import salty.engine.op.AveragePool2d;
import salty.engine.op.MaxPool2d;
import salty.engine.op.Reshape;
import salty.engine.op.Sum;
import salty.engine.op.Window;
import salty.loader.keras.config.Settings;

/** Maximum and average pools of images and sequences, local and global. Padding never wins and is never counted. */
final class PoolingLayers {

    private static final int[] ONES = {1, 1};

    private PoolingLayers() {
    }

    static Value max2d(LayerCall call) {
        return pool2d(call, MaxPool2d::of);
    }

    static Value average2d(LayerCall call) {
        return pool2d(call, AveragePool2d::of);
    }

    static Value max1d(LayerCall call) {
        return pool1d(call, MaxPool2d::of);
    }

    static Value average1d(LayerCall call) {
        return pool1d(call, AveragePool2d::of);
    }

    /** The mean of every channel. */
    static Value globalAverage(LayerCall call) {
        Node x = call.input().channelsLast(call.channelsFirst());
        int[] axes = spatialAxes(x.shape());
        int count = 1;
        for (int axis : axes) {
            count = Math.multiplyExact(count, x.shape().dim(axis));
        }
        return globalResult(call, Affine.of(Sum.of(x, axes), 1f / count, 0));
    }

    /** The maximum of every channel: a pool whose window is the image. */
    static Value globalMax(LayerCall call) {
        Node x = call.input().channelsLast(call.channelsFirst());
        Shape s = x.shape();
        spatialAxes(s);
        Node image = s.rank() == 4 ? x : Reshape.of(x, Shape.of(s.dim(0), 1, s.dim(1), s.dim(2)));
        Shape i = image.shape();
        Node max = MaxPool2d.of(image, new Window(i.dim(1), i.dim(2), i.dim(1), i.dim(2), 1, 1, 0, 0, 0, 0));
        return globalResult(call, s.rank() == 4 ? max : Reshape.of(max, Shape.of(s.dim(0), 1, s.dim(2))));
    }

    private static int[] spatialAxes(Shape shape) {
        return switch (shape.rank()) {
            case 3 -> new int[] {1};
            case 4 -> new int[] {1, 2};
            default -> throw new IllegalArgumentException("is called on a value of shape " + shape
                    + ", expected images (n, h, w, c) or sequences (n, w, c)");
        };
    }

    private static Value globalResult(LayerCall call, Node pooled) {
        if (call.settings().flag(false, "keepdims")) {
            return call.imageResult(pooled);
        }
        return Value.of(Reshape.of(pooled, Shape.of(pooled.shape().dim(0), pooled.shape().dim(-1))));
    }

    private static Value pool2d(LayerCall call, BiFunction<Node, Window, Node> pool) {
        Node x = call.images(4);
        Settings settings = call.settings();
        int[] size = settings.integers(2, new int[] {2, 2}, "pool_size");
        int[] strides = settings.integers(2, size, "strides");
        return call.imageResult(pool.apply(x, ConvolutionLayers.windowOf(settings, size, strides, ONES, x.shape())));
    }

    private static Value pool1d(LayerCall call, BiFunction<Node, Window, Node> pool) {
        Node x = call.images(3);
        Settings settings = call.settings();
        int size = settings.integers(1, new int[] {2}, "pool_size", "pool_length")[0];
        int stride = settings.integers(1, new int[] {size}, "strides", "stride")[0];
        Shape s = x.shape();
        Node image = Reshape.of(x, Shape.of(s.dim(0), 1, s.dim(1), s.dim(2)));
        Node y = pool.apply(image,
                ConvolutionLayers.windowOf(settings, new int[] {1, size}, new int[] {1, stride}, ONES,
                image.shape()));
        return call.imageResult(Reshape.of(y, Shape.of(s.dim(0), y.shape().dim(2), s.dim(2))));
    }
}
