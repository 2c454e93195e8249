package salty.loader.keras.weights;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import java.util.Set;
import salty.loader.file.ModelFormatException;
import salty.loader.hdf5.Hdf5Dataset;
import salty.loader.hdf5.Hdf5Group;
import salty.loader.keras.config.LayerConfig;
import salty.loader.keras.config.ModelConfig;
import salty.loader.keras.layers.Dialect;
import salty.loader.keras.layers.QuantizedWeights;
import salty.loader.keras.layers.StoredWeight;

/**
 * The weights of a legacy HDF5 file: attribute {@code layer_names}, a group for each layer with attribute
 * {@code weight_names}, and datasets at exactly those names ({@code legacy_h5_format.py} in Keras). Names are never put
 * together here: {@code conv2d_1} may well hold {@code conv2d_1_1/kernel:0}.
 */
public final class LegacyWeights implements WeightStore {

    private final String file;
    private final Hdf5Group root;
    private final boolean byName;
    private final SequencedMap<String, List<StoredWeight>> layers = new LinkedHashMap<>();

    /**
     * @param root   the group with the attribute {@code layer_names}
     * @param byName whether layers may be matched by name only
     */
    public LegacyWeights(String file, Hdf5Group root, boolean byName) {
        this.file = file;
        this.root = root;
        this.byName = byName;
        List<String> names = root.texts("layer_names").orElseThrow(() -> new ModelFormatException(file, root.path(),
                "has no attribute layer_names, so it holds no Keras weights"));
        for (String name : names) {
            if (layers.put(name, QuantizedWeights.dequantized(weights(root.group(name)))) != null) {
                throw new ModelFormatException(file, name, "is named twice in layer_names");
            }
        }
    }

    private static List<StoredWeight> weights(Hdf5Group layer) {
        List<StoredWeight> weights = new ArrayList<>();
        for (String name : layer.texts("weight_names").orElse(List.of())) {
            Hdf5Dataset dataset = layer.dataset(name);
            weights.add(new StoredWeight(name, dataset.shape(), dataset::floats));
        }
        return weights;
    }

    /** The file's layers and their weights, in the order of {@code layer_names}. */
    public SequencedMap<String, List<StoredWeight>> layers() {
        return layers;
    }

    @Override
    public Map<LayerConfig, List<StoredWeight>> assign(ModelConfig model) {
        List<LayerConfig> weighty = model.layers().stream().filter(l -> !WeightAssignment.roles(file, l).isEmpty())
                .toList();
        Map<LayerConfig, List<StoredWeight>> assigned = new HashMap<>();
        if (weighty.stream().allMatch(l -> layers.containsKey(l.name()))) {
            weighty.forEach(l -> assigned.putAll(WeightAssignment.within(file, l, layers.get(l.name()))));
        } else {
            byOrder(weighty, assigned);
        }
        return assigned;
    }

    /** Keras' own way: the k-th layer that has weights gets the k-th group that has weights. */
    private void byOrder(List<LayerConfig> weighty, Map<LayerConfig, List<StoredWeight>> assigned) {
        List<String> groups = layers.keySet().stream().filter(name -> !layers.get(name).isEmpty()).toList();
        if (byName || groups.size() != weighty.size()) {
            Set<String> missing = new HashSet<>();
            weighty.forEach(l -> missing.add(l.name()));
            missing.removeAll(layers.keySet());
            throw new ModelFormatException(file, "", "holds weights of " + groups.size() + " layers, the model has "
                    + weighty.size() + "; no weights for " + missing.stream().sorted().limit(5).toList());
        }
        for (int i = 0; i < groups.size(); i++) {
            assigned.putAll(WeightAssignment.within(file, weighty.get(i), layers.get(groups.get(i))));
        }
    }

    /** A group without {@code keras_version} was written by Keras 1, even if the root says something else. */
    @Override
    public Dialect dialect() {
        String version = root.text("keras_version").orElse("1");
        return new Dialect(version.startsWith("1") ? 1 : 2, root.text("backend").orElse("").equals("theano"));
    }
}
