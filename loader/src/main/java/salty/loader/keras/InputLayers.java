package salty.loader.keras;

import java.util.Arrays;
import salty.engine.graph.Node;
import salty.engine.graph.Shape;
import salty.engine.op.Input;
import salty.loader.ModelFormatException;
import tools.jackson.databind.JsonNode;

/** The inputs of a model: their shapes, with what the file leaves open filled in. */
final class InputLayers {

    private static final int MAX_RANK = 5;

    private InputLayers() {
    }

    /** An input's value; images are {@code (n, h, w, c)} in the graph, whatever the file's data format is. */
    static Value value(String file, LayerConfig layer, ModelConfig model, LoadOptions options) {
        JsonNode shape = layer.settings().find("batch_shape", "batch_input_shape");
        if (shape == null || !shape.isArray() || shape.size() < 2 || shape.size() > MAX_RANK) {
            throw new ModelFormatException(file, "layer " + layer.name(),
                    "does not say the shape of the model's input");
        }
        boolean channelsFirst = shape.size() >= 3 && usesChannelsFirst(model);
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

    /** Whether a layer of images says channels first; then the input comes that way too. */
    private static boolean usesChannelsFirst(ModelConfig model) {
        return model.layers().stream().anyMatch(l -> l.nested().map(InputLayers::usesChannelsFirst)
                .orElse(Arrays.asList("channels_first", "th").contains(
                        l.settings().text("", "data_format", "dim_ordering"))));
    }
}
