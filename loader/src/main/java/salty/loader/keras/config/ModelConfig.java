package salty.loader.keras.config;

import java.util.List;
import java.util.stream.Stream;

/**
 * A model's configuration, the same for all dialects of Keras: layers, and which values go in and come out. A
 * Sequential model is the chain of its layers.
 *
 * @param name       the model's name
 * @param sequential whether it was a Sequential, which Keras 3 names its weights by
 * @param layers     in the order of the file
 * @param inputs     the values that enter
 * @param outputs    the values that leave
 */
public record ModelConfig(String name, boolean sequential, List<LayerConfig> layers, List<TensorRef> inputs,
                   List<TensorRef> outputs) {

    public ModelConfig {
        layers = List.copyOf(layers);
        inputs = List.copyOf(inputs);
        outputs = List.copyOf(outputs);
    }

    /**
     * How the first use of a model inside a model is numbered. Before Keras 3 a model had a use of its own, number 0,
     * so that the outer model's start with 1; some files are renumbered, though. A number beyond the last use tells.
     */
    public int firstCall(LayerConfig inner) {
        boolean fromOne = Stream.concat(outputs.stream(), layers.stream()
                        .flatMap(l -> l.calls().stream()).flatMap(c -> c.tensors().stream()))
                .anyMatch(ref -> ref.layer().equals(inner.name()) && ref.call() >= inner.calls().size());
        return fromOne ? 1 : 0;
    }
}
