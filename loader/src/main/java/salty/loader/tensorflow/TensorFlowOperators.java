package salty.loader.tensorflow;

import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.stream.IntStream;
import salty.loader.graph.Call;
import salty.loader.graph.Operator;
import salty.loader.graph.Value;

/** TensorFlow's operators that are understood, by type; each kind of them is a table in its own file. */
final class TensorFlowOperators {

    static final Map<String, Operator> ALL = all();

    private TensorFlowOperators() {
    }

    private static Map<String, Operator> all() {
        Map<String, Operator> all = new HashMap<>();
        all.putAll(TensorFlowConvolutions.TABLE);
        all.putAll(TensorFlowElementwise.TABLE);
        all.putAll(TensorFlowProducts.TABLE);
        all.putAll(TensorFlowReductions.TABLE);
        all.putAll(TensorFlowShapes.TABLE);
        all.putAll(TensorFlowSlices.TABLE);
        all.putAll(TensorFlowImages.TABLE);
        return Map.copyOf(all);
    }

    /** The axes that an input names; negative ones count from the last. */
    static int[] axes(Call call, int i, Value x) {
        return Arrays.stream(call.known(i).wholes()).mapToInt(x::axis).toArray();
    }

    /** Whether images have their channels before height and width. */
    static boolean isChannelsFirst(Call call) {
        return call.attributes().text("data_format", "NHWC").startsWith("NC");
    }

    /** The elements of a list with one for each axis of images that stand for height and width. */
    static int[] spatial(Call call, String name, int[] otherwise) {
        int[] all = call.attributes().integers(name, otherwise);
        if (all.length != 4) {
            throw new IllegalArgumentException("has " + name + "=" + Arrays.toString(all) + ", expected four numbers");
        }
        int rows = isChannelsFirst(call) ? 2 : 1;
        return IntStream.range(rows, rows + 2).map(i -> all[i]).toArray();
    }
}
