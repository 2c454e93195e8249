package salty.loader.onnx;

import java.util.HashMap;
import java.util.Map;
import java.util.function.BinaryOperator;
import java.util.function.UnaryOperator;
import salty.engine.graph.Node;
import salty.engine.op.Clip;
import salty.engine.op.Erf;
import salty.engine.op.Exp;
import salty.engine.op.Log;
import salty.engine.op.Power;
import salty.loader.graph.Arithmetic;
import salty.loader.graph.Call;
import salty.loader.graph.Computed;
import salty.loader.graph.Known;
import salty.loader.graph.Operator;
import salty.loader.graph.Value;
import salty.loader.keras.layers.Activations;

/** Arithmetic of elements; with whole numbers where they are constants. */
final class OnnxElementwise {

    private static final Known ZERO = Known.vector(0).reshaped();

    static final Map<String, Operator> TABLE = table();

    private OnnxElementwise() {
    }

    private static Map<String, Operator> table() {
        Map<String, Operator> table = new HashMap<>();
        table.put("Add", binary(Arithmetic::add));
        table.put("Sub", binary(Arithmetic::subtract));
        table.put("Mul", binary(Arithmetic::multiply));
        table.put("Div", binary(Arithmetic::divide));
        table.put("Pow", binary(Arithmetic::power));
        table.put("Sum", several(Arithmetic::add));
        table.put("Max", several(Arithmetic::maximum));
        table.put("Min", several(Arithmetic::minimum));
        table.put("Mean", Operator.of(call -> Arithmetic.divide(call.inputs().stream().reduce(Arithmetic::add)
                .orElseThrow(), Known.reals(new int[0], call.count()))));
        table.put("Neg", Operator.of(call -> Arithmetic.subtract(zero(call), call.input(0))));
        table.put("Abs", Operator.of(call -> call.input(0) instanceof Known known
                ? Arithmetic.maximum(known, Arithmetic.subtract(zero(call), known))
                : Arithmetic.map(call.input(0), Activations::absolute)));
        table.put("Exp", unary(Exp::of));
        table.put("Log", unary(Log::of));
        table.put("Sqrt", unary(x -> Power.of(x, .5f)));
        table.put("Reciprocal", unary(x -> Power.of(x, -1)));
        table.put("Erf", unary(Erf::of));
        table.put("Clip", Operator.of(OnnxElementwise::clip));
        table.put("Floor", Operator.of(call -> Arithmetic.floor(call.input(0))));
        table.put("Ceil", Operator.of(call -> Arithmetic.ceil(call.input(0))));
        table.put("Round", Operator.of(call -> Arithmetic.round(call.input(0))));
        table.put("Equal", compare((a, b) -> a == b));
        table.put("Greater", compare((a, b) -> a > b));
        table.put("GreaterOrEqual", compare((a, b) -> a >= b));
        table.put("Less", compare((a, b) -> a < b));
        table.put("LessOrEqual", compare((a, b) -> a <= b));
        table.put("And", compare((a, b) -> a != 0 && b != 0));
        table.put("Or", compare((a, b) -> a != 0 || b != 0));
        table.put("Not", Operator.of(call -> Arithmetic.compare(call.input(0), ZERO, (a, b) -> a == b ? 1 : 0,
                (a, b) -> a == b ? 1 : 0)));
        table.put("Where", Operator.of(call -> Arithmetic.where(call.input(0), call.input(1), call.input(2))));
        return table;
    }

    private static Operator unary(UnaryOperator<Node> function) {
        return Operator.of(call -> Arithmetic.map(call.input(0), function));
    }

    private static Operator binary(BinaryOperator<Value> function) {
        return Operator.of(call -> function.apply(call.input(0), call.input(1)));
    }

    private static Operator several(BinaryOperator<Value> function) {
        return Operator.of(call -> call.inputs().stream().reduce(function).orElseThrow(
                () -> new IllegalArgumentException("has no inputs")));
    }

    private interface Comparison {
        boolean holds(double a, double b);
    }

    private static Operator compare(Comparison comparison) {
        return Operator.of(call -> Arithmetic.compare(call.input(0), call.input(1),
                (a, b) -> comparison.holds(a, b) ? 1 : 0, (a, b) -> comparison.holds(a, b) ? 1 : 0));
    }

    private static Known zero(Call call) {
        return call.input(0) instanceof Known known ? ZERO.as(known.type()) : ZERO.as(Known.Type.REAL);
    }

    /** The bounds were attributes once, and may be computed; the upper one counts where they cross. */
    private static Value clip(Call call) {
        Value x = call.input(0);
        boolean numbers = x instanceof Computed && bound(call, 1) && bound(call, 2);
        if (numbers) {
            float low = (float) (call.has(1) ? call.known(1).real(0)
                    : call.attributes().real("min", Double.NEGATIVE_INFINITY));
            float high = (float) (call.has(2) ? call.known(2).real(0)
                    : call.attributes().real("max", Double.POSITIVE_INFINITY));
            return Arithmetic.map(x, node -> low == Float.NEGATIVE_INFINITY && high == Float.POSITIVE_INFINITY ? node
                    : Clip.of(node, low, high));
        }
        Value raised = call.has(1) ? Arithmetic.maximum(x, call.input(1)) : x;
        return call.has(2) ? Arithmetic.minimum(raised, call.input(2)) : raised;
    }

    private static boolean bound(Call call, int i) {
        return !call.has(i) || call.input(i) instanceof Known known && known.isUniform();
    }
}
