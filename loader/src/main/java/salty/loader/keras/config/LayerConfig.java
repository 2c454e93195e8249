package salty.loader.keras.config;

import java.util.List;
import java.util.Optional;

/**
 * A layer as a model's configuration describes it. Equal only to itself, so that it can be a key.
 */
public final class LayerConfig {

    private final String className;
    private final String name;
    private final Settings settings;
    private final List<LayerCallConfig> calls;
    private final ModelConfig nested;

    public LayerConfig(String className, String name, Settings settings, List<LayerCallConfig> calls, ModelConfig nested) {
        this.className = className;
        this.name = name;
        this.settings = settings;
        this.calls = List.copyOf(calls);
        this.nested = nested;
    }

    /** The Keras class, {@code Conv2D}. */
    public String className() {
        return className;
    }

    /** The layer's own name, unique in its model. */
    public String name() {
        return name;
    }

    public Settings settings() {
        return settings;
    }

    /** The uses of the layer, in order; none for an input. */
    public List<LayerCallConfig> calls() {
        return calls;
    }

    /** The model that this layer is, if it is one. */
    public Optional<ModelConfig> nested() {
        return Optional.ofNullable(nested);
    }

    /** Whether Keras counts its weights as trainable; it orders the weights of nested models. */
    public boolean trainable() {
        return settings.flag(true, "trainable");
    }

    @Override
    public String toString() {
        return name + " (" + className + ")";
    }

    /** The path of a layer inside a model; the outermost has none. */
    public static String join(String path, String name) {
        return path.isEmpty() ? name : path + "/" + name;
    }
}
