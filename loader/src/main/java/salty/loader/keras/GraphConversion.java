package salty.loader.keras;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import salty.engine.compile.Simplify;
import salty.engine.graph.Graph;
import salty.engine.graph.Node;
import salty.engine.graph.Shape;
import salty.engine.graph.Tensor;
import salty.engine.model.Layer;
import salty.engine.model.Model;
import salty.engine.op.Add;
import salty.engine.op.Affine;
import salty.engine.op.AveragePool2d;
import salty.engine.op.AveragePool2dGradient;
import salty.engine.op.Broadcast;
import salty.engine.op.Clip;
import salty.engine.op.Concat;
import salty.engine.op.Constant;
import salty.engine.op.Conv2d;
import salty.engine.op.Exp;
import salty.engine.op.Input;
import salty.engine.op.MatMul;
import salty.engine.op.MaxPool2d;
import salty.engine.op.Maximum;
import salty.engine.op.Mul;
import salty.engine.op.Pad;
import salty.engine.op.Relu;
import salty.engine.op.Reshape;
import salty.engine.op.Sigmoid;
import salty.engine.op.Slice;
import salty.engine.op.Softmax;
import salty.engine.op.Sum;
import salty.engine.op.Tanh;
import salty.engine.op.Transpose;
import salty.engine.op.Window;
import salty.loader.ModelFormatException;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Finds layers of Keras that compute what a graph of the engine does, so that an imported network can be trained and
 * written as Keras and TF.js have it. Batch normalisations behind convolutions are part of the weights then.
 */
public final class GraphConversion {

    private final String file;
    private final Model model;
    private final LayerList layers = new LayerList();
    private final Map<Node, String> names = new HashMap<>();
    private final Map<Node, String> done = new HashMap<>();
    private final Map<Node, List<Node>> readers = new HashMap<>();

    private GraphConversion(String file, Model model) {
        this.file = file;
        this.model = model;
    }

    /**
     * Converts a graph for one image.
     *
     * @throws ModelFormatException if Keras has no layer for a part of it
     */
    public static KerasModel of(String file, Model model) {
        return new GraphConversion(file, model).converted();
    }

    private KerasModel converted() {
        List<Node> outputs = Simplify.of(model.outputs());
        List<Node> order = Graph.order(outputs);
        for (Node node : order) {
            node.inputs().forEach(input -> readers.computeIfAbsent(input, key -> new ArrayList<>()).add(node));
        }
        nameLike(order);
        model.inputs().forEach(this::input);
        for (Node node : order) {
            if (!done.containsKey(node) && !GraphPatterns.isConstant(node) && (outputs.contains(node) || !isTakenUp(node))) {
                done.put(node, layer(node));
            }
        }
        return KerasModel.of(file, layers.model(model.name(), named(model.inputs()), named(outputs)), "2.15.0",
                layers.weights());
    }

    private List<String> named(List<Node> nodes) {
        return nodes.stream().map(this::name).toList();
    }

    /** The layers of the model's own whose weights or values are still in the simplified graph give their names. */
    private void nameLike(List<Node> order) {
        List<Layer> weighted = model.layers().values().stream()
                .filter(layer -> layer.weights().containsKey("kernel")).toList();
        List<Node> products = order.stream().filter(node -> node.op() instanceof Conv2d || node.op() instanceof MatMul)
                .toList();
        if (weighted.size() == products.size()) {
            for (int i = 0; i < products.size(); i++) {
                names.put(products.get(i), weighted.get(i).name());
            }
        }
    }

    private void input(Node input) {
        Shape s = input.shape();
        var shape = LayerList.list(s.dims());
        shape.setNull(0);
        done.put(input, layers.add("InputLayer", ((Input) input.op()).label(), LayerList.settings()
                .<ObjectNode>set("batch_input_shape", shape).put("dtype", "float32"), List.of(), Map.of()));
    }

    private String layer(Node node) {
        return switch (node.op()) {
            case Conv2d conv -> convolution(node, null);
            case MatMul product -> dense(node, null);
            case Add add when GraphPatterns.isProduct(node.input(0)) && isOnlyRead(node.input(0)) && GraphPatterns.vector(node.input(1)) != null ->
                    node.input(0).op() instanceof Conv2d ? convolution(node.input(0), GraphPatterns.vector(node.input(1)))
                            : dense(node.input(0), GraphPatterns.vector(node.input(1)));
            case Add add when GraphPatterns.vector(node.input(1)) != null -> scaled(node);
            case Mul mul when GraphPatterns.vector(node.input(1)) != null -> scaled(node);
            case Add add -> merged(node, "Add");
            case Mul mul -> merged(node, "Multiply");
            case Maximum max when GraphPatterns.isLeaky(node) -> plain("LeakyReLU", node.input(0),
                    LayerList.settings().put("alpha", ((Affine) node.input(1).op()).scale()));
            case Maximum max -> merged(node, "Maximum");
            case Relu relu -> plain("ReLU", node.input(0), LayerList.settings());
            case Clip clip -> clipped(node.input(0), clip);
            case Sigmoid op -> activation("sigmoid", node);
            case Tanh op -> activation("tanh", node);
            case Exp op -> activation("exponential", node);
            case Softmax op -> activation("softmax", node);
            case Affine affine when GraphPatterns.isMean(node) -> plain("GlobalAveragePooling2D", node.input(0).input(0),
                    LayerList.settings().put("keepdims", true).put("data_format", "channels_last"));
            case Affine affine when GraphPatterns.isRepetition(node) -> upSampling(node);
            case Affine affine -> rescaled(name(node.input(0)), affine.scale(), affine.shift());
            case MaxPool2d pool -> pooled(node, "MaxPooling2D", pool.window(), GraphPatterns.isNeverNegative(node.input(0)));
            case AveragePool2d pool -> pooled(node, "AveragePooling2D", pool.window(), false);
            case Concat concat -> layers.add("Concatenate", "concatenate", LayerList.settings().put("axis", concat.axis()),
                    named(node.inputs()), Map.of());
            case Reshape reshape when node.shape().rank() == 2 && keepsBatch(node) ->
                    plain("Flatten", node.input(0), LayerList.settings());
            case Reshape reshape when keepsBatch(node) -> plain("Reshape", node.input(0), LayerList.settings()
                    .<ObjectNode>set("target_shape", withoutBatch(node.shape().dims())));
            case Transpose transpose when transpose.axes().getFirst() == 0 -> plain("Permute", node.input(0),
                    LayerList.settings().<ObjectNode>set("dims", withoutBatch(transpose.axes().stream()
                            .mapToInt(axis -> axis).toArray())));
            case Pad pad when pad.value() == 0 && GraphPatterns.isBorder(pad.before()) && GraphPatterns.isBorder(pad.after()) ->
                    border("ZeroPadding2D", "padding", name(node.input(0)), pad.before().get(1), pad.after().get(1),
                            pad.before().get(2), pad.after().get(2));
            case Slice slice -> cropped(node, slice);
            default -> throw none(node);
        };
    }

    private ModelFormatException none(Node node) {
        return new ModelFormatException(file, names.getOrDefault(node, "graph"), "Keras has no layer for " + node
                + "; classify, cam and filters work without one");
    }

    private String name(Node node) {
        String name = done.get(node);
        if (name == null) {
            throw none(node);
        }
        return name;
    }

    private String plain(String className, Node x, ObjectNode settings) {
        return layers.add(className, className.toLowerCase(Locale.ROOT), settings, List.of(name(x)), Map.of());
    }

    private String activation(String function, Node node) {
        return layers.add("Activation", function, LayerList.settings().put("activation", function),
                List.of(name(node.input(0))), Map.of());
    }

    /** A sum with a bias is the convolution's own. */
    private String convolution(Node node, Tensor bias) {
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

    private String dense(Node node, Tensor bias) {
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
    private String scaled(Node node) {
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
    private String merged(Node node, String className) {
        return layers.add(className, className.toLowerCase(Locale.ROOT), LayerList.settings(),
                node.inputs().stream().map(x -> name(x.op() instanceof Broadcast ? x.input(0) : x)).toList(), Map.of());
    }

    private String clipped(Node x, Clip clip) {
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

    private String rescaled(String x, float scale, float shift) {
        return layers.add("Rescaling", "rescaling", LayerList.settings().put("scale", scale).put("offset", shift),
                List.of(x), Map.of());
    }

    private String pooled(Node node, String className, Window w, boolean zerosAreNothing) {
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

    private String upSampling(Node node) {
        Window w = ((AveragePool2dGradient) node.input(0).op()).window();
        ObjectNode settings = LayerList.settings().put("interpolation", "nearest").put("data_format", "channels_last");
        settings.set("size", LayerList.list(w.height(), w.width()));
        return plain("UpSampling2D", node.input(0).input(0), settings);
    }

    private String cropped(Node node, Slice slice) {
        Shape x = node.input(0).shape();
        if (x.rank() != 4 || slice.begin().get(0) + slice.begin().get(3) > 0 || slice.end().get(0) < x.dim(0)
                || slice.end().get(3) < x.dim(3)) {
            throw none(node);
        }
        return border("Cropping2D", "cropping", name(node.input(0)), slice.begin().get(1),
                x.dim(1) - slice.end().get(1), slice.begin().get(2), x.dim(2) - slice.end().get(2));
    }

    private String border(String className, String setting, String x, int top, int bottom, int left, int right) {
        if (top + bottom + left + right == 0) {
            return x;
        }
        ObjectNode settings = LayerList.settings().put("data_format", "channels_last");
        settings.set(setting, LayerList.list().add(LayerList.list(top, bottom)).add(LayerList.list(left, right)));
        return layers.add(className, className.toLowerCase(Locale.ROOT), settings, List.of(x), Map.of());
    }

    private boolean keepsBatch(Node node) {
        return node.shape().rank() > 1 && node.shape().dim(0) == node.input(0).shape().dim(0);
    }

    private static ArrayNode withoutBatch(int[] list) {
        return LayerList.list(Arrays.copyOfRange(list, 1, list.length));
    }

    private boolean isOnlyRead(Node node) {
        return readers.getOrDefault(node, List.of()).size() == 1;
    }

    /** What the layer of its only reader computes, too. */
    private boolean isTakenUp(Node node) {
        if (node.op() instanceof Broadcast) {
            return true;
        }
        if (!isOnlyRead(node)) {
            return false;
        }
        Node reader = readers.get(node).getFirst();
        return GraphPatterns.isProduct(node) && reader.op() instanceof Add && GraphPatterns.vector(reader.input(1)) != null
                || node.op() instanceof Sum && GraphPatterns.isMean(reader)
                || node.op() instanceof AveragePool2dGradient && GraphPatterns.isRepetition(reader)
                || node.op() instanceof Affine && reader.op() instanceof Maximum && GraphPatterns.isLeaky(reader)
                && reader.input(1) == node;
    }

    private Tensor constant(Node node) {
        if (node.op() instanceof Constant(Tensor value)) {
            return value;
        }
        throw none(node);
    }
}
