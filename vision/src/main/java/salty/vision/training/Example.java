package salty.vision.training;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.function.Supplier;

import salty.loader.image.FloatImage;
import salty.loader.image.Preprocessing;
import salty.loader.image.RgbImage;

/**
 * A labelled picture at the network's size.
 *
 * @param file    where it came from
 * @param label   its class, from 0
 * @param hash    the SHA-256 of the file, in hexadecimal
 * @param picture what the network sees, before preprocessing
 */
public record Example(Path file, int label, String hash, Supplier<FloatImage> picture) {
    /** An example whose picture is kept in 8 bits a sample where that loses nothing. */
    static Example of(Path file, int label, String hash, FloatImage exact) {
        RgbImage rounded = exact.rounded();
        boolean lossless = Arrays.equals(FloatImage.of(rounded).rgb(), exact.rgb());
        return new Example(file, label, hash, lossless ? () -> FloatImage.of(rounded) : () -> exact);
    }

    /** The picture as the input of a network of 1 or 3 channels. */
    public float[] input(Preprocessing preprocessing, int channels) {
        return input(picture.get(), preprocessing, channels);
    }

    /** A picture at the network's size as its input; for one channel it is grey by now. */
    static float[] input(FloatImage picture, Preprocessing preprocessing, int channels) {
        return channels == 1 ? preprocessing.applyGrey(picture) : preprocessing.apply(picture);
    }
}
