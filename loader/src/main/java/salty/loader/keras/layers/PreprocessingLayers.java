package salty.loader.keras.layers;

import java.util.List;
import salty.engine.graph.Node;
import salty.engine.graph.Shape;
import salty.engine.graph.Tensor;
import salty.engine.op.Add;
import salty.engine.op.Affine;
import salty.engine.op.Constant;
import salty.engine.op.Mul;
import salty.engine.op.Slice;
import salty.loader.keras.config.LayerConfig;
import salty.loader.keras.config.Settings;

/** Preprocessing that is part of a model: Rescaling, Normalization, CenterCrop. */
final class PreprocessingLayers {

    private PreprocessingLayers() {
    }

    /** {@code scale x + offset}, with one number or one a channel. */
    static Value rescaling(LayerCall call) {
        Value x = call.input();
        List<Double> scale = call.settings().has("scale") ? call.settings().numbers("scale") : List.of(1.0);
        List<Double> offset = call.settings().has("offset") ? call.settings().numbers("offset") : List.of(0.0);
        if (scale.size() == 1 && offset.size() == 1) {
            return x.with(Affine.of(x.node(), scale.getFirst().floatValue(), offset.getFirst().floatValue()));
        }
        int channels = Math.max(scale.size(), offset.size());
        return perChannel(x, x.axis(-1), values(scale, channels), values(offset, channels));
    }

    /** Settings hold mean and variance, or, after {@code adapt}, the file's weights do. */
    static List<WeightRole> normalizationWeights(LayerConfig layer) {
        if (layer.settings().has("mean", "input_mean") && layer.settings().has("variance", "input_variance")) {
            return List.of();
        }
        return List.of(new WeightRole("mean", false), new WeightRole("variance", false),
                new WeightRole("count", false));
    }

    /** {@code (x - mean) / max(sqrt(variance), 1e-7)}, or with {@code invert} its inverse. */
    static Value normalization(LayerCall call) {
        Value x = call.input();
        Settings settings = call.settings();
        int[] axes = settings.has("axis") ? settings.integerList("axis") : new int[0];
        if (axes.length > 1) {
            throw settings.unsupported("axis", settings.find("axis"));
        }
        double[] mean = statistic(call, "mean");
        double[] variance = statistic(call, "variance");
        int channels = axes.length == 0 ? 1 : x.shape().dim(x.axis(axes[0]));
        if (mean.length != variance.length || mean.length != 1 && mean.length != channels) {
            throw new IllegalArgumentException("has " + mean.length + " means and " + variance.length
                    + " variances for " + channels + " channels");
        }
        float[] scale = new float[mean.length];
        float[] shift = new float[mean.length];
        for (int i = 0; i < mean.length; i++) {
            double deviation = Math.max(Math.sqrt(variance[i]), 1e-7);
            boolean invert = settings.flag(false, "invert");
            scale[i] = (float) (invert ? deviation : 1 / deviation);
            shift[i] = (float) (invert ? mean[i] : -mean[i] / deviation);
        }
        return mean.length == 1 ? x.with(Affine.of(x.node(), scale[0], shift[0]))
                : perChannel(x, x.axis(axes[0]), scale, shift);
    }

    /** The middle {@code height} x {@code width} pixels of images that are at least as large. */
    static Value centerCrop(LayerCall call) {
        Node x = call.images(4);
        int height = call.settings().integer("height");
        int width = call.settings().integer("width");
        Shape s = x.shape();
        if (s.dim(1) < height || s.dim(2) < width) {
            throw new IllegalArgumentException("crops images " + s + " to the larger " + height + " x " + width);
        }
        int top = (s.dim(1) - height) / 2;
        int left = (s.dim(2) - width) / 2;
        return call.imageResult(Slice.of(x, new int[] {0, top, left, 0},
                new int[] {s.dim(0), top + height, left + width, s.dim(3)}));
    }

    private static double[] statistic(LayerCall call, String name) {
        if (!call.weights().has(name)) {
            return call.settings().numbers(call.settings().has(name) ? name : "input_" + name).stream()
                    .mapToDouble(Double::doubleValue).toArray();
        }
        Tensor tensor = call.weights().tensor(name, call.weights().storedShape(name));
        double[] values = new double[tensor.shape().intSize()];
        for (int i = 0; i < values.length; i++) {
            values[i] = tensor.get(i);
        }
        return values;
    }

    static Value perChannel(Value x, int axis, float[] scale, float[] shift) {
        Node factor = Constant.of(Shape.of(scale.length), scale);
        Node summand = Constant.of(Shape.of(shift.length), shift);
        return x.with(Add.of(Mul.of(x.node(), NormalizationLayers.along(factor, axis, x.shape())),
                NormalizationLayers.along(summand, axis, x.shape())));
    }

    private static float[] values(List<Double> numbers, int count) {
        float[] values = new float[count];
        for (int i = 0; i < count; i++) {
            values[i] = numbers.get(numbers.size() == 1 ? 0 : i).floatValue();
        }
        return values;
    }
}
