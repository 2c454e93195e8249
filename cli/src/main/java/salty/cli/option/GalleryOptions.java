package salty.cli.option;

import java.util.ArrayList;
import java.util.List;

import picocli.CommandLine.Option;

import salty.engine.model.Layer;
import salty.vision.model.LayerChoice;
import salty.vision.model.Network;

/** Which layers and how many of their filters are drawn, as a mixin. */
public final class GalleryOptions {
    /** What the numbers behind pictures are written as. */
    public enum Raw {
        /** NumPy's format, float32. */
        npy
    }

    @Option(names = {"--layers", "--layer", "--target-layer"}, split = ",", paramLabel = "NAME",
            description = "Layers, separated by commas (default: VGG's usual ones, else the last convolution of each "
                    + "stage).")
    private List<String> layers;

    @Option(names = "--filters", paramLabel = "N", defaultValue = "8",
            description = "How many filters of each layer (default: ${DEFAULT-VALUE}).")
    private int filters;

    @Option(names = "--raw", paramLabel = "npy", description = "Also write the numbers beside every picture.")
    private Raw raw;

    /** The layers to synthesise inputs for. */
    public List<Layer> forFilters(Network network) {
        if (layers == null) {
            return LayerChoice.forFilters(network);
        }
        List<Layer> named = new ArrayList<>();
        for (String name : layers) {
            named.add(network.layer("--layers", name));
        }
        return named;
    }

    /** The layers to show the activations of. */
    public List<Layer> forActivations(Network network) {
        return layers == null ? LayerChoice.forActivations(network) : network.layersWithMaps("--layers", layers);
    }

    /** How many filters of this layer: as many as asked for, or as it has. */
    public int count(Layer layer) {
        OptionCheck.atLeast(1, "--filters", filters);
        return Math.min(filters, layer.output().shape().dim(-1));
    }

    /** Whether the numbers are written too. */
    public boolean raw() {
        return raw == Raw.npy;
    }

    /** The name of a filter's picture without its ending, counted from 1; a path in a layer's name is flattened. */
    public static String fileName(Layer layer, int filter) {
        return layer.name().replaceAll("[^\\p{L}\\p{N}._-]", "_") + "_" + filter;
    }
}
