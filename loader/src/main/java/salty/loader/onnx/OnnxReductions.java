package salty.loader.onnx;

import java.util.HashMap;
import java.util.Map;
import java.util.stream.IntStream;
import salty.engine.op.Log;
import salty.loader.graph.Arithmetic;
import salty.loader.graph.Operator;
import salty.loader.graph.Reductions;
import salty.loader.graph.Value;

/** Reductions along axes. */
final class OnnxReductions {

    static final Map<String, Operator> TABLE = table();

    private OnnxReductions() {
    }

    private interface Reduction {
        Value apply(Value x, int[] axes, boolean keep);
    }

    private static Map<String, Operator> table() {
        Map<String, Operator> table = new HashMap<>();
        table.put("ReduceSum", reduction(Reductions::sum));
        table.put("ReduceMean", reduction(Reductions::mean));
        table.put("ReduceMax", reduction(Reductions::max));
        table.put("ReduceMin", reduction(Reductions::min));
        table.put("ReduceProd", reduction(Reductions::product));
        table.put("ReduceL1", reduction(Reductions::sumOfMagnitudes));
        table.put("ReduceL2", reduction(Reductions::norm));
        table.put("ReduceSumSquare", reduction(Reductions::sumOfSquares));
        table.put("ReduceLogSumExp", reduction(Reductions::logSumExp));
        table.put("ReduceLogSum", reduction((x, axes, keep) ->
                Arithmetic.map(Reductions.sum(x, axes, keep), Log::of)));
        return table;
    }

    /** Without axes, all of them; or none, where the node says that this is what no axes mean. */
    private static Operator reduction(Reduction reduction) {
        return Operator.of(call -> {
            Value x = call.input(0);
            int[] axes = OnnxOperators.axes(call, 1, x);
            boolean none = axes == null || axes.length == 0;
            if (none && call.attributes().flag("noop_with_empty_axes")) {
                return x;
            }
            return reduction.apply(x, none ? IntStream.range(0, x.rank()).toArray() : axes,
                    call.attributes().whole("keepdims", 1) != 0);
        });
    }
}
