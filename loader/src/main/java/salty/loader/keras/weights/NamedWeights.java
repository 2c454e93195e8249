package salty.loader.keras.weights;

import java.util.List;
import java.util.Map;
import salty.loader.keras.config.LayerConfig;
import salty.loader.keras.config.ModelConfig;
import salty.loader.keras.layers.Dialect;
import salty.loader.keras.layers.StoredWeight;

/** The weights of a whole model in one list, each named {@code layer/kernel}: a TF.js model's. */
public final class NamedWeights implements WeightStore {

    private final String file;
    private final List<StoredWeight> weights;

    /**
     * @param file    what error messages call the file
     * @param weights all weights, in the file's order
     */
    public NamedWeights(String file, List<StoredWeight> weights) {
        this.file = file;
        this.weights = List.copyOf(weights);
    }

    @Override
    public Map<LayerConfig, List<StoredWeight>> assign(ModelConfig model) {
        return WeightAssignment.among(file, "", model, weights);
    }

    @Override
    public Dialect dialect() {
        return Dialect.CURRENT;
    }
}
