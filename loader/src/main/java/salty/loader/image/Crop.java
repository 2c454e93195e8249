package salty.loader.image;

/** Which part of a picture a network sees. */
public enum Crop {

    /** All of it, squeezed to the network's shape as Keras does. */
    NONE("none") {
        @Override
        FloatImage resize(RgbImage image, Resize resize, int width, int height) {
            return resize.resize(image, width, height);
        }
    },

    /**
     * The centre, after resizing the short side to 256 pixels: how the published accuracies of 224 pixel networks were
     * measured. For other sizes 256 grows in proportion. Rounding as in torchvision.
     */
    CENTER_256("center256") {
        @Override
        FloatImage resize(RgbImage image, Resize resize, int width, int height) {
            int shortSide = Math.round(Math.max(width, height) * 256 / 224f);
            int shorter = Math.min(image.width(), image.height());
            int wide = Math.toIntExact((long) shortSide * image.width() / shorter);
            int high = Math.toIntExact((long) shortSide * image.height() / shorter);
            if ((long) wide * high > ImageLimits.DEFAULT.maxPixels()) {
                throw new IllegalArgumentException("crop 'center256' would make " + wide + " x " + high
                        + " pixels of a picture of " + image.width() + " x " + image.height() + "; use none");
            }
            FloatImage whole = resize.resize(image, wide, high);
            int left = (int) Math.rint((wide - width) / 2.0);
            int top = (int) Math.rint((high - height) / 2.0);
            return whole.crop(left, top, width, height);
        }
    };

    private final String label;

    Crop(String label) {
        this.label = label;
    }

    /** The name that options and results use. */
    public String label() {
        return label;
    }

    abstract FloatImage resize(RgbImage image, Resize resize, int width, int height);

    /**
     * The crop called {@code label}.
     *
     * @throws IllegalArgumentException naming the ones there are
     */
    public static Crop byLabel(String label) {
        for (Crop crop : values()) {
            if (crop.label.equals(label)) {
                return crop;
            }
        }
        throw new IllegalArgumentException("no crop called '" + label + "'; there are none, center256");
    }
}
