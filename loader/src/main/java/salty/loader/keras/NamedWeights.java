package salty.loader.keras;

import java.util.List;
import java.util.Map;

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
