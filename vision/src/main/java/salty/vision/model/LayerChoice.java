package salty.vision.model;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

import salty.engine.UserException;
import salty.engine.graph.Shape;
import salty.engine.model.Layer;

/**
 * The layers that are shown when none are named: VGG's usual ones by their names, in other networks the last
 * convolution of each stage, a stage being the layers of one height and width.
 */
public final class LayerChoice {
    private static final List<String> VGG_FILTERS =
            List.of("block1_conv1", "block2_conv1", "block3_conv2", "block4_conv2");
    private static final String VGG_LAST = "block5_conv3";

    private LayerChoice() {}

    /** Those whose filters are drawn: four. */
    public static List<Layer> forFilters(Network network) {
        return isVgg(network) ? layers(network, VGG_FILTERS) : stages(network, VGG_FILTERS.size());
    }

    /** Those whose activations are drawn: the same and one deeper. */
    public static List<Layer> forActivations(Network network) {
        if (!isVgg(network)) {
            return stages(network, VGG_FILTERS.size() + 1);
        }
        List<String> names = new ArrayList<>(VGG_FILTERS);
        names.add(VGG_LAST);
        return layers(network, names);
    }

    /**
     * The one that a class activation map looks at: the last layer with maps of the last convolution's size that is no
     * pooling, so that normalization, activation and addition after the convolution count in. In VGG16 it is
     * block5_conv3, in ResNet50 conv5_block3_out, in InceptionV3 mixed10. Maps of one pixel would say nothing of where:
     * convolutions that make such ones are passed over, unless there are no others.
     */
    public static Layer forClassActivation(Network network) {
        Layer last = convolutions(network).stream().filter(LayerChoice::hasPlaces).reduce((a, b) -> b)
                .orElseGet(() -> lastConvolution(network));
        boolean after = false;
        for (Layer layer : network.model().layers().values()) {
            after = after || layer == last;
            boolean maps = layer.output().shape().rank() == 4 && !layer.type().contains("Pool");
            if (after && maps && sameStage(last, layer)) {
                last = layer;
            }
        }
        return last;
    }

    /** What to tell of a layer that a class activation map looks at by itself; empty where it is the usual one. */
    public static Optional<String> remark(Network network, Layer chosen) {
        Layer last = lastConvolution(network);
        if (!hasPlaces(chosen)) {
            return Optional.of("the maps of " + chosen.name() + " have one pixel, so that the class activation map is the"
                    + " same everywhere");
        }
        return hasPlaces(last) ? Optional.empty() : Optional.of("the maps of " + last.name() + " have one pixel; looking at "
                + chosen.name() + ", the last with more, instead");
    }

    private static boolean hasPlaces(Layer layer) {
        return layer.output().shape().dim(1) * layer.output().shape().dim(2) > 1;
    }

    /** The last convolution, with its activation. */
    public static Layer lastConvolution(Network network) {
        List<Layer> convolutions = convolutions(network);
        if (convolutions.isEmpty()) {
            throw new UserException(network.file().name()
                    + ": has no convolutional layer; there are no maps to look at");
        }
        return convolutions.getLast();
    }

    private static List<Layer> layers(Network network, List<String> names) {
        return names.stream().map(network.model()::layer).toList();
    }

    private static boolean isVgg(Network network) {
        return network.model().layers().keySet().containsAll(VGG_FILTERS)
                && network.model().layers().containsKey(VGG_LAST);
    }

    private static List<Layer> stages(Network network, int most) {
        List<Layer> lasts = new ArrayList<>();
        for (Layer layer : convolutions(network)) {
            if (!lasts.isEmpty() && sameStage(lasts.getLast(), layer)) {
                lasts.removeLast();
            }
            lasts.add(layer);
        }
        if (lasts.isEmpty()) {
            throw new UserException(network.file().name() + ": has no convolutional layer; name others with --layers");
        }
        return lasts.subList(0, Math.min(most, lasts.size()));
    }

    private static boolean sameStage(Layer a, Layer b) {
        Shape first = a.output().shape();
        Shape second = b.output().shape();
        return first.dim(1) == second.dim(1) && first.dim(2) == second.dim(2);
    }

    private static List<Layer> convolutions(Network network) {
        List<Layer> found = new ArrayList<>();
        for (Layer layer : network.model().layers().values()) {
            if (layer.type().contains("Conv") && layer.output().shape().rank() == 4) {
                found.add(layer);
            }
        }
        return found;
    }
}
