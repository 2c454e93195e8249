package salty.cli.option;

import java.util.SplittableRandom;

import picocli.CommandLine.Option;

/** How inputs are synthesised, as a mixin. */
public final class AscentOptions {
    /** Where the ascent begins: grey with a little noise, in levels of 0 to 255. */
    private static final float START_LOW = 128;
    private static final float START_RANGE = 20;

    @Option(names = {"--iterations", "--steps"}, paramLabel = "N", defaultValue = "80",
            description = "Steps of gradient ascent (default: ${DEFAULT-VALUE}).")
    private int iterations;

    @Option(names = "--seed", paramLabel = "N", defaultValue = "0",
            description = "Seed of the noise that the ascent begins with (default: ${DEFAULT-VALUE}).")
    private long seed;

    /** The number of steps. */
    public int iterations() {
        OptionCheck.atLeast(1, "--iterations", iterations);
        return iterations;
    }

    /** What the noise is drawn from. */
    public long seed() {
        return seed;
    }

    /**
     * The image that the ascent of one filter begins with: 128 + 20 * uniform[0, 1) a sample, drawn by
     * {@link SplittableRandom}. It depends on seed, layer and filter alone, not on what else is drawn.
     *
     * @return {@code (pixels, 3)} levels
     */
    public float[] start(String layer, int filter, int pixels) {
        SplittableRandom random = new SplittableRandom(31 * (31 * seed + layer.hashCode()) + filter);
        float[] rgb = new float[3 * pixels];
        for (int i = 0; i < rgb.length; i++) {
            rgb[i] = START_LOW + START_RANGE * (float) random.nextDouble();
        }
        return rgb;
    }
}
