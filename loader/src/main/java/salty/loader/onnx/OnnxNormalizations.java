package salty.loader.onnx;

import java.util.Map;
import java.util.stream.IntStream;
import salty.loader.graph.Arithmetic;
import salty.loader.graph.Attributes;
import salty.loader.graph.Call;
import salty.loader.graph.Images;
import salty.loader.graph.Normalizations;
import salty.loader.graph.Operator;
import salty.loader.graph.Reductions;
import salty.loader.graph.Value;

/** Normalizations, as they run after training. */
final class OnnxNormalizations {

    private static final double EPSILON = 1e-5;

    static final Map<String, Operator> TABLE = Map.of(
            "BatchNormalization", Operator.of(OnnxNormalizations::batch),
            "InstanceNormalization", Operator.of(call -> Normalizations.group(call.input(0), call.input(0).dims()[1],
                    call.input(1), call.input(2), epsilon(call))),
            "GroupNormalization", Operator.of(OnnxNormalizations::group),
            "LayerNormalization", Operator.of(OnnxNormalizations::layer),
            "LpNormalization", Operator.of(OnnxNormalizations::unit),
            "LRN", Operator.of(OnnxNormalizations::localResponse));

    private OnnxNormalizations() {
    }

    private static double epsilon(Call call) {
        return call.attributes().real("epsilon", EPSILON);
    }

    private static Value batch(Call call) {
        if (call.attributes().flag("training_mode")) {
            throw new IllegalArgumentException("is in training mode; export the model after eval()");
        }
        if (call.attributes().whole("spatial", 1) == 0) {
            throw new IllegalArgumentException("has statistics of its own for every pixel, which is not supported");
        }
        Value[] parameters = {call.input(1), call.input(2), call.input(3), call.input(4)};
        return Normalizations.batch(call, call.input(0), 1, parameters, epsilon(call));
    }

    /** Before version 21, the scale and the bias were those of groups, not of channels. */
    private static Value group(Call call) {
        Value x = call.input(0);
        int groups = call.attributes().integer("num_groups", 0);
        int channels = x.dims()[1];
        return Normalizations.group(x, groups, ofChannels(call.input(1), channels), ofChannels(call.input(2), channels),
                epsilon(call));
    }

    private static Value ofChannels(Value vector, int channels) {
        int groups = vector.dims()[0];
        return groups == channels ? vector
                : vector.reshaped(groups, 1).expanded(groups, channels / groups).reshaped(channels);
    }

    private static Value layer(Call call) {
        Value x = call.input(0);
        int[] axes = IntStream.range(x.axis(call.attributes().whole("axis", -1)), x.rank()).toArray();
        Value scaled = Arithmetic.multiply(Normalizations.normalised(x, axes, epsilon(call)), call.input(1));
        return call.has(2) ? Arithmetic.add(scaled, call.input(2)) : scaled;
    }

    private static Value unit(Call call) {
        Attributes attributes = call.attributes();
        int[] axis = {call.input(0).axis(attributes.whole("axis", -1))};
        Value norm = attributes.whole("p", 2) == 1 ? Reductions.sumOfMagnitudes(call.input(0), axis, true)
                : Reductions.norm(call.input(0), axis, true);
        return Arithmetic.divide(call.input(0), norm);
    }

    private static Value localResponse(Call call) {
        Attributes attributes = call.attributes();
        Images images = Images.of(call.input(0), true);
        int size = attributes.integer("size", 1);
        return images.value(Normalizations.localResponse(images.node(call.input(0)), (size - 1) / 2, size / 2,
                attributes.real("bias", 1), attributes.real("alpha", 1e-4) / size, attributes.real("beta", .75)));
    }
}
