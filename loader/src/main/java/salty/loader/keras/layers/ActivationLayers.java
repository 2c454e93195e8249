package salty.loader.keras.layers;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import salty.engine.graph.Node;
import salty.engine.graph.Shape;
import salty.engine.op.Add;
import salty.engine.op.Affine;
import salty.engine.op.Broadcast;
import salty.engine.op.Mul;
import salty.engine.op.Relu;
import salty.engine.op.Reshape;
import salty.loader.keras.config.LayerConfig;
import salty.loader.keras.config.Settings;

/** Activation, and the activations that are layers with parameters of their own. */
final class ActivationLayers {

    private ActivationLayers() {
    }

    static Value activation(LayerCall call) {
        return call.activated(call.input());
    }

    static Value relu(LayerCall call) {
        return call.input().activated(relu(call.settings(), call.input()).node());
    }

    static Value leakyRelu(LayerCall call) {
        return call.input().activated(leakyRelu(call.settings(), call.input()).node());
    }

    static Value elu(LayerCall call) {
        return call.input().activated(elu(call.settings(), call.input()).node());
    }

    static Value softmax(LayerCall call) {
        return softmax(call.settings(), call.input());
    }

    static Value thresholdedRelu(LayerCall call) {
        float theta = (float) call.settings().number(1, "theta");
        Value x = call.input();
        return x.activated(Activations.relu(x.node(), Float.POSITIVE_INFINITY, 0, theta));
    }

    static List<WeightRole> alpha(LayerConfig layer) {
        return WeightRole.trainable("alpha");
    }

    /** A slope for every element, or, along {@code shared_axes} (counted from 1, the batch left out), one for all. */
    static Value prelu(LayerCall call) {
        Value value = call.input();
        Node x = value.node();
        int[] dims = declaredDims(value);
        if (call.settings().has("shared_axes")) {
            for (int axis : call.settings().integerList("shared_axes")) {
                if (axis < 1 || axis > dims.length) {
                    throw new IllegalArgumentException("shared_axes names axis " + axis + " of " + x.shape());
                }
                dims[axis - 1] = 1;
            }
        }
        List<Integer> broadcast = new ArrayList<>(List.of(1));
        Arrays.stream(dims).forEach(broadcast::add);
        Node alpha = Reshape.of(call.weights().constant("alpha", dims),
                Shape.of(broadcast.stream().mapToInt(i -> i).toArray()));
        Node slope = Broadcast.of(Value.ofDeclared(alpha, value.channelsFirst()).node(), x.shape());
        Node negative = Affine.of(Relu.of(Affine.of(x, -1, 0)), -1, 0);
        return value.activated(Add.of(Relu.of(x), Mul.of(slope, negative)));
    }

    /** The extents of a value without the batch, in the order of the configuration. */
    private static int[] declaredDims(Value value) {
        int rank = value.shape().rank();
        int[] dims = new int[rank - 1];
        for (int axis = 1; axis < rank; axis++) {
            dims[axis - 1] = value.shape().dim(value.axis(axis));
        }
        return dims;
    }

    /** An activation layer that stands in another layer's settings; null if it is none that has no weights. */
    static Value asFunction(String className, Settings settings, Value x) {
        return switch (className) {
            case "ReLU" -> relu(settings, x);
            case "LeakyReLU" -> leakyRelu(settings, x);
            case "ELU" -> elu(settings, x);
            case "Softmax" -> softmax(settings, x);
            case "Activation" -> Activations.apply(settings, settings.json().path("activation"), x);
            default -> null;
        };
    }

    private static Value relu(Settings settings, Value x) {
        return x.with(Activations.relu(x.node(), (float) settings.number(Double.POSITIVE_INFINITY, "max_value"),
                (float) settings.number(0, "negative_slope"), (float) settings.number(0, "threshold")));
    }

    /** Keras 2 calls the slope alpha and gives it 0.3, Keras 3 negative_slope. */
    private static Value leakyRelu(Settings settings, Value x) {
        return x.with(Activations.leakyRelu(x.node(), (float) settings.number(.3, "negative_slope", "alpha")));
    }

    private static Value elu(Settings settings, Value x) {
        return x.with(Activations.elu(x.node(), (float) settings.number(1, "alpha")));
    }

    private static Value softmax(Settings settings, Value x) {
        int[] axes = settings.has("axis") ? settings.integerList("axis") : new int[] {-1};
        if (axes.length != 1) {
            throw settings.unsupported("axis", Arrays.toString(axes));
        }
        return Activations.softmax(x, axes[0]);
    }
}
