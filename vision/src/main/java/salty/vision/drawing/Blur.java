package salty.vision.drawing;

import salty.loader.image.RgbImage;

/** Makes a part of a picture unrecognisable. */
public final class Blur {
    /** Three box blurs are nearly a Gaussian. */
    private static final int PASSES = 3;
    /** The box reaches so far, as a part of the longer side. */
    private static final int PARTS = 24;

    private Blur() {}

    /**
     * The picture, blurred where a map reaches a threshold.
     *
     * @param map {@code (height, width)}, values 0 to 1
     */
    public static RgbImage where(RgbImage image, float[] map, float threshold) {
        byte[] soft = image.rgb().clone();
        int radius = Math.max(2, Math.max(image.width(), image.height()) / PARTS);
        int width = image.width();
        int height = image.height();
        byte[] line = new byte[Math.max(width, height)];
        for (int pass = 0; pass < PASSES; pass++) {
            for (int channel = 0; channel < 3; channel++) {
                for (int y = 0; y < height; y++) {
                    box(soft, 3 * y * width + channel, 3, width, radius, line);
                }
                for (int x = 0; x < width; x++) {
                    box(soft, 3 * x + channel, 3 * width, height, radius, line);
                }
            }
        }
        for (int i = 0; i < map.length; i++) {
            if (map[i] < threshold) {
                System.arraycopy(image.rgb(), 3 * i, soft, 3 * i, 3);
            }
        }
        return new RgbImage(width, height, soft);
    }

    /** The mean over a sliding window along one row or column; beyond the ends the last sample repeats. */
    private static void box(byte[] samples, int start, int stride, int length, int radius, byte[] line) {
        for (int i = 0; i < length; i++) {
            line[i] = samples[start + i * stride];
        }
        int window = 2 * radius + 1;
        int sum = 0;
        for (int i = -radius; i <= radius; i++) {
            sum += line[Math.clamp(i, 0, length - 1)] & 0xff;
        }
        for (int i = 0; i < length; i++) {
            samples[start + i * stride] = (byte) ((sum + radius) / window);
            sum += (line[Math.min(length - 1, i + radius + 1)] & 0xff) - (line[Math.max(0, i - radius)] & 0xff);
        }
    }
}
