package salty.loader.keras;

import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;
import java.util.SequencedMap;
import tools.jackson.databind.JsonNode;
import salty.engine.graph.Tensor;
import salty.loader.card.ModelCard;
import salty.loader.hdf5.DatasetContent;
import salty.loader.hdf5.Hdf5Writer;
import salty.loader.hdf5.NewGroup;
import salty.loader.keras.config.LayerConfig;
import salty.loader.keras.config.ModelConfig;
import salty.loader.keras.layers.WeightRole;
import salty.loader.keras.weights.KerasOrder;
import salty.loader.keras.weights.MemoryWeights;
import salty.loader.keras.weights.WeightAssignment;

/**
 * Writes whole models as Keras' legacy HDF5 ({@code keras/src/legacy/saving/legacy_h5_format.py}): the configuration as
 * an attribute, a group of weights for every layer, in Keras' order of layers; a nested model's weights lie in one
 * group, trainable ones first.
 */
final class ModelFileWriter {

    private ModelFileWriter() {
    }

    static void write(Path path, String version, JsonNode config, ModelConfig model, MemoryWeights weights,
                      Optional<ModelCard> card) throws IOException {
        String backend = weights.dialect().theano() ? "theano" : "tensorflow";
        NewGroup root = new NewGroup().text("keras_version", version).text("backend", backend)
                .text("model_config", config.toString());
        card.ifPresent(c -> c.addTo(root));
        ModelCard.addDigest(root, KerasModel.weightsSha256(path.toString(), model, weights));
        NewGroup group = root.group("model_weights").text("keras_version", version).text("backend", backend);
        List<LayerConfig> layers = KerasOrder.of(model);
        group.texts("layer_names", layers.stream().map(LayerConfig::name).toList());
        for (LayerConfig layer : layers) {
            SequencedMap<String, Tensor> trainable = new LinkedHashMap<>();
            SequencedMap<String, Tensor> others = new LinkedHashMap<>();
            collect(layer, layer.name(), weights, layer.trainable(), trainable, others);
            trainable.putAll(others);
            NewGroup own = group.group(layer.name());
            own.texts("weight_names", List.copyOf(trainable.keySet()));
            trainable.forEach((name, tensor) -> own.dataset(name, dims(tensor), DatasetContent.of(tensor.data())));
        }
        Hdf5Writer.write(path, root);
    }

    /** A layer's weights by their names in its group, {@code conv1/kernel:0}. */
    private static void collect(LayerConfig layer, String path, MemoryWeights weights, boolean trained,
                                SequencedMap<String, Tensor> trainable, SequencedMap<String, Tensor> others) {
        if (layer.nested().isPresent()) {
            for (LayerConfig inner : KerasOrder.of(layer.nested().get())) {
                collect(inner, LayerConfig.join(path, inner.name()), weights, trained && inner.trainable(), trainable,
                        others);
            }
            return;
        }
        for (WeightRole role : WeightAssignment.roles("", layer)) {
            Tensor tensor = weights.tensors().get(LayerConfig.join(path, role.name()));
            if (tensor != null) {
                String name = layer.name() + "/" + role.name() + ":0";
                (trained && role.trainable() ? trainable : others).put(name, tensor);
            }
        }
    }

    private static long[] dims(Tensor tensor) {
        int[] dims = tensor.shape().dims();
        long[] wide = new long[dims.length];
        for (int i = 0; i < dims.length; i++) {
            wide[i] = dims[i];
        }
        return wide;
    }
}
