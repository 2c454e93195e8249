package salty.loader.tfjs;

import java.util.List;
import java.util.Map;
import java.util.Set;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;
import salty.loader.file.ModelFormatException;
import salty.loader.keras.config.LayerConfig;
import salty.loader.keras.layers.LayerTable;

/**
 * What TF.js' layers know and what they take differently from Keras ({@code tfjs-layers}, version 4): what it would not
 * load, or compute other numbers from, is refused before a file is written.
 */
final class TfjsLayers {

    private static final Set<String> KNOWN = Set.of("InputLayer", "Conv1D", "Conv2D", "DepthwiseConv2D",
            "SeparableConv2D", "Conv2DTranspose", "Dense", "BatchNormalization", "LayerNormalization", "MaxPooling1D",
            "MaxPooling2D", "AveragePooling1D", "AveragePooling2D", "GlobalAveragePooling1D", "GlobalAveragePooling2D",
            "GlobalMaxPooling1D", "GlobalMaxPooling2D", "Flatten", "Reshape", "Permute", "ZeroPadding2D", "Cropping2D",
            "UpSampling2D", "Add", "Multiply", "Average", "Maximum", "Minimum", "Concatenate", "Activation", "ReLU",
            "LeakyReLU", "PReLU", "ELU", "ThresholdedReLU", "Softmax", "Rescaling", "Dropout", "SpatialDropout1D",
            "GaussianNoise", "GaussianDropout", "AlphaDropout");
    private static final Set<String> ACTIVATIONS = Set.of("linear", "relu", "relu6", "sigmoid", "tanh", "softmax", "elu",
            "selu", "softplus", "softsign", "hard_sigmoid", "swish", "mish");
    /** Settings with which TF.js does something else than Keras, and the values with which it does the same. */
    private static final Map<String, Double> PLAIN = Map.of("groups", 1.0, "keepdims", 0.0, "rms_scaling", 0.0,
            "threshold", 0.0, "negative_slope", 0.0);

    private TfjsLayers() {
    }

    /** Whether TF.js lacks a layer that does nothing once a model is trained. */
    static boolean isIdentity(LayerConfig layer) {
        return LayerTable.isIdentity(layer.className()) && !KNOWN.contains(layer.className());
    }

    /**
     * Settings as TF.js takes them. What only training needs is left out: of its penalties and constraints TF.js knows
     * other names.
     */
    static ObjectNode checked(String file, LayerConfig layer, ObjectNode settings) {
        if (!KNOWN.contains(layer.className())) {
            throw new ModelFormatException(file, "layer " + layer.name(), "TF.js has no layer " + layer.className());
        }
        List.copyOf(settings.propertyNames()).stream()
                .filter(key -> key.endsWith("_regularizer") || key.endsWith("_constraint")).forEach(settings::remove);
        PLAIN.forEach((setting, value) -> {
            if (!(layer.className().equals("LeakyReLU") && setting.equals("negative_slope")) && layer.settings().has(setting)
                    && layer.settings().number(value, setting) != value) {
                throw refused(file, layer, setting, layer.settings().json().get(setting));
            }
        });
        if (layer.settings().has("output_padding")) {
            throw refused(file, layer, "output_padding", layer.settings().json().get("output_padding"));
        }
        JsonNode activation = layer.settings().find("activation");
        if (activation != null) {
            settings.put("activation", activation(file, layer, activation));
        }
        return settings;
    }

    private static String activation(String file, LayerConfig layer, JsonNode activation) {
        String name = activation.asString(activation.path("config").asString(""));
        name = name.equals("silu") ? "swish" : name;
        // Keras 3 changed it; TF.js kept Keras 2's.
        if (!ACTIVATIONS.contains(name) || name.equals("hard_sigmoid") && layer.settings().keras3()) {
            throw refused(file, layer, "activation", activation);
        }
        return name;
    }

    private static ModelFormatException refused(String file, LayerConfig layer, String setting, JsonNode value) {
        return new ModelFormatException(file, "layer " + layer.name() + " (" + layer.className() + ")",
                "TF.js does not compute " + setting + " = " + value + " as Keras does");
    }
}
