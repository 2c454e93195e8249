package salty.loader.image;

/**
 * A picture at a network's size, before preprocessing: some ways of resizing make values between the levels.
 *
 * @param width in pixels
 * @param height in pixels
 * @param rgb {@code (height, width, 3)} samples, 0 to 255
 */
public record FloatImage(int width, int height, float[] rgb) {

    public FloatImage {
        if (width < 1 || height < 1 || rgb.length != 3L * width * height) {
            throw new IllegalArgumentException("an RGB image of " + width + " x " + height + " pixels cannot have "
                    + rgb.length + " samples");
        }
    }

    /** The same picture, sample by sample. */
    public static FloatImage of(RgbImage image) {
        byte[] bytes = image.rgb();
        float[] rgb = new float[bytes.length];
        for (int i = 0; i < rgb.length; i++) {
            rgb[i] = bytes[i] & 0xff;
        }
        return new FloatImage(image.width(), image.height(), rgb);
    }

    /** The nearest picture with 8 bits a sample, for showing. */
    public RgbImage rounded() {
        byte[] bytes = new byte[rgb.length];
        for (int i = 0; i < rgb.length; i++) {
            bytes[i] = (byte) Math.max(0, Math.min(255, Math.round(rgb[i])));
        }
        return new RgbImage(width, height, bytes);
    }

    /** The part of this picture that starts at column {@code left}, row {@code top}. */
    FloatImage crop(int left, int top, int cropWidth, int cropHeight) {
        float[] part = new float[3 * cropWidth * cropHeight];
        for (int y = 0; y < cropHeight; y++) {
            System.arraycopy(rgb, 3 * ((top + y) * width + left), part, 3 * y * cropWidth, 3 * cropWidth);
        }
        return new FloatImage(cropWidth, cropHeight, part);
    }
}
