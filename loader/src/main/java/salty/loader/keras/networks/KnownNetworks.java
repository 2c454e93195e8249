package salty.loader.keras.networks;

import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.IntFunction;
import salty.loader.file.ModelFormatException;
import salty.loader.keras.layers.StoredWeight;
import salty.loader.keras.weights.LegacyWeights;
import salty.loader.keras.weights.WeightStore;

/**
 * The published networks that are known by name: weights that come without a configuration are recognised by the names
 * of their layers, and {@code salty init} makes seeded ones.
 */
public final class KnownNetworks {

    private static final int IMAGENET_CLASSES = 1000;

    /** By name: the network with a number of classes, 0 for its convolutional part alone. */
    private static final Map<String, IntFunction<Architecture>> NETWORKS = networks();

    private KnownNetworks() {
    }

    private static Map<String, IntFunction<Architecture>> networks() {
        Map<String, IntFunction<Architecture>> networks = new LinkedHashMap<>();
        networks.put("vgg16", Vgg::vgg16);
        networks.put("vgg19", Vgg::vgg19);
        networks.put("alexnet", AlexNet::network);
        networks.put("resnet50", ResNet50::network);
        networks.put("mobilenetv2", MobileNetV2::network);
        networks.put("inceptionv3", InceptionV3::network);
        networks.put("pocket", Pocket::network);
        return networks;
    }

    /** The names of the networks. */
    public static List<String> names() {
        return List.copyOf(NETWORKS.keySet());
    }

    /**
     * A network with ImageNet's 1000 classes.
     *
     * @throws IllegalArgumentException if there is none of that name, naming those that there are
     */
    public static Architecture named(String name) {
        return named(name, IMAGENET_CLASSES);
    }

    /**
     * A network with a number of classes, 0 for its convolutional part alone.
     *
     * @throws IllegalArgumentException if there is none of that name, naming those that there are
     */
    public static Architecture named(String name, int classes) {
        IntFunction<Architecture> network = NETWORKS.get(name);
        if (network == null) {
            throw new IllegalArgumentException("no network '" + name + "'; there are " + String.join(", ", names()));
        }
        return network.apply(classes);
    }

    /**
     * The network whose layers the weights are named after.
     *
     * @throws ModelFormatException if there is none
     */
    public static Architecture of(String file, WeightStore weights) {
        if (!(weights instanceof LegacyWeights legacy)) {
            throw new ModelFormatException(file, "",
                    "holds weights without names of layers; give the model's configuration "
                    + "with --config, or save the whole model (model.save)");
        }
        Map<String, List<StoredWeight>> layers = legacy.layers();
        Set<String> present = new HashSet<>();
        layers.forEach((layer, own) -> {
            if (!own.isEmpty()) {
                present.add(layer);
            }
        });
        for (IntFunction<Architecture> network : NETWORKS.values()) {
            Architecture whole = network.apply(IMAGENET_CLASSES);
            if (weighty(whole).equals(present)) {
                int classes = units(file, layers.get(whole.weights().lastEntry().getKey()));
                return classes == IMAGENET_CLASSES ? whole : network.apply(classes);
            }
            Architecture convolutions = network.apply(0);
            if (weighty(convolutions).equals(present)) {
                return convolutions;
            }
        }
        throw new ModelFormatException(file, "",
                "holds weights alone, of layers " + layers.keySet().stream().limit(4).toList()
                + ", which are no network that is known; give the configuration that belongs to them (Keras'"
                + " model.to_json()) with --config, or save the whole model (model.save)");
    }

    private static Set<String> weighty(Architecture network) {
        Set<String> layers = new HashSet<>();
        network.weights().forEach((layer, weights) -> {
            if (!weights.isEmpty()) {
                layers.add(layer);
            }
        });
        return layers;
    }

    /** The length of the only vector among a dense layer's weights, its bias. */
    private static int units(String file, List<StoredWeight> weights) {
        return weights.stream().filter(w -> w.shape().length == 1).findFirst().map(w -> w.shape()[0]).orElseThrow(() ->
                new ModelFormatException(file, weights.getFirst().name(), "belongs to a last layer without bias"));
    }
}
