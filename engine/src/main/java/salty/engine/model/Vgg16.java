package salty.engine.model;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import salty.engine.graph.Node;
import salty.engine.graph.Shape;
import salty.engine.graph.Tensor;
import salty.engine.op.Add;
import salty.engine.op.Broadcast;
import salty.engine.op.Constant;
import salty.engine.op.Conv2d;
import salty.engine.op.Input;
import salty.engine.op.MatMul;
import salty.engine.op.MaxPool2d;
import salty.engine.op.Relu;
import salty.engine.op.Reshape;
import salty.engine.op.Softmax;
import salty.engine.op.Window;

/**
 * VGG16, configuration D of Simonyan and Zisserman, "Very deep convolutional networks for large-scale image
 * recognition" (2015), table 1, with the layer names of Keras:
 * <pre>
 *   block1   conv3-64  conv3-64             maxpool
 *   block2   conv3-128 conv3-128            maxpool
 *   block3   conv3-256 conv3-256 conv3-256  maxpool
 *   block4   conv3-512 conv3-512 conv3-512  maxpool
 *   block5   conv3-512 conv3-512 conv3-512  maxpool
 *   flatten  fc1-4096  fc2-4096  predictions-1000  softmax
 * </pre>
 */
public final class Vgg16 {
    private static final int[][] BLOCKS = {{64, 64}, {128, 128}, {256, 256, 256}, {512, 512, 512}, {512, 512, 512}};
    private static final int HIDDEN = 4096;

    /** Where weights come from. */
    @FunctionalInterface
    public interface Weights {
        /**
         * @param layer  {@code block1_conv1}
         * @param weight {@code kernel} or {@code bias}
         * @param shape  what the layer expects
         */
        Tensor get(String layer, String weight, Shape shape);
    }

    private final Weights source;
    private final Map<String, Layer> layers = new LinkedHashMap<>();
    private Node x;

    private Vgg16(Weights source, Node image) {
        this.source = source;
        this.x = image;
    }

    /**
     * The whole network.
     *
     * @param batch   n
     * @param classes the length of its output, 1000 for ImageNet
     * @return a model from images {@code (n, 224, 224, 3)} to probabilities {@code (n, classes)}
     */
    public static Model classifier(int batch, int classes, Weights weights) {
        Node image = Input.of("input_1", Shape.of(batch, 224, 224, 3));
        Vgg16 net = new Vgg16(weights, image);
        net.convolutions();
        net.add("flatten", "Flatten", Reshape.of(net.x, Shape.of(batch, net.x.shape().intSize() / batch)));
        net.dense("fc1", HIDDEN, true);
        net.dense("fc2", HIDDEN, true);
        net.dense("predictions", classes, false);
        return new Model("vgg16", List.of(image), net.layers, List.of(net.x));
    }

    /**
     * The convolutional part alone, Keras' {@code include_top=False}.
     *
     * @param shape the images, {@code (n, h, w, 3)}, h and w at least 32
     * @return a model from images to block5_pool, {@code (n, h / 32, w / 32, 512)}
     */
    public static Model features(Shape shape, Weights weights) {
        Node image = Input.of("input_1", shape);
        Vgg16 net = new Vgg16(weights, image);
        net.convolutions();
        return new Model("vgg16", List.of(image), net.layers, List.of(net.x));
    }

    private void convolutions() {
        layers.put("input_1", new Layer("input_1", "InputLayer", x, x, Map.of()));
        for (int block = 1; block <= BLOCKS.length; block++) {
            int[] filters = BLOCKS[block - 1];
            for (int i = 1; i <= filters.length; i++) {
                convolution("block" + block + "_conv" + i, filters[i - 1]);
            }
            add("block" + block + "_pool", "MaxPooling2D", MaxPool2d.of(x, Window.valid(2, 2, 2)));
        }
    }

    private void convolution(String name, int filters) {
        Shape s = x.shape();
        Node kernel = Constant.of(source.get(name, "kernel", Shape.of(3, 3, s.dim(3), filters)));
        Node bias = Constant.of(source.get(name, "bias", Shape.of(filters)));
        Node sum = Conv2d.of(x, kernel, Window.same(3, 3, 1, 1, 1, 1, s.dim(1), s.dim(2)));
        activated(name, "Conv2D", sum, kernel, bias, true);
    }

    private void dense(String name, int units, boolean hidden) {
        Node kernel = Constant.of(source.get(name, "kernel", Shape.of(x.shape().dim(1), units)));
        Node bias = Constant.of(source.get(name, "bias", Shape.of(units)));
        activated(name, "Dense", MatMul.of(x, kernel), kernel, bias, hidden);
    }

    private void activated(String name, String type, Node sum, Node kernel, Node bias, boolean rectified) {
        Node before = Add.of(sum, Broadcast.channels(bias, sum.shape()));
        x = rectified ? Relu.of(before) : Softmax.of(before);
        Map<String, Node> weights = new LinkedHashMap<>();
        weights.put("kernel", kernel);
        weights.put("bias", bias);
        layers.put(name, new Layer(name, type, x, before, weights));
    }

    private void add(String name, String type, Node output) {
        x = output;
        layers.put(name, new Layer(name, type, x, x, Map.of()));
    }
}
