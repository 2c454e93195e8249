package salty.loader.keras;

import java.io.IOException;
import java.lang.foreign.ValueLayout;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedMap;
import tools.jackson.databind.JsonNode;
import salty.engine.graph.Shape;
import salty.engine.graph.Tensor;
import salty.engine.model.Layer;
import salty.engine.model.Model;
import salty.engine.random.SplitMix64;
import salty.engine.train.Initialiser;
import salty.loader.card.ModelCard;
import salty.loader.file.LoadOptions;
import salty.loader.file.ModelFormatException;
import salty.loader.file.Sha256;
import salty.loader.keras.config.LayerConfig;
import salty.loader.keras.config.ModelConfig;
import salty.loader.keras.layers.Dialect;
import salty.loader.keras.networks.Architecture;
import salty.loader.keras.networks.KnownNetworks;
import salty.loader.keras.weights.MemoryWeights;
import salty.loader.keras.weights.WeightAssignment;

/**
 * A Keras model as one trains it: its configuration and its weights, which can be cut, given a new head, learned and
 * written. Immutable; {@link #model} builds the graph.
 */
public final class KerasNetwork {

    private static final long PIECE = 1 << 20;

    private final String file;
    private final String version;
    private final JsonNode config;
    private final MemoryWeights weights;

    KerasNetwork(String file, String version, JsonNode config, MemoryWeights weights) {
        this.file = file;
        this.version = version;
        this.config = config;
        this.weights = weights;
    }

    /**
     * Reads a model: a whole one, or weights of a network whose layers' names are known.
     *
     * @throws ModelFormatException if the file is damaged, of another kind, or holds what is not supported
     */
    public static KerasNetwork read(Path path) {
        return of(KerasLoader.open(path, LoadOptions.DEFAULT));
    }

    /** A model that was opened, its weights in memory. */
    public static KerasNetwork of(KerasModel source) {
        return new KerasNetwork(source.file(), source.version(), source.json(),
                MemoryWeights.of(source.file(), source.config(), source.store()));
    }

    /**
     * A known network with fresh weights: kernels as {@code he_normal}, the classifier's as {@code glorot_uniform}.
     *
     * @param network a name of {@link KnownNetworks#names()}
     */
    public static KerasNetwork fresh(String network, int classes, long seed) {
        Architecture architecture = KnownNetworks.named(network, classes);
        SequencedMap<String, Tensor> weights = new LinkedHashMap<>();
        String last = architecture.weights().lastEntry().getKey();
        architecture.weights().forEach((layer, own) -> own.forEach(weight -> {
            boolean one = List.of("gamma", "moving_variance").contains(weight.role());
            Initialiser initialiser = one ? Initialiser.ONES : weight.fanIn() == 0 ? Initialiser.ZEROS
                    : layer.equals(last) ? Initialiser.GLOROT_UNIFORM : Initialiser.HE_NORMAL;
            weights.put(layer + "/" + weight.role(),
                    initialiser.draw(Shape.of(weight.shape()), SplitMix64.of(seed, weights.size())));
        }));
        return new KerasNetwork(network, "2.15.0", architecture.config(),
                new MemoryWeights(weights, Dialect.CURRENT));
    }

    /** What its user must know of it: the name of the file or network. */
    public String name() {
        return file;
    }

    /** The graph. */
    public Model model(LoadOptions options) {
        return GraphBuilder.build(file, structure(), weights, options);
    }

    /** The graph with every weight as it is, so that any of them can be trained. */
    public Model trainable(LoadOptions options) {
        return GraphBuilder.build(file, structure(), weights, options, true);
    }

    /** The graph for one image, {@code size} pixels high and wide where the file leaves that open. */
    public Model model(int size) {
        return model(LoadOptions.DEFAULT.withImageSize(size));
    }

    /**
     * The shape {@code (1, h, w, c)} of its images, {@code size} pixels high and wide where the file leaves that open.
     */
    public Shape inputShape(int size) {
        return model(size).input().shape();
    }

    /** The weights by {@code layer/role}, as the graph's layers name them. */
    public Map<String, Tensor> weights() {
        return Map.copyOf(weights.tensors());
    }

    /** A hash of configuration and weights, in hexadecimal: another where any of them differs. */
    public String fingerprint() {
        Sha256 hash = new Sha256().add(config.toString());
        weights.tensors().forEach((name, tensor) -> {
            hash.add(name);
            for (long at = 0; at < tensor.data().byteSize(); at += PIECE) {
                long length = Math.min(PIECE, tensor.data().byteSize() - at);
                hash.add(tensor.data().asSlice(at, length).toArray(ValueLayout.JAVA_BYTE), (int) length);
            }
        });
        return hash.hex();
    }

    /**
     * The part up to the features that the last dense layer classifies; all of it where there is no classifier.
     *
     * @throws ModelFormatException if the model has several outputs or the classifier lies in a nested model
     */
    public KerasNetwork features() {
        ModelConfig model = structure();
        LayerConfig output = layer(model, model.outputs().getFirst().layer());
        while (output.calls().size() == 1 && !output.className().equals("Dense")
                && WeightAssignment.roles(file, output).isEmpty() && isPointwise(output)) {
            output = layer(model, output.calls().getFirst().tensors().getFirst().layer());
        }
        if (!output.className().equals("Dense")) {
            return this;
        }
        return upTo(model, output.calls().getFirst().tensors().getFirst().layer());
    }

    /**
     * The part up to the last maps {@code (n, h, w, c)}; all of it where it ends in maps.
     *
     * @param size height and width of its images, where the file leaves them open
     * @return empty if the network does not go from maps to its output by single steps
     */
    public Optional<KerasNetwork> maps(int size) {
        ModelConfig model = structure();
        Map<String, Layer> layers = model(size).layers();
        String name = model.outputs().getFirst().layer();
        while (layers.containsKey(name) && layers.get(name).output().shape().rank() != 4) {
            var calls = layer(model, name).calls();
            if (calls.size() != 1 || calls.getFirst().tensors().size() != 1) {
                return Optional.empty();
            }
            name = calls.getFirst().tensors().getFirst().layer();
        }
        if (!layers.containsKey(name)) {
            return Optional.empty();
        }
        return Optional.of(name.equals(model.outputs().getFirst().layer()) ? this : upTo(model, name));
    }

    private KerasNetwork upTo(ModelConfig model, String cut) {
        KerasNetwork whole = with(Surgery.upTo(config, model, cut), weights.tensors());
        SequencedMap<String, Tensor> left = new LinkedHashMap<>();
        MemoryWeights.leaves(whole.structure(), "")
                .forEach((path, layer) -> weights.tensors().forEach((name, tensor) -> {
            if (name.substring(0, name.lastIndexOf('/')).equals(path)) {
                left.put(name, tensor);
            }
        }));
        return whole.with(whole.config, left);
    }

    /** Whether a layer keeps what each element means, so that a classifier may lie before it. */
    private static boolean isPointwise(LayerConfig layer) {
        return List.of("Activation", "Softmax", "Dropout").contains(layer.className());
    }

    /**
     * This network followed by a new classifier, as a Sequential model of the two.
     *
     * @param input  height and width of its images
     * @param head   the classifier
     * @param seed   of its weights
     */
    public KerasNetwork withHead(Shape input, Head head, long seed) {
        ModelConfig model = structure();
        LoadOptions options = LoadOptions.DEFAULT.withImageSize(input.dim(1));
        Shape features = GraphBuilder.build(file, model, weights, options).output().shape();
        SequencedMap<String, Tensor> all = new LinkedHashMap<>();
        weights.tensors().forEach((name, tensor) -> all.put(LayerConfig.join(model.name(), name), tensor));
        int units = features.rank() == 2 || head.averaged() ? features.dim(-1) : features.intSize();
        all.put("predictions/kernel", Initialiser.GLOROT_UNIFORM.draw(Shape.of(units, head.classes()),
                SplitMix64.of(seed, 0)));
        all.put("predictions/bias", Initialiser.ZEROS.draw(Shape.of(head.classes()), SplitMix64.of(seed, 1)));
        return with(Surgery.headed(config, model, version, input, features, head), all);
    }

    /**
     * A classifier on features.
     *
     * @param classes  the number of its outputs
     * @param averaged whether maps are averaged over the image first, or else laid out as they are
     * @param dropout  the share of features that the file says to drop in training; 0 for none
     */
    public record Head(int classes, boolean averaged, float dropout) {
    }

    /** The same network with other weights in the place of some. */
    public KerasNetwork learned(Map<String, Tensor> values) {
        SequencedMap<String, Tensor> all = new LinkedHashMap<>(weights.tensors());
        values.forEach((name, value) -> {
            if (all.replace(name, value) == null) {
                throw new IllegalArgumentException("the network " + file + " has no weight " + name);
            }
        });
        return with(config, all);
    }

    /** Writes a whole model that Keras loads, with a card for Salty. */
    public void write(Path path, ModelCard card) throws IOException {
        ModelFileWriter.write(path, version.isEmpty() ? "2.15.0" : version, config, structure(), weights,
                Optional.of(card));
    }

    private KerasNetwork with(JsonNode changed, SequencedMap<String, Tensor> tensors) {
        return new KerasNetwork(file, version, changed, new MemoryWeights(tensors, weights.dialect()));
    }

    private ModelConfig structure() {
        return ConfigReader.read(file, config, version.startsWith("3"));
    }

    private LayerConfig layer(ModelConfig model, String name) {
        return model.layers().stream().filter(layer -> layer.name().equals(name)).findFirst().orElseThrow(() ->
                new ModelFormatException(file, "output_layers", "names layer " + name + ", which does not exist"));
    }
}
