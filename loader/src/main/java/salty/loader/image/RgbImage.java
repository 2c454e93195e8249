package salty.loader.image;

import java.awt.image.BufferedImage;

/**
 * A decoded picture: 8 bits a sample, red, green, blue interleaved, rows from the top.
 *
 * <p>The array is neither copied in nor out (a large photograph is 36 MB): nobody writes to it after construction.
 *
 * @param width in pixels
 * @param height in pixels
 * @param rgb {@code (height, width, 3)} samples, unsigned
 */
public record RgbImage(int width, int height, byte[] rgb) {

    public RgbImage {
        if (width < 1 || height < 1 || rgb.length != 3L * width * height) {
            throw new IllegalArgumentException("an RGB image of " + width + " x " + height + " pixels cannot have "
                    + rgb.length + " samples");
        }
    }

    /** The colours of a picture that is decoded already; what it has of transparency is passed over. */
    public static RgbImage of(BufferedImage image) {
        int width = image.getWidth();
        int height = image.getHeight();
        int[] pixels = image.getRGB(0, 0, width, height, null, 0, width);
        byte[] rgb = new byte[3 * pixels.length];
        for (int i = 0; i < pixels.length; i++) {
            rgb[3 * i] = (byte) (pixels[i] >> 16);
            rgb[3 * i + 1] = (byte) (pixels[i] >> 8);
            rgb[3 * i + 2] = (byte) pixels[i];
        }
        return new RgbImage(width, height, rgb);
    }

    /**
     * The part of this picture that starts at column {@code left}, row {@code top}.
     *
     * @throws IllegalArgumentException if the part does not lie inside
     */
    public RgbImage crop(int left, int top, int cropWidth, int cropHeight) {
        if (left < 0 || top < 0 || cropWidth > width - left || cropHeight > height - top) {
            throw new IllegalArgumentException("cannot crop " + cropWidth + " x " + cropHeight + " at (" + left + ", "
                    + top + ") from a picture of " + width + " x " + height);
        }
        byte[] part = new byte[3 * cropWidth * cropHeight];
        for (int y = 0; y < cropHeight; y++) {
            System.arraycopy(rgb, 3 * ((top + y) * width + left), part, 3 * y * cropWidth, 3 * cropWidth);
        }
        return new RgbImage(cropWidth, cropHeight, part);
    }

    /**
     * The picture in grey, as three equal samples a pixel: ITU-R 601-2 luma in Pillow's 16-bit fixed point
     * ({@code convert('L')}), which is how Keras loads for a network with one input channel.
     */
    public RgbImage grey() {
        byte[] grey = new byte[rgb.length];
        for (int i = 0; i < rgb.length; i += 3) {
            int luma = (rgb[i] & 0xff) * 19595 + (rgb[i + 1] & 0xff) * 38470 + (rgb[i + 2] & 0xff) * 7471 + 0x8000;
            byte sample = (byte) (luma >> 16);
            grey[i] = sample;
            grey[i + 1] = sample;
            grey[i + 2] = sample;
        }
        return new RgbImage(width, height, grey);
    }

    @Override
    public String toString() {
        return "RgbImage " + width + " x " + height;
    }
}
