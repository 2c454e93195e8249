package salty.vision.drawing;

/** Bilinear enlargement of one map, by the grid that it assumes. */
public enum Upsample {
    /** Pixels have centres, as {@code tf.image.resize} has it: {@code src = (dst + 1/2) * in / out - 1/2}. */
    HALF_PIXEL {
        @Override
        double source(int index, int in, int out) {
            return (index + 0.5) * in / out - 0.5;
        }
    },

    /** TensorFlow.js' {@code resizeBilinear} with both flags false: {@code src = dst * in / out}. */
    LEGACY {
        @Override
        double source(int index, int in, int out) {
            return (double) index * in / out;
        }
    };

    abstract double source(int index, int in, int out);

    /**
     * The map at another size.
     *
     * @param map {@code (height, width)}
     * @return {@code (toHeight, toWidth)}
     */
    public float[] resize(float[] map, int height, int width, int toHeight, int toWidth) {
        float[] result = new float[toHeight * toWidth];
        for (int y = 0; y < toHeight; y++) {
            double sy = Math.clamp(source(y, height, toHeight), 0, height - 1);
            int top = (int) sy;
            int bottom = Math.min(top + 1, height - 1);
            for (int x = 0; x < toWidth; x++) {
                double sx = Math.clamp(source(x, width, toWidth), 0, width - 1);
                int left = (int) sx;
                int right = Math.min(left + 1, width - 1);
                double above = mix(map[top * width + left], map[top * width + right], sx - left);
                double below = mix(map[bottom * width + left], map[bottom * width + right], sx - left);
                result[y * toWidth + x] = (float) mix(above, below, sy - top);
            }
        }
        return result;
    }

    private static double mix(double a, double b, double share) {
        return a + (b - a) * share;
    }
}
