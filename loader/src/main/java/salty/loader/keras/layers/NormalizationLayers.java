package salty.loader.keras.layers;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import salty.engine.graph.Node;
import salty.engine.graph.Shape;
import salty.engine.graph.Tensor;
import salty.engine.op.Add;
import salty.engine.op.Affine;
import salty.engine.op.Broadcast;
import salty.engine.op.Constant;
import salty.engine.op.Conv2d;
import salty.engine.op.Mul;
import salty.engine.op.Power;
import salty.engine.op.Reshape;
import salty.engine.op.Sum;
import salty.engine.op.Window;
import salty.loader.keras.config.LayerConfig;
import salty.loader.keras.config.Settings;

/** BatchNormalization, as it runs after training, and LayerNormalization. */
final class NormalizationLayers {

    private NormalizationLayers() {
    }

    static List<WeightRole> batchWeights(LayerConfig layer) {
        List<WeightRole> roles = new ArrayList<>(layerWeights(layer));
        roles.add(new WeightRole("moving_mean", false));
        roles.add(new WeightRole("moving_variance", false));
        return roles;
    }

    static List<WeightRole> layerWeights(LayerConfig layer) {
        List<WeightRole> roles = new ArrayList<>();
        if (layer.settings().flag(true, "scale")) {
            roles.add(new WeightRole("gamma", true));
        }
        if (layer.settings().flag(true, "center")) {
            roles.add(new WeightRole("beta", true));
        }
        return roles;
    }

    /**
     * With the moving statistics, {@code y = gamma (x - mean) / sqrt(variance + epsilon) + beta} is one product and one
     * sum a channel; both constants are computed here, in float64.
     */
    static Value batch(LayerCall call) {
        Value x = call.input();
        Settings settings = call.settings();
        if (settings.integer(0, "mode") != 0) {
            throw settings.unsupported("mode", settings.integer(0, "mode"));
        }
        int[] axes = settings.has("axis") ? settings.integerList("axis") : new int[] {-1};
        if (axes.length != 1) {
            throw settings.unsupported("axis", Arrays.toString(axes));
        }
        int axis = x.axis(axes[0]);
        int channels = x.shape().dim(axis);
        double epsilon = settings.number(1e-3, "epsilon");
        LayerWeights weights = call.weights();
        if (weights.unfolded()) {
            return x.with(unfolded(x.node(), weights, axis, epsilon));
        }
        Node scale = weights.computed("scale", () -> {
            float[] values = new float[channels];
            Tensor variance = weights.tensor("moving_variance", channels);
            for (int i = 0; i < channels; i++) {
                values[i] = (float) scale(weights, i, variance.get(i), epsilon, channels);
            }
            return Constant.of(Shape.of(channels), values);
        });
        Node shift = weights.computed("shift", () -> {
            float[] values = new float[channels];
            Tensor mean = weights.tensor("moving_mean", channels);
            Tensor variance = weights.tensor("moving_variance", channels);
            for (int i = 0; i < channels; i++) {
                double beta = weights.has("beta") ? weights.tensor("beta", channels).get(i) : 0;
                values[i] = (float) (beta - mean.get(i) * scale(weights, i, variance.get(i), epsilon, channels));
            }
            return Constant.of(Shape.of(channels), values);
        });
        return x.with(Add.of(Mul.of(x.node(), along(scale, axis, x.shape())), along(shift, axis, x.shape())));
    }

    /** The same step by step, for weights that learn. */
    private static Node unfolded(Node x, LayerWeights weights, int axis, double epsilon) {
        int channels = x.shape().dim(axis);
        Node mean = weights.constant("moving_mean", channels);
        Node variance = weights.constant("moving_variance", channels);
        Node y = Add.of(x, along(Affine.of(mean, -1, 0), axis, x.shape()));
        y = Mul.of(y, along(Power.of(Affine.of(variance, 1, (float) epsilon), -.5f), axis, x.shape()));
        if (weights.has("gamma")) {
            y = Mul.of(y, along(weights.constant("gamma", channels), axis, x.shape()));
        }
        return weights.has("beta") ? Add.of(y, along(weights.constant("beta", channels), axis, x.shape())) : y;
    }

    private static double scale(LayerWeights weights, int i, double variance, double epsilon, int channels) {
        double gamma = weights.has("gamma") ? weights.tensor("gamma", channels).get(i) : 1;
        return gamma / Math.sqrt(variance + epsilon);
    }

    /** Normalises every sample by its own mean and variance along one axis or several. */
    static Value layer(LayerCall call) {
        Value x = call.input();
        Settings settings = call.settings();
        if (settings.flag(false, "rms_scaling")) {
            throw settings.unsupported("rms_scaling", true);
        }
        int[] declared = settings.has("axis") ? settings.integerList("axis") : new int[] {-1};
        int rank = x.shape().rank();
        declared = Arrays.stream(declared).map(axis -> axis < 0 ? axis + rank : axis).sorted().toArray();
        int[] axes = Arrays.stream(declared).map(x::axis).sorted().toArray();
        int count = Arrays.stream(axes).map(a -> x.shape().dim(a)).reduce(1, Math::multiplyExact);
        Node mean = Affine.of(Sum.of(x.node(), axes), 1f / count, 0);
        Node centred = Add.of(x.node(), Broadcast.of(Affine.of(mean, -1, 0), x.shape()));
        Node variance = Affine.of(Sum.of(Mul.of(centred, centred), axes), 1f / count, 0);
        Node inverse = Power.of(Affine.of(variance, 1, (float) settings.number(1e-3, "epsilon")), -.5f);
        Node y = Mul.of(centred, Broadcast.of(inverse, x.shape()));
        if (call.weights().has("gamma")) {
            y = Mul.of(y, learned(call, "gamma", declared));
        }
        if (call.weights().has("beta")) {
            y = Add.of(y, learned(call, "beta", declared));
        }
        return x.with(y);
    }

    /** A weight whose axes are some of the input's, in the order that the configuration means, repeated over the rest. */
    private static Node learned(LayerCall call, String role, int[] axes) {
        Value x = call.input();
        int[] dims = new int[axes.length];
        int[] broadcast = new int[x.shape().rank()];
        Arrays.fill(broadcast, 1);
        for (int i = 0; i < axes.length; i++) {
            dims[i] = x.shape().dim(x.axis(axes[i]));
            broadcast[axes[i]] = dims[i];
        }
        Node weight = Reshape.of(call.weights().constant(role, dims), Shape.of(broadcast));
        return Broadcast.of(Value.ofDeclared(weight, x.channelsFirst()).node(), x.shape());
    }

    /**
     * {@code y[c] = x[c] / (k + alpha / n * sum of x^2 over the n channels around c)^beta}, as Krizhevsky et al. (2012)
     * have it in AlexNet; the sum over channels is a 1x1 convolution with a band of ones.
     */
    static Value localResponse(LayerCall call) {
        Node x = call.images(4);
        Settings settings = call.settings();
        int n = settings.integer(5, "n");
        float alpha = (float) settings.number(1e-4, "alpha");
        int channels = x.shape().dim(3);
        float[] band = new float[Math.multiplyExact(channels, channels)];
        for (int c = 0; c < channels; c++) {
            for (int other = Math.max(0, c - n / 2); other <= Math.min(channels - 1, c + n / 2); other++) {
                band[other * channels + c] = 1;
            }
        }
        Node ones = Constant.of(Shape.of(1, 1, channels, channels), band);
        Node squares = Conv2d.of(Mul.of(x, x), ones, Window.valid(1, 1, 1));
        Node base = Affine.of(squares, alpha / n, (float) settings.number(2, "k"));
        return call.imageResult(Mul.of(x, Power.of(base, (float) -settings.number(.75, "beta"))));
    }

    /** A vector repeated along all axes but one. */
    static Node along(Node vector, int axis, Shape target) {
        int[] dims = new int[target.rank()];
        Arrays.fill(dims, 1);
        dims[axis] = vector.shape().intSize();
        return Broadcast.of(Reshape.of(vector, Shape.of(dims)), target);
    }
}
