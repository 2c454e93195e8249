package salty.loader.image;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * The 1000 classes of ILSVRC 2012 in the order that Keras' and Caffe's networks have them: by WordNet id.
 *
 * <p>The resource {@code imagenet-labels.txt} has one line a class, {@code n01440764 tench}.
 */
public final class ImageNetLabels {

    /** How many classes ImageNet's networks tell apart. */
    public static final int CLASSES = 1000;

    private static final String RESOURCE = "imagenet-labels.txt";

    private ImageNetLabels() {}

    /** The names, such as {@code great_white_shark}, as {@code decode_predictions} of Keras writes them. */
    public static Labels load() {
        List<String> names = new ArrayList<>(CLASSES);
        try (InputStream in = ImageNetLabels.class.getResourceAsStream(RESOURCE)) {
            for (String line : new String(in.readAllBytes(), StandardCharsets.UTF_8).split("\n")) {
                names.add(line.substring(line.indexOf(' ') + 1));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return Labels.of(names);
    }
}
