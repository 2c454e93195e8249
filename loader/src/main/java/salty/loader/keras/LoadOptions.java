package salty.loader.keras;

import java.util.List;
import java.util.OptionalInt;

/**
 * What a model's file leaves open.
 *
 * @param batch     the number of images that a run takes
 * @param imageSize height and width where the file leaves them open; empty takes the file's own
 * @param outputs   the layers whose outputs the model shall have; empty takes the file's own
 */
public record LoadOptions(int batch, OptionalInt imageSize, List<String> outputs) {

    /** One image at a time, everything else as the file says. */
    public static final LoadOptions DEFAULT = new LoadOptions(1, OptionalInt.empty(), List.of());

    /** Copies the list. */
    public LoadOptions {
        if (batch < 1) {
            throw new IllegalArgumentException("a batch of " + batch + " images");
        }
        outputs = List.copyOf(outputs);
    }

    /** The same with another batch size. */
    public LoadOptions withBatch(int images) {
        return new LoadOptions(images, imageSize, outputs);
    }

    /** The same with a height and width for models that leave theirs open. */
    public LoadOptions withImageSize(int pixels) {
        return new LoadOptions(batch, OptionalInt.of(pixels), outputs);
    }

    /** The same with outputs chosen by the names of layers. */
    public LoadOptions withOutputs(String... layers) {
        return new LoadOptions(batch, imageSize, List.of(layers));
    }
}
