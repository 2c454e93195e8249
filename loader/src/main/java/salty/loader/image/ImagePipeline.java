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
        return preprocessed(resized(image, height, width, channels), channels);
    }

    /**
     * The picture as the network sees it, before preprocessing; of equal channels where the network has but one.
     *
     * @throws IllegalArgumentException if the network has neither 1 nor 3 channels
     */
    public FloatImage resized(RgbImage image, int height, int width, int channels) {
        return switch (channels) {
            // Keras goes to grey before it resizes.
            case 1 -> crop.resize(image.grey(), resize, width, height);
            case 3 -> crop.resize(image, resize, width, height);
            default -> throw new IllegalArgumentException("a picture gives 1 or 3 channels, the network wants "
                    + channels + "; give it a .npy tensor");
        };
    }

    /** The input tensor of a picture that {@link #resized} made for so many channels. */
    public float[] preprocessed(FloatImage seen, int channels) {
        return channels == 1 ? preprocessing.applyGrey(seen) : preprocessing.apply(seen);
    }
}
