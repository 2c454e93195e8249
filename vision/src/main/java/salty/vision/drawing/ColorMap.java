package salty.vision.drawing;

import java.util.Arrays;
import java.util.Locale;

/** Colours for values in [0, 1]. */
public enum ColorMap {
    /** Perceptually uniform, readable without colour vision: ten of matplotlib's stops, mixed linearly between them. */
    VIRIDIS(true, 0x440154, 0x482878, 0x3e4989, 0x31688e, 0x26828e, 0x1f9e89, 0x35b779, 0x6ece58, 0xb5de2b, 0xfde725),

    /** MATLAB's default, 64 steps without mixing, as TensorFlow.js' visualize-convnet colours its maps. */
    PARULA(false, Parula.STEPS),

    /** The rainbow that older papers use. */
    JET(true, 0x000080, 0x0000ff, 0x0080ff, 0x00ffff, 0x80ff80, 0xffff00, 0xff8000, 0xff0000, 0x800000),

    /** Black to white. */
    GRAY(true, 0x000000, 0xffffff);

    private final boolean mixed;
    /** {@code (steps, 3)}, red, green and blue in [0, 1]. */
    private final float[] table;

    ColorMap(boolean mixed, int... stops) {
        this.mixed = mixed;
        this.table = new float[3 * stops.length];
        for (int i = 0; i < stops.length; i++) {
            table[3 * i] = (stops[i] >> 16 & 0xff) / 255f;
            table[3 * i + 1] = (stops[i] >> 8 & 0xff) / 255f;
            table[3 * i + 2] = (stops[i] & 0xff) / 255f;
        }
    }

    ColorMap(boolean mixed, float[] table) {
        this.mixed = mixed;
        this.table = table;
    }

    /** The name that the option takes. */
    public String label() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** Red, green and blue in [0, 1] for every value in [0, 1]. */
    public float[] colors(float[] values) {
        float[] colors = new float[3 * values.length];
        int steps = table.length / 3;
        for (int i = 0; i < values.length; i++) {
            double place = mixed ? values[i] * (steps - 1) : Math.floor(values[i] * steps);
            int step = Math.clamp((int) place, 0, steps - 1);
            int next = mixed ? Math.min(step + 1, steps - 1) : step;
            for (int c = 0; c < 3; c++) {
                colors[3 * i + c] = (float) (table[3 * step + c]
                        + (place - step) * (table[3 * next + c] - table[3 * step + c]));
            }
        }
        return colors;
    }

    /** Its colours from least to greatest, for a legend: {@code #440154}. */
    public String[] stops(int count) {
        float[] values = new float[count];
        for (int i = 0; i < count; i++) {
            values[i] = (float) i / (count - 1);
        }
        float[] colors = colors(values);
        String[] stops = new String[count];
        Arrays.setAll(stops, i -> String.format(Locale.ROOT, "#%02x%02x%02x", Math.round(255 * colors[3 * i]),
                Math.round(255 * colors[3 * i + 1]), Math.round(255 * colors[3 * i + 2])));
        return stops;
    }
}
