package salty.loader.keras;

import java.util.List;
import java.util.Set;
import salty.loader.ModelFormatException;
import tools.jackson.databind.JsonNode;

/** The networks that a weights-only file can belong to, recognised by the names of its layers. */
final class KnownNetworks {

    private static final int[] VGG16_CONVOLUTIONS = {2, 2, 3, 3, 3};
    private static final int[] VGG_FILTERS = {64, 128, 256, 512, 512};
    private static final int HIDDEN = 4096;
    private static final int VGG_IMAGE = 224;

    private KnownNetworks() {
    }

    /**
     * The configuration of the network that the weights are named after.
     *
     * @throws ModelFormatException if there is none
     */
    static JsonNode of(String file, LegacyWeights weights) {
        Set<String> layers = weights.layers().keySet();
        if (layers.contains("block5_conv3") && !layers.contains("block5_conv4")) {
            boolean top = layers.contains("predictions");
            return vgg16(top ? units(file, "predictions", weights.layers().get("predictions")) : 0);
        }
        throw new ModelFormatException(file, "", "holds weights alone, of layers " + layers.stream().limit(4).toList()
                + ", which are no network that is known; save the whole model (model.save)");
    }

    /** VGG16 with {@code classes} outputs; 0 leaves out its three dense layers and the image's size. */
    static JsonNode vgg16(int classes) {
        Architecture net = new Architecture("vgg16");
        Integer size = classes == 0 ? null : VGG_IMAGE;
        String x = net.input("input_1", size, size, 3);
        for (int block = 1; block <= VGG_FILTERS.length; block++) {
            for (int i = 1; i <= VGG16_CONVOLUTIONS[block - 1]; i++) {
                x = net.conv(x, "block" + block + "_conv" + i, VGG_FILTERS[block - 1], 3, "relu");
            }
            x = net.maxPool(x, "block" + block + "_pool", 2, 2);
        }
        if (classes > 0) {
            x = net.flatten(x, "flatten");
            x = net.dense(x, "fc1", HIDDEN, "relu");
            x = net.dense(x, "fc2", HIDDEN, "relu");
            x = net.dense(x, "predictions", classes, "softmax");
        }
        return net.model(x);
    }

    /** The length of the only vector among a dense layer's weights, its bias. */
    private static int units(String file, String layer, List<StoredWeight> weights) {
        return weights.stream().filter(w -> w.shape().length == 1).findFirst().map(w -> w.shape()[0]).orElseThrow(() ->
                new ModelFormatException(file, layer, "has no bias"));
    }
}
