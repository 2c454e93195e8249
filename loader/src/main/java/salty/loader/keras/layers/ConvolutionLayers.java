package salty.loader.keras.layers;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import salty.engine.graph.Node;
import salty.engine.graph.Shape;
import salty.engine.op.Add;
import salty.engine.op.Broadcast;
import salty.engine.op.Conv2d;
import salty.engine.op.Conv2dInputGradient;
import salty.engine.op.Pad;
import salty.engine.op.Reshape;
import salty.engine.op.Window;
import salty.loader.keras.config.LayerConfig;
import salty.loader.keras.config.Settings;

/**
 * Conv1D, Conv2D, DepthwiseConv2D, SeparableConv2D, Conv2DTranspose. Kernels are {@code (kh, kw, in, out)} in the file
 * for both data formats; {@link Kernels} deals with the files of Keras 1 and Theano.
 */
final class ConvolutionLayers {

    private static final int[] ONES = {1, 1};

    private ConvolutionLayers() {
    }

    static List<WeightRole> kernelAndBias(LayerConfig layer) {
        return biased(layer, "kernel");
    }

    static List<WeightRole> depthwiseAndBias(LayerConfig layer) {
        return biased(layer, "depthwise_kernel");
    }

    static List<WeightRole> separableAndBias(LayerConfig layer) {
        return biased(layer, "depthwise_kernel", "pointwise_kernel");
    }

    private static List<WeightRole> biased(LayerConfig layer, String... kernels) {
        List<WeightRole> roles = new ArrayList<>(WeightRole.trainable(kernels));
        if (layer.settings().flag(true, "use_bias", "bias")) {
            roles.addAll(WeightRole.trainable("bias"));
        }
        return roles;
    }

    static Value conv2d(LayerCall call) {
        Node x = call.images(4);
        Settings settings = call.settings();
        int[] kernel = kernelSize(settings);
        int groups = settings.integer(1, "groups");
        int channels = x.shape().dim(3);
        if (groups < 1 || channels % groups != 0) {
            throw new IllegalArgumentException("groups = " + groups + " does not divide " + channels + " channels");
        }
        int filters = settings.integer("filters", "nb_filter");
        Node filter = Kernels.conv2d(call, kernel[0], kernel[1], channels / groups, filters);
        Node y = Conv2d.of(x, filter, window(settings, kernel, x.shape()), groups);
        return call.activated(call.imageResult(biased(call, y)));
    }

    /** A sequence is an image of height 1. */
    static Value conv1d(LayerCall call) {
        Node x = call.images(3);
        Settings settings = call.settings();
        int width = settings.integers(1, null, "kernel_size", "filter_length")[0];
        int stride = settings.integers(1, new int[] {1}, "strides", "subsample_length")[0];
        int dilation = settings.integers(1, new int[] {1}, "dilation_rate")[0];
        int groups = settings.integer(1, "groups");
        int filters = settings.integer("filters", "nb_filter");
        if (padding(settings).equals("causal")) {
            x = Pad.of(x, new int[] {0, (width - 1) * dilation, 0}, new int[3], 0);
        }
        Shape shape = x.shape();
        Node image = Reshape.of(x, Shape.of(shape.dim(0), 1, shape.dim(1), shape.dim(2)));
        Node filter = Kernels.conv1d(call, width, shape.dim(2) / groups, filters);
        Window window = padding(settings).equals("same")
                ? Window.same(1, width, 1, stride, 1, dilation, 1, shape.dim(1))
                : new Window(1, width, 1, stride, 1, dilation, 0, 0, 0, 0);
        Node y = biased(call, Conv2d.of(image, filter, window, groups));
        Shape out = y.shape();
        return call.activated(call.imageResult(Reshape.of(y, Shape.of(out.dim(0), out.dim(2), out.dim(3)))));
    }

    static Value depthwise(LayerCall call) {
        Node x = call.images(4);
        return call.activated(call.imageResult(biased(call, depthwise(call, x))));
    }

    static Value separable(LayerCall call) {
        Node depthwise = depthwise(call, call.images(4));
        int filters = call.settings().integer("filters", "nb_filter");
        Node pointwise = call.weights().constant("pointwise_kernel", 1, 1, depthwise.shape().dim(3), filters);
        Node y = Conv2d.of(depthwise, pointwise, Window.valid(1, 1, 1));
        return call.activated(call.imageResult(biased(call, y)));
    }

    /**
     * Keras' {@code (kh, kw, c, m)} and the graph's {@code (kh, kw, 1, c * m)} are the same values in the same order.
     */
    private static Node depthwise(LayerCall call, Node x) {
        Settings settings = call.settings();
        int[] kernel = kernelSize(settings);
        int channels = x.shape().dim(3);
        int multiplier = settings.integer(1, "depth_multiplier");
        Node filter = call.weights()
                .constant("depthwise_kernel", new int[] {kernel[0], kernel[1], channels, multiplier},
                Shape.of(kernel[0], kernel[1], 1, Math.multiplyExact(channels, multiplier)));
        return Conv2d.of(x, filter, window(settings, kernel, x.shape()), channels);
    }

    /**
     * The adjoint of a convolution that would make this layer's input of its output. The size of the output follows
     * {@code deconv_output_length} in Keras.
     */
    static Value transposed(LayerCall call) {
        Node x = call.images(4);
        Settings settings = call.settings();
        int[] kernel = kernelSize(settings);
        int[] strides = settings.integers(2, ONES, "strides", "subsample");
        int[] dilation = settings.integers(2, ONES, "dilation_rate");
        int[] extra = settings.integers(2, null, "output_padding");
        boolean same = padding(settings).equals("same");
        int[] size = new int[2];
        for (int i = 0; i < 2; i++) {
            int extent = (kernel[i] - 1) * dilation[i] + 1;
            int in = x.shape().dim(1 + i);
            if (extra != null) {
                size[i] = Math.addExact(Math.multiplyExact(in - 1, strides[i]) + extent - (same ? extent / 2 * 2 : 0),
                        extra[i]);
            } else {
                size[i] = Math.addExact(Math.multiplyExact(in, strides[i]),
                        same ? 0 : Math.max(extent - strides[i], 0));
            }
        }
        int filters = settings.integer("filters", "nb_filter");
        Node filter = Kernels.transposed(call, kernel[0], kernel[1], filters, x.shape().dim(3));
        Window window = same
                ? Window.same(kernel[0], kernel[1], strides[0], strides[1], dilation[0], dilation[1], size[0], size[1])
                : new Window(kernel[0], kernel[1], strides[0], strides[1], dilation[0], dilation[1], 0, 0, 0, 0);
        Node y = Conv2dInputGradient.of(x, filter, window, 1, size[0], size[1]);
        return call.activated(call.imageResult(biased(call, y)));
    }

    /** Adds the bias, if the layer has one, along the last axis. */
    static Node biased(LayerCall call, Node y) {
        if (!call.weights().has("bias")) {
            return y;
        }
        return Add.of(y, Broadcast.channels(call.weights().constant("bias", y.shape().dim(-1)), y.shape()));
    }

    private static int[] kernelSize(Settings settings) {
        int[] size = settings.has("kernel_size") ? settings.integers(2, null, "kernel_size")
                : new int[] {settings.integer("nb_row"), settings.integer("nb_col")};
        if (Arrays.stream(size).anyMatch(s -> s < 1)) {
            throw new IllegalArgumentException("kernel_size = " + Arrays.toString(size) + " is below 1");
        }
        return size;
    }

    private static Window window(Settings settings, int[] kernel, Shape image) {
        int[] strides = settings.integers(2, ONES, "strides", "subsample");
        int[] dilation = settings.integers(2, ONES, "dilation_rate", "atrous_rate");
        return windowOf(settings, kernel, strides, dilation, image);
    }

    /** The window of a layer with {@code padding} same or valid over images {@code (n, h, w, c)}. */
    static Window windowOf(Settings settings, int[] size, int[] strides, int[] dilation, Shape image) {
        return switch (padding(settings)) {
            case "same" -> Window.same(size[0], size[1], strides[0], strides[1], dilation[0], dilation[1],
                    image.dim(1), image.dim(2));
            case "valid" -> new Window(size[0], size[1], strides[0], strides[1], dilation[0], dilation[1], 0, 0, 0, 0);
            case String other -> throw settings.unsupported("padding", other);
        };
    }

    private static String padding(Settings settings) {
        return settings.text("valid", "padding", "border_mode");
    }
}
