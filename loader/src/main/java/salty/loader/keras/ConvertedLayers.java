package salty.loader.keras;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import tools.jackson.databind.node.ObjectNode;
import salty.engine.compile.Simplify;
import salty.engine.graph.Node;
import salty.engine.graph.Shape;
import salty.engine.graph.Tensor;
import salty.engine.op.AveragePool2dGradient;
import salty.engine.op.Broadcast;
import salty.engine.op.Clip;
import salty.engine.op.Constant;
import salty.engine.op.Conv2d;
import salty.engine.op.MatMul;
import salty.engine.op.Mul;
import salty.engine.op.Slice;
import salty.engine.op.Transpose;
import salty.engine.op.Window;
import salty.loader.file.ModelFormatException;

/**
 * The layers of Keras that compute single ops of the engine. Every method adds some and returns the last one's name.
 */
final class ConvertedLayers {

    private final String file;
    private final LayerList layers;
    private final Map<Node, String> names;
    private final Map<Node, String> done;

    /**
     * @param names what layers of products are to be called
     * @param done  the layers that there are, by the nodes that they compute
     */
    ConvertedLayers(String file, LayerList layers, Map<Node, String> names, Map<Node, String> done) {
        this.file = file;
        this.layers = layers;
        this.names = names;
        this.done = done;
    }

    ModelFormatException none(Node node) {
        return new ModelFormatException(file, names.getOrDefault(node, "graph"), "Keras has no layer for " + node
                + "; classify, cam and filters work without one");
    }

    String name(Node node) {
        String name = done.get(node);
        if (name == null) {
            throw none(node);
        }
        return name;
    }

    /** The mean over an image, as a pool of one window: TF.js knows no global pool that keeps the axes. */
    String mean(Node x) {
        int[] window = {x.shape().dim(1), x.shape().dim(2)};
        ObjectNode settings = LayerList.settings().put("padding", "valid").put("data_format", "channels_last");
        settings.putArray("pool_size").add(window[0]).add(window[1]);
        settings.putArray("strides").add(window[0]).add(window[1]);
        return plain("AveragePooling2D", x, settings);
    }

    String plain(String className, Node x, ObjectNode settings) {
        return layers.add(className, className.toLowerCase(Locale.ROOT), settings, List.of(name(x)), Map.of());
    }

    String activation(String function, Node node) {
        return layers.add("Activation", function, LayerList.settings().put("activation", function),
                List.of(name(node.input(0))), Map.of());
    }

    /** A sum with a bias is the convolution's own. */
    String convolution(Node node, Tensor bias) {
        Conv2d conv = (Conv2d) node.op();
        Window w = conv.window();
        Shape f = node.input(1).shape();
        boolean depthwise = conv.groups() > 1 && f.dim(2) == 1;
        ObjectNode settings = LayerList.settings().put("use_bias", bias != null).put("activation", "linear")
                .put("data_format", "channels_last");
        settings.set("kernel_size", LayerList.list(w.height(), w.width()));
        settings.set("strides", LayerList.list(w.strideY(), w.strideX()));
        settings.set("dilation_rate", LayerList.list(w.dilationY(), w.dilationX()));
        if (depthwise) {
            settings.put("depth_multiplier", f.dim(3) / conv.groups());
        } else {
            settings.put("filters", f.dim(3)).put("groups", conv.groups());
        }
        Tensor kernel = constant(node.input(1));
        Tensor own = depthwise ? kernel.reshape(Shape.of(f.dim(0), f.dim(1), conv.groups(), f.dim(3) / conv.groups()))
                : kernel;
        String x = name(node.input(0));
        if (GraphPatterns.isSame(w, node.input(0).shape())) {
            settings.put("padding", "same");
        } else {
            settings.put("padding", "valid");
            x = border("ZeroPadding2D", "padding", x, w.top(), w.bottom(), w.left(), w.right());
        }
        return layers.add(depthwise ? "DepthwiseConv2D" : "Conv2D", names.getOrDefault(node, "conv2d"), settings,
                List.of(x), weights(depthwise ? "depthwise_kernel" : "kernel", own, bias));
    }

    String dense(Node node, Tensor bias) {
        MatMul product = (MatMul) node.op();
        if (product.transposeA()) {
            throw none(node);
        }
        Node kernel = product.transposeB() ? Simplify.of(Transpose.of(node.input(1), 1, 0)) : node.input(1);
        ObjectNode settings = LayerList.settings().put("units", kernel.shape().dim(1)).put("use_bias", bias != null)
                .put("activation", "linear");
        return layers.add("Dense", names.getOrDefault(node, "dense"), settings, List.of(name(node.input(0))),
                weights("kernel", constant(kernel), bias));
    }

    private static Map<String, Tensor> weights(String role, Tensor kernel, Tensor bias) {
        Map<String, Tensor> weights = new LinkedHashMap<>();
        weights.put(role, kernel);
        if (bias != null) {
            weights.put("bias", bias);
        }
        return weights;
    }

    /** A product or a sum with a vector is a batch normalization whose statistics are those of noise. */
    String scaled(Node node) {
        Tensor vector = GraphPatterns.vector(node.input(1));
        boolean product = node.op() instanceof Mul;
        Map<String, Tensor> weights = new LinkedHashMap<>();
        weights.put(product ? "gamma" : "beta", vector);
        weights.put("moving_mean", filled(vector.shape(), 0));
        weights.put("moving_variance", filled(vector.shape(), 1));
        ObjectNode settings = LayerList.settings().put("axis", -1).put("epsilon", 0.0).put("scale", product)
                .put("center", !product).put("momentum", .99);
        return layers.add("BatchNormalization", "batch_normalization", settings, List.of(name(node.input(0))), weights);
    }

    private static Tensor filled(Shape shape, float value) {
        float[] values = new float[shape.intSize()];
        Arrays.fill(values, value);
        return Tensor.of(shape, values);
    }

    /** Keras repeats extents of 1 itself. */
    String merged(Node node, String className) {
        return layers.add(className, className.toLowerCase(Locale.ROOT), LayerList.settings(),
                node.inputs().stream().map(x -> name(x.op() instanceof Broadcast ? x.input(0) : x)).toList(), Map.of());
    }

    String clipped(Node x, Clip clip) {
        if (clip.low() == 0) {
            return plain("ReLU", x, LayerList.settings().put("max_value", clip.high()));
        }
        if (Float.isInfinite(clip.low()) || Float.isInfinite(clip.high())) {
            throw none(x);
        }
        String raised = rescaled(name(x), 1, -clip.low());
        String cut = layers.add("ReLU", "relu", LayerList.settings().put("max_value", clip.high() - clip.low()),
                List.of(raised), Map.of());
        return rescaled(cut, 1, clip.low());
    }

    String rescaled(String x, float scale, float shift) {
        return layers.add("Rescaling", "rescaling", LayerList.settings().put("scale", scale).put("offset", shift),
                List.of(x), Map.of());
    }

    String pooled(Node node, String className, Window w, boolean zerosAreNothing) {
        ObjectNode settings = LayerList.settings().put("data_format", "channels_last");
        settings.set("pool_size", LayerList.list(w.height(), w.width()));
        settings.set("strides", LayerList.list(w.strideY(), w.strideX()));
        String x = name(node.input(0));
        boolean same = GraphPatterns.isSame(w, node.input(0).shape());
        settings.put("padding", same ? "same" : "valid");
        if (!same && w.top() + w.bottom() + w.left() + w.right() > 0) {
            if (!zerosAreNothing) {
                throw none(node);
            }
            x = border("ZeroPadding2D", "padding", x, w.top(), w.bottom(), w.left(), w.right());
        }
        return layers.add(className, className.toLowerCase(Locale.ROOT), settings, List.of(x), Map.of());
    }

    String upSampling(Node node) {
        Window w = ((AveragePool2dGradient) node.input(0).op()).window();
        ObjectNode settings = LayerList.settings().put("interpolation", "nearest").put("data_format", "channels_last");
        settings.set("size", LayerList.list(w.height(), w.width()));
        return plain("UpSampling2D", node.input(0).input(0), settings);
    }

    String cropped(Node node, Slice slice) {
        Shape x = node.input(0).shape();
        if (x.rank() != 4 || slice.begin().get(0) + slice.begin().get(3) > 0 || slice.end().get(0) < x.dim(0)
                || slice.end().get(3) < x.dim(3)) {
            throw none(node);
        }
        return border("Cropping2D", "cropping", name(node.input(0)), slice.begin().get(1),
                x.dim(1) - slice.end().get(1), slice.begin().get(2), x.dim(2) - slice.end().get(2));
    }

    String border(String className, String setting, String x, int top, int bottom, int left, int right) {
        if (top + bottom + left + right == 0) {
            return x;
        }
        ObjectNode settings = LayerList.settings().put("data_format", "channels_last");
        settings.set(setting, LayerList.list().add(LayerList.list(top, bottom)).add(LayerList.list(left, right)));
        return layers.add(className, className.toLowerCase(Locale.ROOT), settings, List.of(x), Map.of());
    }

    private Tensor constant(Node node) {
        if (node.op() instanceof Constant(Tensor value)) {
            return value;
        }
        throw none(node);
    }
}
