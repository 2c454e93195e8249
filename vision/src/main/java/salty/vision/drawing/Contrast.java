package salty.vision.drawing;

/**
 * Brings values of any scale to where an eye sees them, as TensorFlow.js' visualize-convnet does: less their mean, by
 * their standard deviation, around one half, clipped to [0, 1], as levels 0 to 255 rounded down.
 */
public final class Contrast {
    private static final double EPSILON = 1e-7;

    private Contrast() {}

    /** The levels, unsigned, one a value; all values count alike, so colours keep their proportions. */
    public static byte[] levels(float[] values) {
        double mean = 0;
        for (float value : values) {
            mean += value;
        }
        mean /= values.length;
        double squares = 0;
        for (float value : values) {
            squares += (value - mean) * (value - mean);
        }
        double deviation = Math.sqrt(squares / values.length) + EPSILON;
        byte[] levels = new byte[values.length];
        for (int i = 0; i < levels.length; i++) {
            double unit = Math.clamp((values[i] - mean) / deviation + 0.5, 0, 1);
            levels[i] = (byte) (int) (unit * 255);
        }
        return levels;
    }
}
