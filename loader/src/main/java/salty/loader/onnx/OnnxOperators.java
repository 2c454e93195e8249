package salty.loader.onnx;

import java.util.HashMap;
import java.util.Map;
import java.util.stream.IntStream;
import salty.loader.graph.Call;
import salty.loader.graph.Operator;
import salty.loader.graph.Value;

/** ONNX' own operators that are understood, by type; each kind of them is a table in its own file. */
final class OnnxOperators {

    static final Map<String, Operator> ALL = all();

    private OnnxOperators() {
    }

    private static Map<String, Operator> all() {
        Map<String, Operator> all = new HashMap<>();
        all.putAll(OnnxConvolutions.TABLE);
        all.putAll(OnnxPools.TABLE);
        all.putAll(OnnxProducts.TABLE);
        all.putAll(OnnxNormalizations.TABLE);
        all.putAll(OnnxElementwise.TABLE);
        all.putAll(OnnxActivations.TABLE);
        all.putAll(OnnxReductions.TABLE);
        all.putAll(OnnxShapes.TABLE);
        all.putAll(OnnxConstants.TABLE);
        all.put("Resize", Operator.of(OnnxResize::resize));
        all.put("Upsample", Operator.of(OnnxResize::upsample));
        return Map.copyOf(all);
    }

    /**
     * Axes of an input, or of an attribute as they were given in older versions; null where none are named.
     *
     * @param i the input that names them
     */
    static int[] axes(Call call, int i, Value x) {
        long[] named = call.has(i) ? call.known(i).wholes() : call.attributes().wholes("axes", (long[]) null);
        return named == null ? null : IntStream.range(0, named.length).map(j -> x.axis(named[j])).toArray();
    }
}
