package salty.cli.page;

import salty.cli.console.Console;
import salty.cli.option.CamOptions;
import salty.engine.backend.Backend;
import salty.engine.explain.GradCam;
import salty.engine.model.Layer;
import salty.loader.image.FloatImage;
import salty.loader.image.Labels;
import salty.loader.image.Npy;
import salty.loader.image.Png;
import salty.vision.drawing.Heatmap;
import salty.vision.model.Network;
import salty.vision.model.PictureReader;
import salty.vision.output.ResultFolder;

/**
 * One class activation map and its pictures.
 *
 * @param layer       where the network was looked at
 * @param targetClass the class that is explained
 * @param label       its name
 * @param target      the score that is explained
 * @param result      the map
 */
public record ClassActivation(Layer layer, int targetClass, String label, CamOptions.Target target, GradCam.Result result) {
    /** The overlay's file. */
    public static final String OVERLAY = "cam.png";
    /** The file of the map alone, at the picture's size. */
    static final String HEATMAP = "heatmap.png";

    /** Computes the map of one class for a picture. */
    public static ClassActivation of(Network network, Backend backend, Layer layer, PictureReader.Input input,
                                     Labels labels, int targetClass, CamOptions options) {
        try (GradCam program = new GradCam(backend, network.model().input(), layer.output(),
                options.scores(network))) {
            GradCam.Result result = program.run(input.tensor(), targetClass);
            return new ClassActivation(layer, targetClass, labels.get(targetClass), options.target(), result);
        }
    }

    /** Warns if nothing in the picture speaks for the class. */
    public void warnWithoutEvidence(Console console) {
        if (!result.hasEvidence()) {
            console.warn("warning: nothing that %s sees speaks for class %s (index=%d); the map is all zero",
                    layer.name(), label, targetClass);
        }
    }

    /** Adds the overlay, the map in colour, and the map itself as {@code (h, w)} numbers of the layer's size. */
    public void write(ResultFolder folder, String prefix, FloatImage seen, CamOptions options, boolean raw) {
        Heatmap map = new Heatmap(result.map(), result.height(), result.width());
        folder.write(prefix + "heatmap.npy", Npy.encode(result.map(), result.height(), result.width()));
        if (seen == null) {
            return;
        }
        FloatImage overlay = options.overlay(map, seen);
        folder.write(prefix + OVERLAY, Png.encode(overlay.rounded()));
        FloatImage colored = map.colored(options.colors(), seen.width(), seen.height());
        folder.write(prefix + HEATMAP, Png.encode(colored.rounded()));
        if (raw) {
            folder.write(prefix + "cam.npy", Npy.encode(overlay.rgb(), seen.height(), seen.width(), 3));
        }
    }
}
