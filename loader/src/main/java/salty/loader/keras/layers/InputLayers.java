package salty.loader.keras.layers;

import java.util.Arrays;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import tools.jackson.databind.JsonNode;
import salty.engine.graph.Node;
import salty.engine.graph.Shape;
import salty.engine.op.Input;
import salty.loader.file.LoadOptions;
import salty.loader.file.ModelFormatException;
import salty.loader.keras.config.LayerCallConfig;
import salty.loader.keras.config.LayerConfig;
import salty.loader.keras.config.ModelConfig;

/** The inputs of a model: their shapes, with what the file leaves open filled in. */
public final class InputLayers {

    /** What the shape of an input is called, the batch included. */
    public static final String[] SHAPE = {"batch_shape", "batch_input_shape"};

    private static final int MAX_RANK = 5;
    private static final String[] FORMAT = {"data_format", "dim_ordering"};
    /** Layers behind which axes are other ones. */
    private static final Set<String> REARRANGING = Set.of("Permute", "Reshape", "Flatten");

    private InputLayers() {
    }

    /** An input's value; images are {@code (n, h, w, c)} in the graph, whatever the file's data format is. */
    public static Value value(String file, LayerConfig layer, ModelConfig model, LoadOptions options) {
        JsonNode shape = layer.settings().find(SHAPE);
        if (shape == null || !shape.isArray() || shape.size() < 2 || shape.size() > MAX_RANK) {
            throw new ModelFormatException(file, "layer " + layer.name(),
                    "does not say the shape of the model's input");
        }
        boolean channelsFirst = shape.size() >= 3
                && channelsFirst(model, layer.name(), new HashSet<>()).orElse(false);
        int[] dims = new int[shape.size()];
        dims[0] = options.batch();
        for (int i = 1; i < dims.length; i++) {
            boolean fixed = dims.length < 3 || i == (channelsFirst ? 1 : dims.length - 1);
            int spatial = fixed ? -1 : i - (channelsFirst ? 2 : 1);
            dims[i] = extent(file, layer, shape, i, spatial, options);
        }
        if (channelsFirst) {
            int channels = dims[1];
            System.arraycopy(dims, 2, dims, 1, dims.length - 2);
            dims[dims.length - 1] = channels;
        }
        Node node = Input.of(layer.name(), Shape.of(dims));
        return new Value(node, channelsFirst, node);
    }

    /** @param spatial which of an image's sides the axis is: 0 its height, 1 its width, -1 neither */
    private static int extent(String file, LayerConfig layer, JsonNode shape, int axis, int spatial,
                              LoadOptions options) {
        JsonNode extent = shape.get(axis);
        if (extent.isInt() && extent.intValue() > 0) {
            return extent.intValue();
        }
        if (extent.isNull() && spatial >= 0 && options.imageSize().isPresent()) {
            return spatial == 0 ? options.imageSize().get().height() : options.imageSize().get().width();
        }
        throw new ModelFormatException(file, "layer " + layer.name(), "leaves its input's size open, " + shape
                + (spatial >= 0 ? "; say it with --image-size" : ", along an axis that must be known"));
    }

    /**
     * Whether images enter with channels first: as the layers say that they reach before another rearranges their axes.
     * Empty where none says anything.
     */
    private static Optional<Boolean> channelsFirst(ModelConfig model, String from, Set<String> seen) {
        Optional<Boolean> found = Optional.empty();
        for (LayerConfig layer : model.layers()) {
            for (LayerCallConfig call : layer.calls()) {
                for (int i = 0; i < call.tensors().size(); i++) {
                    if (call.tensors().get(i).layer().equals(from) && seen.add(from + "\n" + layer.name())) {
                        Optional<Boolean> said = says(layer, i).or(() -> REARRANGING.contains(layer.className())
                                ? Optional.empty() : channelsFirst(model, layer.name(), seen));
                        if (said.orElse(false)) {
                            return said;
                        }
                        found = found.or(() -> said);
                    }
                }
            }
        }
        return found;
    }

    private static Optional<Boolean> says(LayerConfig layer, int input) {
        if (layer.nested().isPresent()) {
            ModelConfig inner = layer.nested().get();
            return input < inner.inputs().size()
                    ? channelsFirst(inner, inner.inputs().get(input).layer(), new HashSet<>()) : Optional.empty();
        }
        return layer.settings().has(FORMAT) ? Optional.of(Arrays.asList("channels_first", "th").contains(
                layer.settings().text("", FORMAT))) : Optional.empty();
    }
}
