package salty.loader.onnx;

import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import salty.engine.op.Clip;
import salty.loader.graph.Arithmetic;
import salty.loader.graph.Attributes;
import salty.loader.graph.Call;
import salty.loader.graph.Folding;
import salty.loader.graph.Known;
import salty.loader.graph.Operator;
import salty.loader.graph.Value;

/** Constants, shapes, types of numbers, and quantisation. */
final class OnnxConstants {

    private static final int MAX_RANGE = 1 << 20;
    /** TensorProto.DataType: float, float16, double, bfloat16. */
    private static final Set<Integer> REALS = Set.of(1, 10, 11, 16);
    private static final int BOOL = 9;
    private static final Known ZERO = Known.reals(new int[0], 0);

    static final Map<String, Operator> TABLE = table();

    private OnnxConstants() {
    }

    private static Map<String, Operator> table() {
        Map<String, Operator> table = new HashMap<>();
        table.put("Constant", Operator.of(OnnxConstants::constant));
        table.put("ConstantOfShape", Operator.of(call -> Known.filled(call.integers(0),
                call.attributes().has("value") ? call.attributes().tensor("value") : ZERO)));
        table.put("Shape", Operator.of(OnnxConstants::shape));
        table.put("Size", Operator.of(call -> Known.wholes(new int[0], call.input(0).size())));
        table.put("Range", Operator.of(OnnxConstants::range));
        table.put("Cast", Operator.of(call -> cast(call.input(0), call.attributes().integer("to", 0))));
        table.put("CastLike", Operator.of(call -> call.input(1) instanceof Known like
                ? call.input(0) instanceof Known known ? known.as(like.type()) : call.input(0) : call.input(0)));
        table.put("QuantizeLinear", Operator.of(OnnxConstants::quantised));
        table.put("DequantizeLinear", Operator.of(OnnxConstants::dequantised));
        return table;
    }

    private static Value constant(Call call) {
        Attributes attributes = call.attributes();
        if (attributes.has("value_float")) {
            return Known.reals(new int[0], (float) attributes.real("value_float", 0));
        }
        if (attributes.has("value_int")) {
            return Known.wholes(new int[0], attributes.whole("value_int", 0));
        }
        if (attributes.has("value_ints")) {
            return Known.vector(attributes.wholes("value_ints"));
        }
        if (attributes.has("value_floats")) {
            double[] reals = attributes.reals("value_floats");
            float[] values = new float[reals.length];
            IntStream.range(0, values.length).forEach(i -> values[i] = (float) reals[i]);
            return Known.reals(new int[] {values.length}, values);
        }
        return attributes.tensor("value");
    }

    private static Value shape(Call call) {
        int[] dims = call.input(0).dims();
        int from = bound(call.attributes().whole("start", 0), dims.length);
        int to = bound(call.attributes().whole("end", dims.length), dims.length);
        return Known.vector(IntStream.range(from, Math.max(from, to)).mapToLong(i -> dims[i]).toArray());
    }

    private static int bound(long value, int rank) {
        return (int) Math.clamp(value < 0 ? value + rank : value, 0, rank);
    }

    private static Value range(Call call) {
        Known start = call.known(0);
        double step = call.known(2).real(0);
        double count = Math.ceil((call.known(1).real(0) - start.real(0)) / step);
        if (!(count <= MAX_RANGE)) {
            throw new IllegalArgumentException("counts " + count + " steps, the limit is " + MAX_RANGE);
        }
        int length = (int) Math.max(0, count);
        return start.type() == Known.Type.REAL
                ? Folding.mapped(Known.vector(LongStream.range(0, length).toArray()), i -> start.real(0) + i * step)
                : Known.vector(LongStream.range(0, length).map(i -> start.whole(0) + i * (long) step).toArray());
    }

    /** All real numbers are float32 here; what the model computes cannot become whole. */
    private static Value cast(Value x, int type) {
        if (x instanceof Known known) {
            return known.as(REALS.contains(type) ? Known.Type.REAL : type == BOOL ? Known.Type.TRUTH
                    : Known.Type.WHOLE);
        }
        if (!REALS.contains(type)) {
            throw new IllegalArgumentException("casts what the model computes to the data type " + type
                    + ", which is not supported");
        }
        return x;
    }

    /** {@code (x - zero) scale}, of constants and of what a QuantizeLinear left unrounded. */
    private static Value dequantised(Call call) {
        Value x = call.input(0) instanceof Known known ? known.as(Known.Type.REAL) : call.input(0);
        Value shifted = call.has(2) ? Arithmetic.subtract(x, aligned(call, call.known(2).as(Known.Type.REAL))) : x;
        return Arithmetic.multiply(shifted, aligned(call, call.input(1)));
    }

    /**
     * {@code x / scale + zero}, cut to what fits, but not rounded: everything is computed in float32, so that
     * quantising and dequantising does no more than cutting.
     */
    private static Value quantised(Call call) {
        Value scaled = Arithmetic.divide(call.input(0), aligned(call, call.input(1)));
        Value shifted = call.has(2)
                ? Arithmetic.add(scaled, aligned(call, call.known(2).as(Known.Type.REAL))) : scaled;
        long low = call.has(2) ? call.known(2).low() : 0;
        long high = call.has(2) ? call.known(2).high() : 255;
        return Arithmetic.map(shifted, y -> Clip.of(y, low, high));
    }

    /** A vector along the axis that the node names; a single number as it is. */
    private static Value aligned(Call call, Value vector) {
        if (vector.rank() != 1 || vector.size() == 1) {
            return vector.size() == 1 ? vector.reshaped() : vector;
        }
        Value x = call.input(0);
        int[] dims = new int[x.rank()];
        Arrays.fill(dims, 1);
        dims[x.axis(call.attributes().whole("axis", 1))] = vector.dims()[0];
        return vector.reshaped(dims);
    }
}
