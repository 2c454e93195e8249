package salty.loader.tensorflow;

import java.util.HashMap;
import java.util.Map;
import java.util.function.BinaryOperator;
import java.util.function.UnaryOperator;
import salty.engine.graph.Node;
import salty.engine.op.Affine;
import salty.engine.op.Clip;
import salty.engine.op.Erf;
import salty.engine.op.Exp;
import salty.engine.op.Log;
import salty.engine.op.LogSoftmax;
import salty.engine.op.Mul;
import salty.engine.op.Power;
import salty.engine.op.Relu;
import salty.engine.op.Sigmoid;
import salty.engine.op.Softmax;
import salty.engine.op.Tanh;
import salty.loader.graph.Arithmetic;
import salty.loader.graph.Call;
import salty.loader.graph.Computed;
import salty.loader.graph.Known;
import salty.loader.graph.Operator;
import salty.loader.graph.Value;
import salty.loader.keras.layers.Activations;

/** Arithmetic of elements and activation functions. */
final class TensorFlowElementwise {

    private static final Known ZERO = Known.vector(0).reshaped();

    static final Map<String, Operator> TABLE = table();

    private TensorFlowElementwise() {
    }

    private static Map<String, Operator> table() {
        Map<String, Operator> table = new HashMap<>();
        table.put("Add", binary(Arithmetic::add));
        table.put("AddV2", binary(Arithmetic::add));
        table.put("BiasAdd", Operator.of(TensorFlowElementwise::bias));
        table.put("AddN", Operator.of(call -> call.inputs().stream().reduce(Arithmetic::add).orElseThrow()));
        table.put("Sub", binary(Arithmetic::subtract));
        table.put("Mul", binary(Arithmetic::multiply));
        table.put("RealDiv", binary(Arithmetic::divide));
        table.put("Div", binary(Arithmetic::divide));
        table.put("FloorDiv", Operator.of(call -> Arithmetic.floor(Arithmetic.divide(call.known(0), call.known(1)))));
        table.put("Maximum", binary(Arithmetic::maximum));
        table.put("Minimum", binary(Arithmetic::minimum));
        table.put("Pow", binary(Arithmetic::power));
        table.put("SquaredDifference", binary((a, b) -> {
            Value difference = Arithmetic.subtract(a, b);
            return Arithmetic.multiply(difference, difference);
        }));
        table.put("Square", Operator.of(call -> Arithmetic.multiply(call.input(0), call.input(0))));
        table.put("Neg", Operator.of(call -> Arithmetic.subtract(ZERO.as(call.input(0) instanceof Known known
                ? known.type() : Known.Type.REAL), call.input(0))));
        table.put("Sqrt", plain(x -> Power.of(x, .5f)));
        table.put("Rsqrt", plain(x -> Power.of(x, -.5f)));
        table.put("Reciprocal", plain(x -> Power.of(x, -1)));
        table.put("Exp", plain(Exp::of));
        table.put("Log", plain(Log::of));
        table.put("Erf", plain(Erf::of));
        table.put("Abs", plain(Activations::absolute));
        table.put("Relu", activation(Relu::of));
        table.put("Relu6", activation(x -> Clip.of(x, 0, 6)));
        table.put("Sigmoid", activation(Sigmoid::of));
        table.put("Tanh", activation(Tanh::of));
        table.put("Elu", activation(x -> Activations.elu(x, 1)));
        table.put("Selu", activation(x -> Affine.of(Activations.elu(x, 1.67326324f), 1.05070098f, 0)));
        table.put("Softplus", activation(Activations::softplus));
        table.put("Softsign", activation(x -> Mul.of(x, Power.of(Affine.of(Activations.absolute(x), 1, 1), -1))));
        table.put("Softmax", Operator.of(call -> last(call, Softmax::of)));
        table.put("LogSoftmax", Operator.of(call -> last(call, LogSoftmax::of)));
        table.put("LeakyRelu", Operator.of(call -> activated(call, x ->
                Activations.leakyRelu(x, (float) call.attributes().real("alpha", .2)))));
        table.put("Prelu", Operator.of(call -> TensorFlowConvolutions.parametric(call.input(0), call.input(1))));
        table.put("ClipByValue", Operator.of(call -> Arithmetic.minimum(Arithmetic.maximum(call.input(0),
                call.input(1)), call.input(2))));
        table.put("Floor", Operator.of(call -> Arithmetic.floor(call.input(0))));
        table.put("Ceil", Operator.of(call -> Arithmetic.ceil(call.input(0))));
        table.put("Round", Operator.of(call -> Arithmetic.round(call.input(0))));
        table.put("Select", where());
        table.put("SelectV2", where());
        return table;
    }

    private static Operator where() {
        return Operator.of(call -> Arithmetic.where(call.known(0), call.input(1), call.input(2)));
    }

    private static Operator binary(BinaryOperator<Value> function) {
        return Operator.of(call -> function.apply(call.input(0), call.input(1)));
    }

    private static Operator plain(UnaryOperator<Node> function) {
        return Operator.of(call -> Arithmetic.map(call.input(0), function));
    }

    private static Operator activation(UnaryOperator<Node> function) {
        return Operator.of(call -> activated(call, function));
    }

    private static Value activated(Call call, UnaryOperator<Node> function) {
        return call.input(0) instanceof Computed computed ? call.activated(computed, function)
                : Arithmetic.map(call.input(0), function);
    }

    /** Along the last axis. */
    private static Value last(Call call, UnaryOperator<Node> function) {
        return call.activated(Computed.of(call.input(0).declared()), function);
    }

    private static Value bias(Call call) {
        Value x = call.input(0);
        Value bias = call.input(1);
        call.weight("bias", bias.declared());
        return TensorFlowOperators.isChannelsFirst(call) && x.rank() == 4
                ? Arithmetic.add(x, bias.reshaped(bias.dims()[0], 1, 1)) : Arithmetic.add(x, bias);
    }
}
