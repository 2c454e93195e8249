package salty.loader.keras.layers;

import java.util.List;
import salty.engine.graph.Node;
import salty.loader.keras.config.LayerCallConfig;
import salty.loader.keras.config.LayerConfig;
import salty.loader.keras.config.Settings;

/**
 * One use of a layer while the graph is built: what it is called on, its settings and its weights. Builders throw
 * {@link IllegalArgumentException} for what does not fit; the builder of the graph adds file and layer.
 *
 * @param layer   the layer
 * @param call    how it is called, for operation layers; a plain call otherwise
 * @param inputs  the values that it is called on
 * @param weights its weights
 * @param dialect how old files' weights are meant
 */
public record LayerCall(LayerConfig layer, LayerCallConfig call, List<Value> inputs, LayerWeights weights,
                 Dialect dialect) {

    Settings settings() {
        return layer.settings();
    }

    /** The only value that the layer is called on. */
    Value input() {
        if (inputs.size() != 1) {
            throw new IllegalArgumentException("is called on " + inputs.size() + " values, expected one");
        }
        return inputs.getFirst();
    }

    /** Whether the settings say channels first; Keras 1 calls that dim_ordering th. */
    boolean channelsFirst() {
        String format = settings().text("channels_last", "data_format", "dim_ordering");
        return switch (format) {
            case "channels_last", "tf", "default" -> false;
            case "channels_first", "th" -> true;
            default -> throw settings().unsupported("data_format", format);
        };
    }

    /** The input with channels last, as its layer of images sees it. */
    Node images(int rank) {
        Node node = input().channelsLast(channelsFirst());
        if (node.shape().rank() != rank) {
            throw new IllegalArgumentException("is called on a value of shape " + node.shape() + ", expected "
                    + (rank == 4 ? "images (n, h, w, c)" : "sequences (n, w, c)"));
        }
        return node;
    }

    /** A layer of images' result, in the layout of its settings. */
    Value imageResult(Node node) {
        return new Value(node, channelsFirst() && node.shape().rank() >= 3, node);
    }

    /** Applies the activation that the settings name. */
    Value activated(Value value) {
        return Activations.fused(settings(), value);
    }
}
