package salty.loader.image;

/**
 * How a network wants its pixels, by the name of the convention: 0..255 RGB to float32, in the order of operations of
 * {@code keras.applications.imagenet_utils.preprocess_input}, so that the floats are the same to the last bit.
 */
public enum Preprocessing {

    /** VGG, ResNet: channels to BGR, then minus the ImageNet means. */
    CAFFE("caffe") {
        @Override
        void apply(float r, float g, float b, float[] out, int at) {
            out[at] = b - 103.939f;
            out[at + 1] = g - 116.779f;
            out[at + 2] = r - 123.68f;
        }
    },

    /** MobileNet, Inception, Xception: to -1..1. */
    TF("tf") {
        @Override
        void apply(float r, float g, float b, float[] out, int at) {
            out[at] = r / 127.5f - 1;
            out[at + 1] = g / 127.5f - 1;
            out[at + 2] = b / 127.5f - 1;
        }
    },

    /** DenseNet and torchvision: to 0..1, then normalized by the ImageNet mean and deviation. */
    TORCH("torch") {
        @Override
        void apply(float r, float g, float b, float[] out, int at) {
            out[at] = (r / 255 - 0.485f) / 0.229f;
            out[at + 1] = (g / 255 - 0.456f) / 0.224f;
            out[at + 2] = (b / 255 - 0.406f) / 0.225f;
        }
    },

    /** nsfw_model and most small networks: to 0..1. */
    UNIT("unit") {
        @Override
        void apply(float r, float g, float b, float[] out, int at) {
            out[at] = r / 255;
            out[at + 1] = g / 255;
            out[at + 2] = b / 255;
        }
    },

    /** RGB 0..255 as they are: for networks that begin with their own rescaling. */
    NONE("none") {
        @Override
        void apply(float r, float g, float b, float[] out, int at) {
            out[at] = r;
            out[at + 1] = g;
            out[at + 2] = b;
        }
    },

    /** Yahoo's open_nsfw: channels to BGR, then minus whole means. */
    YAHOO("yahoo") {
        @Override
        void apply(float r, float g, float b, float[] out, int at) {
            out[at] = b - 104;
            out[at + 1] = g - 117;
            out[at + 2] = r - 123;
        }
    };

    private final String label;

    Preprocessing(String label) {
        this.label = label;
    }

    /** The name that options and results use. */
    public String label() {
        return label;
    }

    /**
     * The network's input.
     *
     * @return {@code (h, w, 3)} values
     */
    public float[] apply(FloatImage image) {
        float[] rgb = image.rgb();
        float[] out = new float[rgb.length];
        for (int i = 0; i < out.length; i += 3) {
            apply(rgb[i], rgb[i + 1], rgb[i + 2], out, i);
        }
        return out;
    }

    /**
     * The input of a network with one channel.
     *
     * @param grey a picture with equal channels, as {@link RgbImage#grey()} makes it
     * @return {@code (h, w, 1)} values
     * @throws IllegalArgumentException if this convention treats its channels differently
     */
    public float[] applyGrey(FloatImage grey) {
        if (this == CAFFE || this == TORCH || this == YAHOO) {
            throw new IllegalArgumentException("preprocessing '" + label + "' is for three colour channels; "
                    + "a grey input takes tf, unit or none");
        }
        float[] rgb = grey.rgb();
        float[] out = new float[rgb.length / 3];
        float[] pixel = new float[3];
        for (int i = 0; i < out.length; i++) {
            apply(rgb[3 * i], rgb[3 * i], rgb[3 * i], pixel, 0);
            out[i] = pixel[0];
        }
        return out;
    }

    abstract void apply(float r, float g, float b, float[] out, int at);

    /**
     * The convention called {@code label}.
     *
     * @throws IllegalArgumentException naming the ones there are
     */
    public static Preprocessing byLabel(String label) {
        for (Preprocessing preprocessing : values()) {
            if (preprocessing.label.equals(label)) {
                return preprocessing;
            }
        }
        throw new IllegalArgumentException("no preprocessing called '" + label
                + "'; there are caffe, tf, torch, unit, none, yahoo");
    }
}
