package salty.cli;

import java.util.Locale;
import java.util.Set;

import salty.engine.model.Layer;
import salty.engine.model.Model;
import salty.loader.image.Preprocessing;

/**
 * The preprocessing that a model was most likely trained with. Keras does not record it (our own files do), so this
 * goes by what it does record: layers that rescale by themselves, then the architecture's name, then the layers' names.
 */
final class AutoPreprocessing {
    private static final Set<String> RESCALING = Set.of("Rescaling", "Normalization");

    private AutoPreprocessing() {}

    /**
     * The convention that the option {@code --preprocess} names.
     *
     * @throws UserException if there is none of that name
     */
    static Preprocessing choose(String name, Network network) {
        try {
            if (!name.equals("auto")) {
                return Preprocessing.byLabel(name);
            }
            return network.card().map(card -> Preprocessing.byLabel(card.preprocessing()))
                    .orElseGet(() -> of(network.model()));
        } catch (IllegalArgumentException e) {
            throw new UserException("--preprocess: " + e.getMessage(), e);
        }
    }

    /** The convention of this model; plain 0..1 where nothing tells. */
    static Preprocessing of(Model model) {
        if (model.layers().values().stream().map(Layer::type).anyMatch(RESCALING::contains)) {
            return Preprocessing.NONE;
        }
        if (model.input().shape().dim(-1) != 3) {
            return Preprocessing.UNIT;
        }
        String name = model.name().toLowerCase(Locale.ROOT);
        if (name.contains("mobilenet") || name.contains("inception") || name.contains("xception")
                || name.contains("nasnet") || name.contains("resnet") && name.contains("v2")) {
            return Preprocessing.TF;
        }
        if (name.contains("densenet")) {
            return Preprocessing.TORCH;
        }
        if (name.contains("vgg") || name.contains("resnet50") || name.contains("resnet101")
                || name.contains("resnet152") || model.layers().containsKey("block5_conv3")) {
            return Preprocessing.CAFFE;
        }
        return Preprocessing.UNIT;
    }
}
