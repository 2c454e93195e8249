package salty.loader.onnx;

import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.function.BiFunction;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;
import salty.engine.graph.Node;
import salty.engine.op.Affine;
import salty.engine.op.Clip;
import salty.engine.op.LogSoftmax;
import salty.engine.op.Mask;
import salty.engine.op.Mul;
import salty.engine.op.Power;
import salty.engine.op.Relu;
import salty.engine.op.Sigmoid;
import salty.engine.op.Softmax;
import salty.engine.op.Tanh;
import salty.loader.graph.Arithmetic;
import salty.loader.graph.Attributes;
import salty.loader.graph.Call;
import salty.loader.graph.Computed;
import salty.loader.graph.Known;
import salty.loader.graph.Operator;
import salty.loader.graph.Value;
import salty.loader.keras.layers.Activations;

/** Activation functions. */
final class OnnxActivations {

    static final Map<String, Operator> TABLE = table();

    private OnnxActivations() {
    }

    private static Map<String, Operator> table() {
        Map<String, Operator> table = new HashMap<>();
        table.put("Relu", plain(Relu::of));
        table.put("Sigmoid", plain(Sigmoid::of));
        table.put("Tanh", plain(Tanh::of));
        table.put("Softplus", plain(Activations::softplus));
        table.put("Softsign", plain(x -> Mul.of(x, Power.of(Affine.of(Activations.absolute(x), 1, 1), -1))));
        table.put("Mish", plain(x -> Mul.of(x, Tanh.of(Activations.softplus(x)))));
        table.put("HardSwish", plain(x -> Mul.of(x, Clip.of(Affine.of(x, 1 / 6f, .5f), 0, 1))));
        table.put("Elu", with((x, a) -> Activations.elu(x, number(a, "alpha", 1))));
        table.put("Celu", with((x, a) -> {
            float alpha = number(a, "alpha", 1);
            return Affine.of(Activations.elu(Affine.of(x, 1 / alpha, 0), 1), alpha, 0);
        }));
        table.put("Selu", with((x, a) -> Affine.of(Activations.elu(x, number(a, "alpha", 1.67326319217681884765625)),
                number(a, "gamma", 1.05070102214813232421875), 0)));
        table.put("LeakyRelu", with((x, a) -> Activations.leakyRelu(x, number(a, "alpha", .01))));
        table.put("ThresholdedRelu", with((x, a) -> Mask.of(x, Affine.of(x, 1, -number(a, "alpha", 1)))));
        table.put("HardSigmoid", with((x, a) -> Clip.of(Affine.of(x, number(a, "alpha", .2), number(a, "beta", .5)),
                0, 1)));
        table.put("Swish", with((x, a) -> Mul.of(x, Sigmoid.of(Affine.of(x, number(a, "alpha", 1), 0)))));
        table.put("Gelu", with((x, a) -> Activations.gelu(x, a.text("approximate", "none").equals("tanh"))));
        table.put("PRelu", Operator.of(OnnxActivations::parametric));
        table.put("Softmax", Operator.of(call -> softmax(call, Softmax::of)));
        table.put("LogSoftmax", Operator.of(call -> softmax(call, LogSoftmax::of)));
        return table;
    }

    private static float number(Attributes attributes, String name, double otherwise) {
        return (float) attributes.real(name, otherwise);
    }

    private static Operator plain(UnaryOperator<Node> function) {
        return with((x, attributes) -> function.apply(x));
    }

    private static Operator with(BiFunction<Node, Attributes, Node> function) {
        return Operator.of(call -> activated(call, call.input(0), x -> function.apply(x, call.attributes())));
    }

    private static Value activated(Call call, Value x, UnaryOperator<Node> function) {
        return x instanceof Computed computed ? call.activated(computed, function) : Arithmetic.map(x, function);
    }

    /** {@code x} where it is positive, {@code slope x} elsewhere. */
    private static Value parametric(Call call) {
        Value x = call.input(0);
        Known zero = Known.reals(new int[0], 0);
        return Arithmetic.add(Arithmetic.maximum(x, zero),
                Arithmetic.multiply(Arithmetic.minimum(x, zero), call.input(1)));
    }

    /** Along one axis; before version 13, along all from that axis on, as if they were one. */
    private static Value softmax(Call call, UnaryOperator<Node> function) {
        Value x = call.input(0);
        int axis = x.axis(call.attributes().whole("axis", call.version() < 13 ? 1 : -1));
        int[] dims = x.dims();
        Value seen = x;
        if (call.version() < 13) {
            int rows = IntStream.range(0, axis).map(i -> dims[i]).reduce(1, Math::multiplyExact);
            seen = x.reshaped(rows, Math.toIntExact(x.size() / rows));
        }
        int last = call.version() < 13 ? 1 : axis;
        int[] order = IntStream.range(0, seen.rank()).boxed().sorted((a, b) -> Boolean.compare(a == last, b == last))
                .mapToInt(i -> i).toArray();
        int[] laidOut = seen instanceof Computed computed && computed.order()[seen.rank() - 1] == last
                ? computed.order() : order;
        Value arranged = Computed.of(seen.arranged(laidOut), laidOut);
        Value y = activated(call, arranged, function);
        return Arrays.equals(y.dims(), dims) ? y : y.reshaped(dims);
    }
}
