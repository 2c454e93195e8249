package salty.loader.keras.layers;

import tools.jackson.databind.JsonNode;
import salty.engine.graph.Node;
import salty.engine.op.Add;
import salty.engine.op.Affine;
import salty.engine.op.Clip;
import salty.engine.op.Erf;
import salty.engine.op.Exp;
import salty.engine.op.Log;
import salty.engine.op.LogSoftmax;
import salty.engine.op.Mask;
import salty.engine.op.Maximum;
import salty.engine.op.Mul;
import salty.engine.op.Power;
import salty.engine.op.Relu;
import salty.engine.op.Sigmoid;
import salty.engine.op.Softmax;
import salty.engine.op.Tanh;
import salty.engine.op.Transpose;
import salty.loader.keras.config.Settings;

/** The activation functions of {@code keras.activations}, by name, as graphs of the engine's ops. */
public final class Activations {

    private static final float SELU_ALPHA = 1.67326324f;
    private static final float SELU_SCALE = 1.05070098f;
    private static final float SQRT_HALF = (float) Math.sqrt(.5);
    private static final float GELU_TANH = (float) Math.sqrt(2 / Math.PI);

    private Activations() {
    }

    /** Applies the {@code activation} in a layer's settings; the value before it stays reachable. */
    static Value fused(Settings settings, Value x) {
        JsonNode activation = settings.find("activation");
        return activation == null ? x : x.activated(apply(settings, activation, x).node());
    }

    /**
     * Applies an activation: its name, {@code {"class_name": "function", "config": NAME}}, or a layer of Keras 3 such
     * as {@code {"class_name": "LeakyReLU", "config": {...}}}.
     */
    static Value apply(Settings settings, JsonNode activation, Value x) {
        if (activation.isString()) {
            return byName(settings, activation.stringValue(), x);
        }
        String className = activation.path("class_name").asString("");
        JsonNode config = activation.path("config");
        boolean builtin = activation.path("module").asString("builtins").equals("builtins");
        if (className.equals("function") && config.isString() && builtin) {
            return byName(settings, config.stringValue(), x);
        }
        Value y = config.isObject() ? ActivationLayers.asFunction(className, settings.inner(config), x) : null;
        if (y == null) {
            throw settings.unsupported("activation", className.isEmpty() ? activation : className);
        }
        return y;
    }

    private static Value byName(Settings settings, String name, Value value) {
        Node x = value.node();
        return value.with(switch (name) {
            case "linear" -> x;
            case "relu" -> Relu.of(x);
            case "relu6" -> Clip.of(x, 0, 6);
            case "sigmoid" -> Sigmoid.of(x);
            case "tanh" -> Tanh.of(x);
            case "softmax" -> softmax(value, -1).node();
            case "log_softmax" -> Value.ofDeclared(LogSoftmax.of(value.declared()), value.channelsFirst()).node();
            case "elu", "celu" -> elu(x, 1);
            case "selu" -> Affine.of(elu(x, SELU_ALPHA), SELU_SCALE, 0);
            case "softplus" -> softplus(x);
            case "softsign" -> Mul.of(x, Power.of(Affine.of(absolute(x), 1, 1), -1));
            case "exponential" -> Exp.of(x);
            case "swish", "silu" -> Mul.of(x, Sigmoid.of(x));
            case "gelu" -> gelu(x, false);
            case "mish" -> Mul.of(x, Tanh.of(softplus(x)));
            case "hard_sigmoid" -> hardSigmoid(settings, x);
            case "hard_silu", "hard_swish" -> Mul.of(x, Clip.of(Affine.of(x, 1 / 6f, .5f), 0, 1));
            case "hard_tanh" -> Clip.of(x, -1, 1);
            case "leaky_relu" -> leakyRelu(x, .2f);
            case "log_sigmoid" -> Affine.of(softplus(Affine.of(x, -1, 0)), -1, 0);
            default -> throw settings.unsupported("activation", name);
        });
    }

    /** Probabilities along an axis of the configuration; the engine normalises along the last. */
    static Value softmax(Value value, int declaredAxis) {
        int rank = value.shape().rank();
        int axis = value.axis(declaredAxis);
        if (axis == rank - 1) {
            return value.activated(Softmax.of(value.node()));
        }
        int[] swap = new int[rank];
        for (int i = 0; i < rank; i++) {
            swap[i] = i == axis ? rank - 1 : i == rank - 1 ? axis : i;
        }
        return value.activated(Transpose.of(Softmax.of(Transpose.of(value.node(), swap)), swap));
    }

    /** {@code x} where it is positive, {@code alpha (e^x - 1)} elsewhere. */
    public static Node elu(Node x, float alpha) {
        return Add.of(Relu.of(x), Affine.of(Exp.of(Clip.of(x, Float.NEGATIVE_INFINITY, 0)), alpha, -alpha));
    }

    /** {@code x} where it is positive, {@code slope x} elsewhere. */
    public static Node leakyRelu(Node x, float slope) {
        return slope >= 0 && slope <= 1 ? Maximum.of(x, Affine.of(x, slope, 0))
                : Add.of(Relu.of(x), Affine.of(Relu.of(Affine.of(x, -1, 0)), -slope, 0));
    }

    /** Keras' ReLU with all its parameters: above {@code threshold} x, at most {@code max}, below it a slope. */
    static Node relu(Node x, float max, float slope, float threshold) {
        Node above;
        if (threshold == 0) {
            above = max == Float.POSITIVE_INFINITY ? Relu.of(x) : Clip.of(x, 0, max);
        } else {
            Node passed = Mask.of(x, Affine.of(x, 1, -threshold));
            above = max == Float.POSITIVE_INFINITY ? passed : Clip.of(passed, Float.NEGATIVE_INFINITY, max);
        }
        return slope == 0 ? above : Add.of(above, Affine.of(Relu.of(Affine.of(x, -1, threshold)), -slope, 0));
    }

    /** {@code ln(1 + e^x)}, written so that it neither overflows nor loses small values. */
    public static Node softplus(Node x) {
        return Add.of(Relu.of(x), Log.of(Affine.of(Exp.of(Affine.of(absolute(x), -1, 0)), 1, 1)));
    }

    /** {@code x} times the normal distribution's share below it, exactly or by the tanh that approximates it. */
    public static Node gelu(Node x, boolean approximate) {
        Node inner = approximate
                ? Tanh.of(Affine.of(Add.of(x, Affine.of(Mul.of(Mul.of(x, x), x), .044715f, 0)), GELU_TANH, 0))
                : Erf.of(Affine.of(x, SQRT_HALF, 0));
        return Mul.of(x, Affine.of(inner, .5f, .5f));
    }

    /** Keras 3 changed it: {@code relu6(x + 3) / 6}, before that {@code 0.2 x + 0.5} cut to [0, 1]. */
    private static Node hardSigmoid(Settings settings, Node x) {
        return Clip.of(settings.keras3() ? Affine.of(x, 1 / 6f, .5f) : Affine.of(x, .2f, .5f), 0, 1);
    }

    /** {@code |x|}. */
    public static Node absolute(Node x) {
        return Add.of(Relu.of(x), Relu.of(Affine.of(x, -1, 0)));
    }
}
