package salty.vision.drawing;

import java.util.Arrays;

import salty.loader.image.FloatImage;
import salty.loader.image.Preprocessing;

/**
 * The way back from a network's input to pixels. Every preprocessing is, per channel, an affine function of one of red,
 * green and blue; black, white and the three pure colours tell which.
 */
public final class PixelSpace {
    private final float[] low;
    private final float[] high;
    /** For each channel of the input, the colour it comes from: 0 red, 1 green, 2 blue. */
    private final int[] colors;

    private PixelSpace(float[] low, float[] high, int[] colors) {
        this.low = low;
        this.high = high;
        this.colors = colors;
    }

    /**
     * @param preprocessing what the network was trained on
     * @param channels      1 for grey or 3
     * @throws IllegalArgumentException for any other number of channels
     */
    public static PixelSpace of(Preprocessing preprocessing, int channels) {
        return switch (channels) {
            case 1 -> new PixelSpace(preprocessing.applyGrey(pixel(0, 0, 0)),
                    preprocessing.applyGrey(pixel(255, 255, 255)), new int[1]);
            case 3 -> {
                float[] black = preprocessing.apply(pixel(0, 0, 0));
                int[] colors = new int[3];
                for (int color = 0; color < 3; color++) {
                    float[] pure = preprocessing.apply(pixel(color == 0 ? 255 : 0, color == 1 ? 255 : 0,
                            color == 2 ? 255 : 0));
                    for (int c = 0; c < 3; c++) {
                        if (pure[c] != black[c]) {
                            colors[c] = color;
                        }
                    }
                }
                yield new PixelSpace(black, preprocessing.apply(pixel(255, 255, 255)), colors);
            }
            default -> throw new IllegalArgumentException("an image of " + channels
                    + " channels cannot be shown; only 1 or 3 can");
        };
    }

    private static FloatImage pixel(float red, float green, float blue) {
        return new FloatImage(1, 1, new float[] {red, green, blue});
    }

    /** What black is in the network's input, by channel. */
    public float[] low() {
        return low.clone();
    }

    /** What white is in the network's input, by channel. */
    public float[] high() {
        return high.clone();
    }

    /** How far one of 255 levels of a pixel reaches in the network's input; the mean of the channels. */
    public float level() {
        float sum = 0;
        for (int c = 0; c < low.length; c++) {
            sum += (high[c] - low[c]) / 255;
        }
        return sum / low.length;
    }

    /**
     * The network's input for pixels.
     *
     * @param rgb {@code (h, w, 3)} in 0 to 255; of grey only the first of three is read
     * @return {@code (h, w, c)}
     */
    public float[] input(float[] rgb) {
        int channels = low.length;
        float[] values = new float[rgb.length / 3 * channels];
        for (int i = 0; i < values.length; i++) {
            int c = i % channels;
            values[i] = low[c] + rgb[i / channels * 3 + colors[c]] * (high[c] - low[c]) / 255;
        }
        return values;
    }

    /**
     * The pixels of a network's input.
     *
     * @param values {@code (height, width, c)}
     */
    public FloatImage pixels(float[] values, int width, int height) {
        int channels = low.length;
        float[] rgb = new float[3 * width * height];
        for (int i = 0; i < values.length; i++) {
            int c = i % channels;
            float level = (values[i] - low[c]) / (high[c] - low[c]) * 255;
            int pixel = i / channels * 3;
            if (channels == 1) {
                Arrays.fill(rgb, pixel, pixel + 3, level);
            } else {
                rgb[pixel + colors[c]] = level;
            }
        }
        return new FloatImage(width, height, rgb);
    }
}
