package salty.benchmarks.peers;

/**
 * The step that every engine takes: {@code clip(image + RATE * g / (rms(g) + EPSILON), LOW, HIGH)}, channels B, G, R.
 */
final class Ascent {
    static final int CHANNEL = 7;
    static final float RATE = 1;
    static final float EPSILON = 1e-7f;
    static final float[] LOW = {-103.939f, -116.779f, -123.68f};
    static final float[] HIGH = {151.061f, 138.221f, 131.32f};

    private Ascent() {}
}
