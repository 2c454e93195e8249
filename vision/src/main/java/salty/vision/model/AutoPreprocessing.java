package salty.vision.model;

import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Collectors;

import salty.engine.model.Layer;
import salty.engine.model.Model;
import salty.loader.image.Preprocessing;
import salty.loader.image.TrainingPixels;

/**
 * The preprocessing that a model was most likely trained with. Keras does not record it (our own files do), so this
 * goes by what it does record: layers before the first weights that change pixels by themselves, then the
 * architecture's name or that of a model inside it, then the layers' names.
 */
public final class AutoPreprocessing {
    /** Layers that scale pixels, or are one operation of a {@code preprocess_input} that was called inside a model. */
    private static final Set<String> CHANGING = Set.of("Rescaling", "Normalization", "TFOpLambda", "SlicingOpLambda",
            "TensorFlowOpLayer");
    /** How Keras 3 calls operations such as {@code x / 127.5}, which come without a class that would tell. */
    private static final String OPERATION = "ops.";
    private static final String AUTO = "auto";
    /** Layers that only one network of Keras has: VGG, MobileNet, MobileNetV2, InceptionV3, Xception, DenseNet. */
    private static final Map<String, Preprocessing> LAYERS = Map.of("block5_conv3", Preprocessing.CAFFE,
            "conv_dw_13", Preprocessing.TF, "expanded_conv_depthwise", Preprocessing.TF, "mixed10", Preprocessing.TF,
            "block14_sepconv2", Preprocessing.TF, "conv5_block16_concat", Preprocessing.TORCH);
    /** Channels of pixels from 0 to 255 are brighter in the mean, those scaled or centred are not. */
    private static final double DARKEST_MEAN = 16;

    private AutoPreprocessing() {}

    /**
     * The convention of this name; for {@code auto} that of the model's card, else what the model tells.
     *
     * @param note told what was assumed where nothing tells
     * @throws IllegalArgumentException if there is none of that name
     */
    public static Preprocessing choose(String name, Network network, Consumer<String> note) {
        if (!name.equals(AUTO)) {
            return Preprocessing.byLabel(name);
        }
        if (network.card().isPresent()) {
            return Preprocessing.byLabel(network.card().get().preprocessing());
        }
        Optional<Preprocessing> told = told(network.model());
        if (told.isEmpty()) {
            note.accept("nothing tells how " + network.file().path().getFileName()
                    + " was trained to see pixels; assuming --preprocess " + Preprocessing.UNIT.label());
        }
        return told.orElse(Preprocessing.UNIT);
    }

    /** The convention of this model; plain 0..1 where nothing tells. */
    public static Preprocessing of(Model model) {
        return told(model).orElse(Preprocessing.UNIT);
    }

    /** The convention that the model's layers or names tell. */
    private static Optional<Preprocessing> told(Model model) {
        if (changesPixels(model) || learnedFromPlainPixels(model)) {
            return Optional.of(Preprocessing.NONE);
        }
        if (model.input().shape().dim(-1) != 3) {
            return Optional.empty();
        }
        return names(model).stream().map(AutoPreprocessing::byName).flatMap(Optional::stream).findFirst()
                .or(() -> byLayers(model));
    }

    /** The model's own name, then those of the models inside it, which are parts of their layers' names. */
    private static Set<String> names(Model model) {
        Set<String> names = new LinkedHashSet<>(Set.of(model.name().toLowerCase(Locale.ROOT)));
        for (String layer : model.layers().keySet()) {
            String[] parts = layer.toLowerCase(Locale.ROOT).split("/");
            names.addAll(List.of(parts).subList(0, parts.length - 1));
        }
        return names;
    }

    private static Optional<Preprocessing> byName(String name) {
        if (name.contains("mobilenet") || name.contains("inception") || name.contains("xception")
                || name.contains("nasnet") || name.contains("resnet") && name.contains("v2")) {
            return Optional.of(Preprocessing.TF);
        }
        if (name.contains("densenet")) {
            return Optional.of(Preprocessing.TORCH);
        }
        return name.contains("vgg") || name.contains("resnet50") || name.contains("resnet101")
                || name.contains("resnet152") ? Optional.of(Preprocessing.CAFFE) : Optional.empty();
    }

    /** Networks that were renamed, as Teachable Machine does, keep the names of their layers. */
    private static Optional<Preprocessing> byLayers(Model model) {
        Set<String> layers = model.layers().keySet().stream()
                .map(name -> name.substring(name.lastIndexOf('/') + 1)).collect(Collectors.toSet());
        return LAYERS.entrySet().stream().filter(known -> layers.contains(known.getKey())).map(Map.Entry::getValue)
                .findFirst();
    }

    private static boolean learnedFromPlainPixels(Model model) {
        return TrainingPixels.means(model).stream().flatMapToDouble(Arrays::stream).min().orElse(0) >= DARKEST_MEAN;
    }

    /** Whether the model does what a preprocessing does before its first convolution or dense layer. */
    private static boolean changesPixels(Model model) {
        for (Layer layer : model.layers().values()) {
            if (CHANGING.contains(layer.type()) || layer.type().startsWith(OPERATION)) {
                return true;
            }
            if (layer.parameters() > 0) {
                return false;
            }
        }
        return false;
    }
}
