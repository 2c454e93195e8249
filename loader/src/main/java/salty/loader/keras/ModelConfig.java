package salty.loader.keras;

import java.util.List;

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
record ModelConfig(String name, boolean sequential, List<LayerConfig> layers, List<TensorRef> inputs,
                   List<TensorRef> outputs) {

    ModelConfig {
        layers = List.copyOf(layers);
        inputs = List.copyOf(inputs);
        outputs = List.copyOf(outputs);
    }
}
