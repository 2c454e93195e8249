package salty.loader.image;

/**
 * Resizing by the name of the library whose arithmetic it follows: what is called "bilinear" differs from one to the
 * next by more than a class score can bear.
 */
public enum Resize {

    /** Keras' {@code load_img} default: Pillow's nearest pixel. */
    KERAS_NEAREST("keras-nearest") {
        @Override
        public FloatImage resize(RgbImage image, int width, int height) {
            return FloatImage.of(NearestPixel.resize(image, width, height));
        }
    },

    /** Pillow's bilinear: a triangle filter as wide as a shrunken pixel, so that shrinking averages. */
    PIL_BILINEAR("pil-bilinear") {
        @Override
        public FloatImage resize(RgbImage image, int width, int height) {
            return FloatImage.of(PillowBilinear.resize(image, width, height));
        }
    },

    /** {@code tf.image.resize} and Keras' {@code Resizing} layer: half-pixel centres, no antialiasing. */
    TF_BILINEAR("tf-bilinear") {
        @Override
        public FloatImage resize(RgbImage image, int width, int height) {
            return GridBilinear.HALF_PIXEL.resize(image, width, height);
        }
    },

    /** {@code tf.image.resizeBilinear} of TensorFlow.js with both flags false. */
    TFJS_LEGACY("tfjs-legacy") {
        @Override
        public FloatImage resize(RgbImage image, int width, int height) {
            return GridBilinear.LEGACY.resize(image, width, height);
        }
    },

    /** {@code tf.image.resizeBilinear} with {@code alignCorners}, as nsfwjs calls it. */
    TFJS_ALIGN("tfjs-align") {
        @Override
        public FloatImage resize(RgbImage image, int width, int height) {
            return GridBilinear.ALIGN_CORNERS.resize(image, width, height);
        }
    },

    /** open_nsfw's own: Pillow's bilinear to 256 x 256, through a JPEG file of quality 75, then the centre of it. */
    YAHOO("yahoo") {
        @Override
        public FloatImage resize(RgbImage image, int width, int height) {
            return FloatImage.of(YahooResize.resize(image, width, height));
        }
    };

    private final String label;

    Resize(String label) {
        this.label = label;
    }

    /** The name that options and results use. */
    public String label() {
        return label;
    }

    /**
     * The picture at the given size; the aspect ratio is not kept.
     *
     * @throws IllegalArgumentException if this way of resizing cannot make that size
     */
    public abstract FloatImage resize(RgbImage image, int width, int height);

    /**
     * The way of resizing called {@code label}.
     *
     * @throws IllegalArgumentException naming the ones there are
     */
    public static Resize byLabel(String label) {
        for (Resize resize : values()) {
            if (resize.label.equals(label)) {
                return resize;
            }
        }
        throw new IllegalArgumentException("no resize called '" + label + "'; there are keras-nearest, pil-bilinear, "
                + "tf-bilinear, tfjs-legacy, tfjs-align, yahoo");
    }
}
