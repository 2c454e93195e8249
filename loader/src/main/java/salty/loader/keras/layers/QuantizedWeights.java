package salty.loader.keras.layers;

import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;
import salty.engine.graph.Tensor;
import salty.loader.keras.config.LayerConfig;

/**
 * Kernels that Keras 3 quantised to int8: whole numbers beside a scale for each column, {@code kernel / kernel_scale}
 * being the weights ({@code keras/src/layers/core/dense.py}). They are made floats while a model is opened, so that the
 * rest knows ordinary layers only. Keras quantises activations, too, when it runs such a model; that is not done here,
 * and answers differ by about 1e-2.
 */
public final class QuantizedWeights {

    private static final String SCALE = "_scale";

    private QuantizedWeights() {
    }

    /** The weights with every {@code kernel} that has a {@code kernel_scale} beside it divided by it, and no scales. */
    public static List<StoredWeight> dequantized(List<StoredWeight> stored) {
        Map<String, StoredWeight> scales = stored.stream().filter(weight -> weight.role().equals("kernel" + SCALE))
                .collect(Collectors.toMap(weight -> place(weight) + "kernel", Function.identity(), (a, b) -> a));
        List<StoredWeight> weights = new ArrayList<>();
        for (StoredWeight weight : stored) {
            StoredWeight scale = scales.get(place(weight) + weight.role());
            if (scale != null && fits(weight, scale)) {
                weights.add(divided(weight, scale));
            } else if (!weight.role().equals("kernel" + SCALE)) {
                weights.add(weight);
            }
        }
        return weights;
    }

    /** Whether there is a scale for each column; else the kernel is packed in another way, and refused by its shape. */
    private static boolean fits(StoredWeight kernel, StoredWeight scale) {
        int[] shape = kernel.shape();
        return shape.length > 0 && scale.shape().length == 1 && scale.shape()[0] == shape[shape.length - 1];
    }

    private static StoredWeight divided(StoredWeight kernel, StoredWeight scale) {
        return new StoredWeight(kernel.name(), kernel.shape(), () -> {
            MemorySegment numbers = kernel.values().get();
            MemorySegment scales = scale.values().get();
            int columns = scale.shape()[0];
            MemorySegment floats = MemorySegment.ofArray(new byte[Math.toIntExact(numbers.byteSize())]);
            for (int i = 0; i < numbers.byteSize() / Float.BYTES; i++) {
                floats.set(Tensor.FLOAT, (long) Float.BYTES * i, numbers.get(Tensor.FLOAT, (long) Float.BYTES * i)
                        / scales.get(Tensor.FLOAT, (long) Float.BYTES * (i % columns)));
            }
            return floats.asReadOnly();
        });
    }

    private static String place(StoredWeight weight) {
        return weight.name().substring(0, weight.name().lastIndexOf('/') + 1);
    }

    /** A model's configuration with its int8 layers as the float layers that they were. */
    public static JsonNode floats(JsonNode json) {
        JsonNode copy = json.deepCopy();
        change(copy);
        return copy;
    }

    private static void change(JsonNode json) {
        if (json instanceof ObjectNode object) {
            JsonNode policy = object.path("dtype").path("config");
            if (policy.path("mode").asString("").equals("int8")) {
                object.put("dtype", policy.path("source_name").asString("float32"));
                object.remove("quantization_config");
            }
        }
        json.forEach(QuantizedWeights::change);
    }

    /** How a layer's weights are packed, other than as int8; empty for ordinary layers. */
    static String mode(LayerConfig layer) {
        return layer.settings().json().path("dtype").path("config").path("mode").asString("");
    }
}
