package salty.loader.file;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * What a model's file leaves open.
 *
 * @param batch     the number of images that a run takes
 * @param imageSize height and width where the file leaves them open; empty takes the file's own
 * @param outputs   the layers whose outputs the model shall have; empty takes the file's own
 * @param config    a JSON file with the configuration that belongs to a file of weights alone
 * @param byName    whether weights may be matched to layers by name only, never by their order
 */
public record LoadOptions(int batch, Optional<ImageSize> imageSize, List<String> outputs, Optional<Path> config,
                          boolean byName) {

    /**
     * The size of images.
     *
     * @param height rows of pixels
     * @param width  columns of pixels
     */
    public record ImageSize(int height, int width) {
        /** Checks that both are positive. */
        public ImageSize {
            if (Math.min(height, width) < 1) {
                throw new IllegalArgumentException("images of " + height + " x " + width + " pixels");
            }
        }
    }

    /** One image at a time, everything else as the file says. */
    public static final LoadOptions DEFAULT =
            new LoadOptions(1, Optional.empty(), List.of(), Optional.empty(), false);

    /** Copies the list. */
    public LoadOptions {
        if (batch < 1) {
            throw new IllegalArgumentException("a batch of " + batch + " images");
        }
        outputs = List.copyOf(outputs);
    }

    /** The same with another batch size. */
    public LoadOptions withBatch(int images) {
        return new LoadOptions(images, imageSize, outputs, config, byName);
    }

    /** The same with square images for models that leave their size open. */
    public LoadOptions withImageSize(int pixels) {
        return withImageSize(pixels, pixels);
    }

    /** The same with an image size for models that leave theirs open. */
    public LoadOptions withImageSize(int height, int width) {
        return new LoadOptions(batch, Optional.of(new ImageSize(height, width)), outputs, config, byName);
    }

    /** The same with outputs chosen by the names of layers. */
    public LoadOptions withOutputs(String... layers) {
        return new LoadOptions(batch, imageSize, List.of(layers), config, byName);
    }

    /** The same with a JSON file that holds the configuration of a file of weights alone. */
    public LoadOptions withConfig(Path json) {
        return new LoadOptions(batch, imageSize, outputs, Optional.of(json), byName);
    }

    /** The same with weights matched by name only. */
    public LoadOptions matchedByName() {
        return new LoadOptions(batch, imageSize, outputs, config, true);
    }
}
