package salty.loader.keras;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;
import salty.loader.file.ModelFormatException;
import salty.loader.keras.config.InboundNodes;
import salty.loader.keras.config.LayerCallConfig;
import salty.loader.keras.config.LayerConfig;
import salty.loader.keras.config.ModelConfig;
import salty.loader.keras.config.PythonValues;
import salty.loader.keras.config.Settings;
import salty.loader.keras.config.TensorRef;
import salty.loader.keras.layers.InputLayers;
import salty.loader.keras.layers.OperationLayers;

/** Turns a model's configuration, in any dialect of Keras 1, 2 and 3, into a {@link ModelConfig}. */
final class ConfigReader {

    private static final Set<String> MODELS = Set.of("Sequential", "Functional", "Model");
    private static final int MAX_LAYERS = 20_000;

    private final String file;
    private final boolean keras3;
    private int layerCount;

    private ConfigReader(String file, boolean keras3) {
        this.file = file;
        this.keras3 = keras3;
    }

    /**
     * Reads {@code {"class_name": ..., "config": ...}}.
     *
     * @param keras3 whether Keras 3 wrote it, some of whose defaults differ
     * @throws ModelFormatException if it is no Sequential or Functional model, or contradicts itself
     */
    static ModelConfig read(String file, JsonNode model, boolean keras3) {
        ConfigReader reader = new ConfigReader(file, keras3);
        String className = reader.className("model_config", model);
        if (!MODELS.contains(className)) {
            throw new ModelFormatException(file, "model class " + className,
                    "is neither Sequential nor Functional; only models made of Keras' own layers can be read");
        }
        return reader.model(PythonValues.plain(model), "");
    }

    private ModelConfig model(JsonNode json, String path) {
        JsonNode config = json.path("config");
        boolean sequential = className(path, json).equals("Sequential");
        String name = config.path("name").asString(json.path("name").asString(sequential ? "sequential" : "model"));
        JsonNode layers = config.isArray() ? config : config.path("layers");
        if (!layers.isArray() || layers.isEmpty()) {
            throw new ModelFormatException(file, path.isEmpty() ? "model_config" : path, "has no layers");
        }
        layerCount += layers.size();
        if (layerCount > MAX_LAYERS) {
            throw new ModelFormatException(file, "model_config", "has more than " + MAX_LAYERS + " layers");
        }
        return sequential ? sequential(name, config, layers, path) : functional(name, config, layers, path);
    }

    private ModelConfig sequential(String name, JsonNode config, JsonNode layerList, String path) {
        List<LayerConfig> layers = new ArrayList<>();
        TensorRef last = null;
        for (JsonNode json : layerList) {
            List<LayerCallConfig> calls = last == null ? List.of() : List.of(call(last));
            LayerConfig layer = layer(json, path, calls);
            if (last == null && !layer.className().equals("InputLayer")) {
                LayerConfig input = inputFor(layer, json, config, path);
                layers.add(input);
                last = new TensorRef(input.name(), 0, 0);
                layer = new LayerConfig(layer.className(), layer.name(), layer.settings(), List.of(call(last)),
                        layer.nested().orElse(null));
            }
            layers.add(layer);
            last = new TensorRef(layer.name(), 0, 0);
        }
        checkNames(layers, path);
        return new ModelConfig(name, true, layers, List.of(new TensorRef(layers.getFirst().name(), 0, 0)),
                List.of(last));
    }

    /** Sequential models without an InputLayer say their input's shape on the first layer, or beside the layers. */
    private LayerConfig inputFor(LayerConfig first, JsonNode json, JsonNode config, String path) {
        JsonNode shape = first.settings().find(InputLayers.SHAPE);
        if (shape == null && first.nested().isPresent()) {
            ModelConfig inner = first.nested().get();
            shape = inner.layers().stream().filter(l -> l.name().equals(inner.inputs().getFirst().layer())).findFirst()
                    .map(l -> l.settings().find(InputLayers.SHAPE)).orElse(null);
        }
        if (shape == null) {
            shape = firstArray(config.path("build_input_shape"), json.path("build_config").path("input_shape"));
        }
        if (shape == null) {
            throw new ModelFormatException(file, LayerConfig.join(path, first.name()),
                    "is the first layer of a Sequential model and does not say its input's shape (batch_input_shape)");
        }
        ObjectNode settings = JsonNodeFactory.instance.objectNode();
        settings.set("batch_shape", shape);
        String name = first.name() + "_input";
        return new LayerConfig("InputLayer", name, settings(LayerConfig.join(path, name), settings), List.of(), null);
    }

    private ModelConfig functional(String name, JsonNode config, JsonNode layerList, String path) {
        List<LayerConfig> layers = new ArrayList<>();
        for (JsonNode json : layerList) {
            layers.add(layer(json, path, InboundNodes.read(file, LayerConfig.join(path, json.path("name").asString("")),
                    json.path("inbound_nodes"))));
        }
        checkNames(layers, path);
        List<TensorRef> inputs = InboundNodes.tensors(config.path("input_layers"));
        List<TensorRef> outputs = InboundNodes.tensors(config.path("output_layers"));
        if (inputs.isEmpty() || outputs.isEmpty()) {
            throw new ModelFormatException(file, path.isEmpty() ? "model_config" : path,
                    "names no " + (inputs.isEmpty() ? "input_layers" : "output_layers"));
        }
        return new ModelConfig(name, false, layers, inputs, outputs);
    }

    private LayerConfig layer(JsonNode json, String path, List<LayerCallConfig> calls) {
        JsonNode config = json.path("config");
        String className = className(path, json);
        // A TensorFlowOpLayer's settings have its name without the prefix by which others call it.
        String name = json.path("name").asString(config.path("name").asString(""));
        if (name.isEmpty()) {
            name = className.toLowerCase(Locale.ROOT) + "_" + layerCount;
        }
        String layerPath = LayerConfig.join(path, name);
        refuseForeignCode(json, className, layerPath);
        if (json.path("module").asString("").matches("keras\\.(src\\.)?ops\\b.*") || keras3 && !json.has("module")
                && OperationLayers.isCalledAsOperation(className, json.path("inbound_nodes"))) {
            className = OperationLayers.PREFIX + className;
        }
        ModelConfig nested = MODELS.contains(className) ? model(json, layerPath) : null;
        if (nested == null && !config.isObject()) {
            throw new ModelFormatException(file, layerPath, "has no config");
        }
        JsonNode settings = config.isObject() ? config : JsonNodeFactory.instance.objectNode();
        return new LayerConfig(className, name, settings(layerPath + " (" + className + ")", settings),
                calls, nested);
    }

    /** A registered name {@code package>Class} or a module that is not Keras' own stands for somebody's Python code. */
    private void refuseForeignCode(JsonNode json, String className, String layerPath) {
        String registered = json.path("registered_name").asString("");
        String module = json.path("module").asString("keras");
        boolean ours = module.equals("keras") || module.startsWith("keras.") || module.startsWith("tf_keras")
                || module.startsWith("tensorflow.keras") || module.startsWith("tensorflow.python.keras");
        if (!ours || registered.indexOf('>') >= 0 || className.indexOf('>') >= 0) {
            throw new ModelFormatException(file, layerPath, "layer type "
                    + (registered.isEmpty() ? module + "." + className : registered)
                    + " is custom code, which is not supported (and never executed)");
        }
    }

    private void checkNames(List<LayerConfig> layers, String path) {
        Set<String> names = new HashSet<>();
        for (LayerConfig layer : layers) {
            if (!names.add(layer.name())) {
                throw new ModelFormatException(file, LayerConfig.join(path, layer.name()), "two layers have this name");
            }
        }
    }

    private String className(String place, JsonNode json) {
        JsonNode name = json.get("class_name");
        if (name == null || !name.isString()) {
            throw new ModelFormatException(file, place.isEmpty() ? "model_config" : place, "a layer has no class_name");
        }
        return name.stringValue();
    }

    private Settings settings(String place, JsonNode json) {
        return new Settings(file, place, json, keras3);
    }

    private static LayerCallConfig call(TensorRef tensor) {
        return new LayerCallConfig(List.of(new LayerCallConfig.Argument.Ref(tensor)), Map.of());
    }

    private static JsonNode firstArray(JsonNode... candidates) {
        for (JsonNode candidate : candidates) {
            if (candidate.isArray() && !candidate.isEmpty()) {
                return candidate;
            }
        }
        return null;
    }

}
