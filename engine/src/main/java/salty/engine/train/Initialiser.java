package salty.engine.train;

import java.util.List;
import java.util.Locale;

import salty.engine.graph.Shape;
import salty.engine.graph.Tensor;
import salty.engine.random.SplitMix64;

/**
 * How weights begin, by Keras' names ({@code keras.initializers}). The scaled ones keep variances alike from layer to
 * layer: Glorot and Bengio (2010), He et al. (2015), LeCun et al. (1998); their normal forms are truncated at two
 * standard deviations, and widened so that the variance is still the wished one.
 */
public enum Initialiser {
    ZEROS, ONES, RANDOM_NORMAL, RANDOM_UNIFORM, TRUNCATED_NORMAL,
    GLOROT_UNIFORM, GLOROT_NORMAL, HE_UNIFORM, HE_NORMAL, LECUN_UNIFORM, LECUN_NORMAL;

    /** Keras' default for the unscaled ones: a standard deviation, or the half width of a uniform distribution. */
    private static final double PLAIN = .05;
    /** The standard deviation of a standard normal variable that was truncated at 2. */
    private static final double TRUNCATED = .87962566103423978;

    /** The initialiser of a Keras name, {@code he_normal}. */
    public static Initialiser named(String name) {
        for (Initialiser initialiser : values()) {
            if (initialiser.toString().equals(name)) {
                return initialiser;
            }
        }
        throw new IllegalArgumentException("there is no initialiser '" + name + "'; there are "
                + List.of(values()));
    }

    /** Draws weights: {@code (kh, kw, c, k)}, {@code (in, out)} or {@code (k)}. */
    public Tensor draw(Shape shape, SplitMix64 random) {
        float[] values = new float[shape.intSize()];
        for (int i = 0; i < values.length; i++) {
            values[i] = (float) next(shape, random);
        }
        return Tensor.of(shape, values);
    }

    private double next(Shape shape, SplitMix64 random) {
        return switch (this) {
            case ZEROS -> 0;
            case ONES -> 1;
            case RANDOM_NORMAL -> PLAIN * random.nextGaussian();
            case RANDOM_UNIFORM -> random.nextDouble(-PLAIN, PLAIN);
            case TRUNCATED_NORMAL -> PLAIN * truncated(random);
            case GLOROT_UNIFORM -> uniform(2 / (fanIn(shape) + fanOut(shape)), random);
            case GLOROT_NORMAL -> normal(2 / (fanIn(shape) + fanOut(shape)), random);
            case HE_UNIFORM -> uniform(2 / fanIn(shape), random);
            case HE_NORMAL -> normal(2 / fanIn(shape), random);
            case LECUN_UNIFORM -> uniform(1 / fanIn(shape), random);
            case LECUN_NORMAL -> normal(1 / fanIn(shape), random);
        };
    }

    private static double uniform(double variance, SplitMix64 random) {
        double limit = Math.sqrt(3 * variance);
        return random.nextDouble(-limit, limit);
    }

    private static double normal(double variance, SplitMix64 random) {
        return Math.sqrt(variance) / TRUNCATED * truncated(random);
    }

    private static double truncated(SplitMix64 random) {
        double value = random.nextGaussian();
        while (Math.abs(value) > 2) {
            value = random.nextGaussian();
        }
        return value;
    }

    private static double fanIn(Shape shape) {
        return shape.rank() < 2 ? shape.size() : (double) shape.size() / shape.dim(-1);
    }

    private static double fanOut(Shape shape) {
        return shape.rank() < 2 ? shape.size() : (double) shape.size() / shape.dim(-2);
    }

    /** Keras' name. */
    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
