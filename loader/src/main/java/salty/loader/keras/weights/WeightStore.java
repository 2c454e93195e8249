package salty.loader.keras.weights;

import java.util.List;
import java.util.Map;
import salty.loader.keras.config.LayerConfig;
import salty.loader.keras.config.ModelConfig;
import salty.loader.keras.layers.Dialect;
import salty.loader.keras.layers.StoredWeight;

/** Where a model's weights lie: an HDF5 file of Keras 1 and 2, one of Keras 3, the shards of a TF.js model. */
public interface WeightStore {

    /**
     * The weights of every layer that has some, nested models' layers included, in the order of the file.
     *
     * @throws salty.loader.file.ModelFormatException if layers and weights do not belong together
     */
    Map<LayerConfig, List<StoredWeight>> assign(ModelConfig model);

    /** How the values are meant. */
    Dialect dialect();
}
