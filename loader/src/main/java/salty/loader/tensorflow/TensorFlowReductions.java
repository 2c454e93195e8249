package salty.loader.tensorflow;

import java.util.Map;
import salty.loader.graph.Operator;
import salty.loader.graph.Reductions;
import salty.loader.graph.Value;

/** Reductions along axes. */
final class TensorFlowReductions {

    static final Map<String, Operator> TABLE = Map.of(
            "Mean", reduction(Reductions::mean),
            "Sum", reduction(Reductions::sum),
            "Max", reduction(Reductions::max),
            "Min", reduction(Reductions::min),
            "Prod", reduction(Reductions::product));

    private TensorFlowReductions() {
    }

    private interface Reduction {
        Value apply(Value x, int[] axes, boolean keep);
    }

    private static Operator reduction(Reduction reduction) {
        return Operator.of(call -> reduction.apply(call.input(0), TensorFlowOperators.axes(call, 1, call.input(0)),
                call.attributes().flag("keep_dims")));
    }
}
