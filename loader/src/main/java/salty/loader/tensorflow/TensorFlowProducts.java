package salty.loader.tensorflow;

import java.util.Map;
import java.util.stream.IntStream;
import salty.loader.graph.Arithmetic;
import salty.loader.graph.Call;
import salty.loader.graph.Computed;
import salty.loader.graph.Operator;
import salty.loader.graph.Products;
import salty.loader.graph.Value;

/** Matrix products, alone and with what TensorFlow's optimiser put into them. */
final class TensorFlowProducts {

    static final Map<String, Operator> TABLE = Map.of(
            "MatMul", Operator.of(call -> product(call, "transpose_a", "transpose_b")),
            "_FusedMatMul", Operator.of(TensorFlowProducts::fused),
            "BatchMatMul", Operator.of(call -> product(call, "adj_x", "adj_y")),
            "BatchMatMulV2", Operator.of(call -> product(call, "adj_x", "adj_y")));

    private TensorFlowProducts() {
    }

    private static Value product(Call call, String left, String right) {
        return Products.of(call, call.attributes().flag(left) ? swapped(call.input(0)) : call.input(0),
                call.attributes().flag(right) ? swapped(call.input(1)) : call.input(1));
    }

    private static Value swapped(Value x) {
        int rank = x.rank();
        return x.transposed(IntStream.range(0, rank).map(i -> i < rank - 2 ? i : 2 * rank - 3 - i).toArray());
    }

    private static Value fused(Call call) {
        Value y = product(call, "transpose_a", "transpose_b");
        if (call.attributes().texts("fused_ops").contains("BiasAdd")) {
            call.weight("bias", call.input(2).declared());
            y = Arithmetic.add(y, call.input(2));
        }
        return TensorFlowConvolutions.fused(call, (Computed) y);
    }
}
