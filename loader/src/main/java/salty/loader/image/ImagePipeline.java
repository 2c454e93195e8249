package salty.loader.image;

/**
 * From a picture to a network's input, by three named conventions.
 *
 * @param crop which part of the picture
 * @param resize in whose arithmetic it is brought to size
 * @param preprocessing what the network was trained on
 */
public record ImagePipeline(Crop crop, Resize resize, Preprocessing preprocessing) {

    /** Keras' VGG16: {@code load_img(target_size=...)} and {@code vgg16.preprocess_input}. */
    public static final ImagePipeline KERAS_CAFFE =
            new ImagePipeline(Crop.NONE, Resize.KERAS_NEAREST, Preprocessing.CAFFE);

    /**
     * The input tensor for a network of input {@code (height, width, channels)}.
     *
     * @return {@code (height, width, channels)} values
     * @throws IllegalArgumentException if the network has neither 1 nor 3 channels, or a convention does not fit it
     */
    public float[] apply(RgbImage image, int height, int width, int channels) {
        return switch (channels) {
            // Keras goes to grey before it resizes.
            case 1 -> preprocessing.applyGrey(resized(image.grey(), height, width));
            case 3 -> preprocessing.apply(resized(image, height, width));
            default -> throw new IllegalArgumentException("a picture gives 1 or 3 channels, the network wants "
                    + channels + "; give it a .npy tensor");
        };
    }

    /** The picture as the network sees it, before preprocessing. */
    public FloatImage resized(RgbImage image, int height, int width) {
        return crop.resize(image, resize, width, height);
    }
}
