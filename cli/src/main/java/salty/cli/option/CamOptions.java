package salty.cli.option;

import picocli.CommandLine.Option;

import salty.engine.UserException;
import salty.engine.graph.Node;
import salty.loader.image.Crop;
import salty.loader.image.FloatImage;
import salty.loader.image.ImagePipeline;
import salty.loader.image.Labels;
import salty.loader.image.Preprocessing;
import salty.loader.image.Resize;
import salty.vision.drawing.ColorMap;
import salty.vision.drawing.Heatmap;
import salty.vision.model.Network;

/** How a class activation map is made and coloured, as a mixin. */
public final class CamOptions {
    /** The score whose evidence is looked for. */
    public enum Target {
        /** What enters the softmax: evidence for this class alone, of two classes for this and against the other. */
        logit,
        /** What leaves it: evidence for this class against the others. */
        probability
    }

    @Option(names = "--class", paramLabel = "C", defaultValue = "auto",
            description = "The class to explain, by index or label (default: ${DEFAULT-VALUE}, the likeliest).")
    private String className;

    @Option(names = "--target", paramLabel = "T", defaultValue = "logit",
            description = "logit or probability (default: ${DEFAULT-VALUE}).")
    private Target target;

    @Option(names = "--colormap", paramLabel = "M", defaultValue = "viridis",
            description = "viridis, parula, jet or gray (default: ${DEFAULT-VALUE}).")
    private String colormap;

    @Option(names = "--alpha", paramLabel = "A", defaultValue = "0.5",
            description = "The share of the map in the overlay, 0 to 1 (default: ${DEFAULT-VALUE}).")
    private float alpha;

    @Option(names = "--seed-compat",
            description = "Do as TensorFlow.js' visualize-convnet did: raw RGB pixels, legacy resizing, "
                    + "the probability, parula, its overlay.")
    private boolean seedCompatible;

    /** The pipeline itself, or the one of visualize-convnet, which forgot the preprocessing. */
    public ImagePipeline pipeline(ImagePipeline chosen) {
        return seedCompatible ? new ImagePipeline(Crop.NONE, Resize.TFJS_LEGACY, Preprocessing.NONE) : chosen;
    }

    /** The scores to explain. */
    public Node scores(Network network) {
        return target() == Target.logit ? network.evidence() : network.model().output();
    }

    /** Which score that is. */
    public Target target() {
        return seedCompatible ? Target.probability : target;
    }

    /** Whether the class is to be the likeliest one. */
    public boolean likeliest() {
        return className.equals("auto");
    }

    /** The class that was named. */
    public int chosenClass(Labels labels) {
        int index = className.matches("[0-9]{1,9}") ? Integer.parseInt(className) : labels.names().indexOf(className);
        if (index < 0 || index >= labels.size()) {
            throw new UserException("--class " + className + ": no such class; give an index from 0 to "
                    + (labels.size() - 1) + " or a label such as " + labels.get(0));
        }
        return index;
    }

    /** The map over the picture, in the colours and by the formula that were chosen. */
    public FloatImage overlay(Heatmap map, FloatImage picture) {
        return seedCompatible ? map.overAsSeed(picture) : map.over(picture, colors(), alpha);
    }

    /** The colours that were chosen. */
    public ColorMap colors() {
        OptionCheck.share("--alpha", alpha);
        if (seedCompatible) {
            return ColorMap.PARULA;
        }
        for (ColorMap map : ColorMap.values()) {
            if (map.label().equals(colormap)) {
                return map;
            }
        }
        throw new UserException("--colormap " + colormap + ": no such colours; there are viridis, parula, jet, gray");
    }
}
