package salty.vision;

import java.util.List;

import salty.vision.model.RankedClass;

/**
 * What a classifier says of a picture.
 *
 * @param ranked        all classes, the likeliest first
 * @param probabilities what the network gave each class, in the order of its outputs
 * @param preprocessing how the picture became the network's input, such as
 *                      {@code preprocess=caffe resize=keras-nearest size=224x224}
 */
public record Classification(List<RankedClass> ranked, float[] probabilities, String preprocessing) {
    /** The likeliest class. */
    public RankedClass top() {
        return ranked.getFirst();
    }
}
