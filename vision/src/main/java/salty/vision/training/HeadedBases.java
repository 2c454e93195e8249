package salty.vision.training;

import java.util.ArrayList;
import java.util.List;

import salty.engine.graph.Shape;
import salty.loader.keras.KerasNetwork;

/**
 * The places of a base where a new classifier may begin: the features that the base's own classifier uses, and small
 * maps before them, laid out. Layers between the two serve the classes that the base knows, and drop what tells others.
 */
public final class HeadedBases {
    /** As many as the widest layers of classifiers have; more need many pictures, and long. */
    private static final int MAX_LAID_OUT = 4096;

    private HeadedBases() {}

    /**
     * A base with a new classifier at each place.
     *
     * @param base    without its classifier
     * @param input   the shape {@code (1, h, w, c)} of its images
     * @param flat    whether the base's maps are laid out, however large; else large ones are averaged
     * @param trained layers that all of the networks have
     * @return the place nearest to the base's own classifier first
     */
    public static List<KerasNetwork> of(KerasNetwork base, Shape input, int classes, boolean flat, long seed,
                                        TrainedLayers trained) {
        List<KerasNetwork> headed = new ArrayList<>();
        headed.add(base.withHead(input, new KerasNetwork.Head(classes, !flat, 0), seed));
        base.maps(input.dim(1)).filter(maps -> trained.areIn(maps.model(input.dim(1)))).ifPresent(maps -> {
            Shape shape = maps.model(input.dim(1)).output().shape();
            boolean other = maps != base || !flat;
            if (other && shape.dim(1) * shape.dim(2) > 1 && shape.intSize() <= MAX_LAID_OUT) {
                headed.add(maps.withHead(input, new KerasNetwork.Head(classes, false, 0), seed));
            }
        });
        return headed;
    }
}
