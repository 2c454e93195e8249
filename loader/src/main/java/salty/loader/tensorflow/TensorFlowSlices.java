package salty.loader.tensorflow;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import salty.loader.graph.Call;
import salty.loader.graph.Operator;
import salty.loader.graph.Shapes;
import salty.loader.graph.Value;

/** Parts of values. */
final class TensorFlowSlices {

    static final Map<String, Operator> TABLE = Map.of(
            "Slice", Operator.of(TensorFlowSlices::slice),
            "StridedSlice", Operator.of(TensorFlowSlices::strided),
            "Split", TensorFlowSlices::split,
            "SplitV", call -> Shapes.split(call.input(0), call.input(0).axis(call.known(2).whole(0)), call.integers(1)),
            "Unpack", TensorFlowSlices::unpack,
            "Gather", Operator.of(call -> Shapes.gather(call.input(0), 0, call.known(1))),
            "GatherV2", Operator.of(call -> Shapes.gather(call.input(0), call.input(0).axis(call.known(2).whole(0)),
                    call.known(1))),
            "ReverseV2", Operator.of(TensorFlowSlices::reverse));

    private TensorFlowSlices() {
    }

    /** A size of -1 reaches to the end. */
    private static Value slice(Call call) {
        Value y = call.input(0);
        int[] begin = call.integers(1);
        int[] size = call.integers(2);
        if (begin.length != y.rank() || size.length != y.rank()) {
            throw new IllegalArgumentException("has " + begin.length + " bounds for " + y.rank() + " axes");
        }
        for (int axis = 0; axis < begin.length; axis++) {
            int extent = y.dims()[axis];
            int count = size[axis] == -1 ? extent - begin[axis] : size[axis];
            if (begin[axis] < 0 || count < 0 || count > extent - begin[axis]) {
                throw new IllegalArgumentException("takes " + size[axis] + " elements from " + begin[axis] + " of "
                        + extent);
            }
            y = y.sliced(axis, begin[axis], count, 1);
        }
        return y;
    }

    /** Python's {@code x[...]}, whose open bounds, new axes and dropped ones are bits of masks. */
    private static Value strided(Call call) {
        Value x = call.input(0);
        int[] begin = call.integers(1);
        int[] end = call.integers(2);
        int[] step = call.integers(3);
        if (begin.length != end.length || begin.length != step.length || begin.length > Long.SIZE) {
            throw new IllegalArgumentException("has bounds and steps of different numbers");
        }
        int fresh = (int) IntStream.range(0, begin.length).filter(i -> bit(call, "new_axis_mask", i)).count();
        int ellipses = (int) IntStream.range(0, begin.length).filter(i -> bit(call, "ellipsis_mask", i)).count();
        int[] dropped = new int[0];
        int axis = 0;
        for (int i = 0; i < begin.length; i++) {
            if (bit(call, "ellipsis_mask", i)) {
                axis += call.input(0).rank() - (begin.length - fresh - ellipses);
            } else if (bit(call, "new_axis_mask", i)) {
                x = Shapes.unsqueeze(x, new long[] {axis++});
            } else if (bit(call, "shrink_axis_mask", i)) {
                int extent = x.dims()[x.axis(axis)];
                int at = begin[i] < 0 ? begin[i] + extent : begin[i];
                if (at < 0 || at >= extent) {
                    throw new IllegalArgumentException("takes element " + begin[i] + " of " + extent);
                }
                x = x.sliced(axis, at, 1, 1);
                dropped = IntStream.concat(IntStream.of(dropped), IntStream.of(axis++)).toArray();
            } else {
                int from = bit(call, "begin_mask", i) ? step[i] > 0 ? 0 : Integer.MAX_VALUE : begin[i];
                int to = bit(call, "end_mask", i) ? step[i] > 0 ? Integer.MAX_VALUE : Integer.MIN_VALUE : end[i];
                x = Shapes.slice(x, x.axis(axis++), from, to, step[i]);
            }
        }
        return dropped.length == 0 ? x : Shapes.squeeze(x, dropped);
    }

    private static boolean bit(Call call, String mask, int i) {
        return (call.attributes().whole(mask, 0) >> i & 1) != 0;
    }

    private static List<Value> split(Call call) {
        Value x = call.input(1);
        int axis = x.axis(call.known(0).whole(0));
        int parts = call.attributes().integer("num_split", call.results());
        if (parts < 1 || x.dims()[axis] % parts != 0) {
            throw new IllegalArgumentException("splits " + x.dims()[axis] + " elements into " + parts + " parts");
        }
        int[] extents = new int[parts];
        Arrays.fill(extents, x.dims()[axis] / parts);
        return Shapes.split(x, axis, extents);
    }

    private static List<Value> unpack(Call call) {
        Value x = call.input(0);
        int axis = x.axis(call.attributes().whole("axis", 0));
        int[] ones = new int[x.dims()[axis]];
        Arrays.fill(ones, 1);
        return Shapes.split(x, axis, ones).stream().map(part -> Shapes.squeeze(part, new int[] {axis})).toList();
    }

    private static Value reverse(Call call) {
        Value x = call.input(0);
        for (int axis : TensorFlowOperators.axes(call, 1, x)) {
            x = x.sliced(axis, x.dims()[axis] - 1, x.dims()[axis], -1);
        }
        return x;
    }
}
