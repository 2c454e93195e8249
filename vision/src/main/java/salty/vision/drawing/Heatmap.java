package salty.vision.drawing;

import salty.loader.image.FloatImage;

/**
 * A class activation map in colour, and laid over the picture it was made for.
 *
 * @param map    {@code (height, width)} in [0, 1], at the layer's size
 * @param height of the layer
 * @param width  of the layer
 */
public record Heatmap(float[] map, int height, int width) {
    /** How strongly TensorFlow.js' visualize-convnet lays its map over the picture. */
    private static final float SEED_OVERLAY = 2.0f;
    private static final float SEED_EPSILON = 1e-5f;

    /** The map alone, in colour, at a picture's size. */
    public FloatImage colored(ColorMap colors, int toWidth, int toHeight) {
        return levels(colors.colors(Upsample.HALF_PIXEL.resize(map, height, width, toHeight, toWidth)), toWidth,
                toHeight, 255);
    }

    /**
     * The map over the picture.
     *
     * @param alpha the share of the map, 0 to 1
     */
    public FloatImage over(FloatImage picture, ColorMap colors, float alpha) {
        FloatImage heat = colored(colors, picture.width(), picture.height());
        float[] mixed = new float[picture.rgb().length];
        for (int i = 0; i < mixed.length; i++) {
            mixed[i] = (1 - alpha) * picture.rgb()[i] + alpha * heat.rgb()[i];
        }
        return new FloatImage(picture.width(), picture.height(), mixed);
    }

    /**
     * The map over the picture by the formula of TensorFlow.js' visualize-convnet: enlarged on the legacy grid,
     * stretched from least to greatest, coloured by parula; then twice the colour plus the picture, divided by the
     * greatest value.
     */
    public FloatImage overAsSeed(FloatImage picture) {
        float[] large = Upsample.LEGACY.resize(map, height, width, picture.height(), picture.width());
        float[] heat = ColorMap.PARULA.colors(stretched(large));
        float greatest = 0;
        for (int i = 0; i < heat.length; i++) {
            heat[i] = SEED_OVERLAY * heat[i] + picture.rgb()[i] / 255;
            greatest = Math.max(greatest, heat[i]);
        }
        return levels(heat, picture.width(), picture.height(), 255 / greatest);
    }

    private static float[] stretched(float[] values) {
        float least = Float.POSITIVE_INFINITY;
        float greatest = Float.NEGATIVE_INFINITY;
        for (float value : values) {
            least = Math.min(least, value);
            greatest = Math.max(greatest, value);
        }
        for (int i = 0; i < values.length; i++) {
            values[i] = (values[i] - least) / (greatest - least + SEED_EPSILON);
        }
        return values;
    }

    private static FloatImage levels(float[] values, int width, int height, float scale) {
        for (int i = 0; i < values.length; i++) {
            values[i] *= scale;
        }
        return new FloatImage(width, height, values);
    }
}
