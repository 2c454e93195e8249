package salty.loader.tensorflow;

import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import salty.engine.graph.Node;
import salty.engine.graph.Shape;
import salty.engine.op.Clip;
import salty.engine.op.Conv2dInputGradient;
import salty.engine.op.Relu;
import salty.engine.op.Sigmoid;
import salty.engine.op.Tanh;
import salty.engine.op.Window;
import salty.loader.graph.Arithmetic;
import salty.loader.graph.Call;
import salty.loader.graph.Computed;
import salty.loader.graph.Convolutions;
import salty.loader.graph.Images;
import salty.loader.graph.Known;
import salty.loader.graph.Operator;
import salty.loader.graph.Value;
import salty.loader.keras.layers.Activations;

/** Convolutions, alone and with what TensorFlow's optimiser put into them. */
final class TensorFlowConvolutions {

    static final Map<String, Operator> TABLE = Map.of(
            "Conv2D", Operator.of(TensorFlowConvolutions::convolution),
            "_FusedConv2D", Operator.of(TensorFlowConvolutions::convolution),
            "DepthwiseConv2dNative", Operator.of(TensorFlowConvolutions::depthwise),
            "DepthwiseConv2d", Operator.of(TensorFlowConvolutions::depthwise),
            "FusedDepthwiseConv2dNative", Operator.of(TensorFlowConvolutions::depthwise),
            "_FusedDepthwiseConv2dNative", Operator.of(TensorFlowConvolutions::depthwise),
            "Conv2DBackpropInput", Operator.of(TensorFlowConvolutions::transposed));

    private static final int[] ONES = {1, 1, 1, 1};

    private TensorFlowConvolutions() {
    }

    /** Filters are {@code (kh, kw, c / groups, k)}, as the engine has them. */
    private static Value convolution(Call call) {
        Images images = Images.of(call.input(0), TensorFlowOperators.isChannelsFirst(call));
        Node x = images.node(call.input(0));
        Node filter = filter(call).declared();
        int groups = x.shape().dim(3) / filter.shape().dim(2);
        return fused(call, images.value(Convolutions.convolution(call, x, filter, bias(call),
                window(call, filter.shape(), x.shape()), groups)));
    }

    /** Filters are {@code (kh, kw, c, m)}; the engine's {@code (kh, kw, 1, c * m)} are the same numbers. */
    private static Value depthwise(Call call) {
        Images images = Images.of(call.input(0), TensorFlowOperators.isChannelsFirst(call));
        Node x = images.node(call.input(0));
        int[] dims = filter(call).dims();
        Node filter = call.input(1).reshaped(dims[0], dims[1], 1, Math.multiplyExact(dims[2], dims[3])).declared();
        return fused(call, images.value(Convolutions.convolution(call, x, filter, bias(call),
                window(call, filter.shape(), x.shape()), dims[2])));
    }

    /** The adjoint of a convolution in its images, whose shape is the first input. */
    private static Value transposed(Call call) {
        boolean channelsFirst = TensorFlowOperators.isChannelsFirst(call);
        Images images = Images.of(call.input(2), channelsFirst);
        int[] size = call.integers(0);
        Node filter = filter(call).declared();
        int rows = channelsFirst ? 2 : 1;
        if (size.length != 4) {
            throw new IllegalArgumentException("makes a value " + Value.text(size) + ", expected images");
        }
        Shape made = Shape.of(size[0], size[rows], size[rows + 1], filter.shape().dim(2));
        Window window = window(call, filter.shape(), made);
        return images.value(Convolutions.transposed(call, images.node(call.input(2)), filter, null,
                new Conv2dInputGradient(window, 1, made.dim(1), made.dim(2))));
    }

    private static Value filter(Call call) {
        if (call.input(1).rank() != 4) {
            throw new IllegalArgumentException("has a filter " + Value.text(call.input(1).dims()));
        }
        return call.input(1);
    }

    private static Window window(Call call, Shape filter, Shape image) {
        int[] strides = TensorFlowOperators.spatial(call, "strides", ONES);
        int[] dilations = TensorFlowOperators.spatial(call, "dilations", ONES);
        return TensorFlowImages.window(call, new int[] {filter.dim(0), filter.dim(1)}, strides, dilations, image);
    }

    private static Value bias(Call call) {
        List<String> fused = call.attributes().texts("fused_ops");
        return fused.contains("BiasAdd") ? call.input(2) : null;
    }

    /** What follows the sum with the bias, by the names that TensorFlow's optimiser gives it. */
    static Value fused(Call call, Computed y) {
        Value result = y;
        for (String operation : call.attributes().texts("fused_ops")) {
            result = switch (operation) {
                case "BiasAdd", "NoOp", "Linear" -> result;
                case "Prelu" -> parametric(result, call.input(3));
                default -> activated(call, result, operation);
            };
        }
        return result;
    }

    private static Value activated(Call call, Value x, String name) {
        UnaryOperator<Node> function = switch (name) {
            case "Relu" -> Relu::of;
            case "Relu6" -> node -> Clip.of(node, 0, 6);
            case "Elu" -> node -> Activations.elu(node, 1);
            case "Sigmoid" -> Sigmoid::of;
            case "Tanh" -> Tanh::of;
            case "LeakyRelu" -> node -> Activations.leakyRelu(node,
                    (float) call.attributes().real("leakyrelu_alpha", call.attributes().real("alpha", .2)));
            default -> throw new IllegalArgumentException("has " + name + " put into it, which is not supported");
        };
        return call.activated((Computed) x, function);
    }

    /** {@code x} where it is positive, {@code slope x} elsewhere. */
    static Value parametric(Value x, Value slope) {
        Known zero = Known.reals(new int[0], 0);
        return Arithmetic.add(Arithmetic.maximum(x, zero), Arithmetic.multiply(Arithmetic.minimum(x, zero), slope));
    }
}
