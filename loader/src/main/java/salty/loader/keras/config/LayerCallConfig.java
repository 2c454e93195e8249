package salty.loader.keras.config;

import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import tools.jackson.databind.JsonNode;

/**
 * One use of a layer, Keras' "inbound node": what it is called on. A shared layer has several.
 *
 * @param arguments positional arguments; lists of tensors are flattened
 * @param named     keyword arguments
 */
public record LayerCallConfig(List<Argument> arguments, Map<String, Argument> named) {

    /** What a layer is called on: values of the graph, or a literal that operation layers take. */
    public sealed interface Argument {
        record Ref(TensorRef tensor) implements Argument {
        }

        record Literal(JsonNode value) implements Argument {
        }
    }

    /** All values of the graph among the arguments, positional ones first. */
    public List<TensorRef> tensors() {
        return Stream.concat(arguments.stream(), named.values().stream())
                .flatMap(a -> a instanceof Argument.Ref(TensorRef tensor) ? Stream.of(tensor)
                        : Stream.empty())
                .toList();
    }
}
