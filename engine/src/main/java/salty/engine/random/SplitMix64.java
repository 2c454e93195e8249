package salty.engine.random;

/**
 * SplitMix64 (Steele, Lea, Flood, "Fast splittable pseudorandom number generators", 2014): a counter, hashed. Its
 * sequence is fixed here, and what it derives uses {@link StrictMath}, so a seed gives the same bytes everywhere. Work
 * that may run in any order takes a generator of its own from {@link #of}, keyed by what it works on.
 */
public final class SplitMix64 {
    private static final long GOLDEN_GAMMA = 0x9e3779b97f4a7c15L;

    private long state;

    /** Begins the sequence of a seed. */
    public SplitMix64(long seed) {
        this.state = seed;
    }

    /** The generator of a seed and of keys such as epoch and index: unrelated to that of any other keys. */
    public static SplitMix64 of(long seed, long... keys) {
        long mixed = mix(seed + GOLDEN_GAMMA);
        for (long key : keys) {
            mixed = mix(mixed * 31 + GOLDEN_GAMMA + key);
        }
        return new SplitMix64(mixed);
    }

    private static long mix(long value) {
        long z = (value ^ value >>> 30) * 0xbf58476d1ce4e5b9L;
        z = (z ^ z >>> 27) * 0x94d049bb133111ebL;
        return z ^ z >>> 31;
    }

    /** 64 random bits. */
    public long nextLong() {
        state += GOLDEN_GAMMA;
        return mix(state);
    }

    /** Uniform in {@code [0, bound)}, up to a bias of {@code bound / 2^32}. */
    public int nextInt(int bound) {
        return (int) ((nextLong() >>> 32) * bound >>> 32);
    }

    /** Uniform in {@code [0, 1)}. */
    public double nextDouble() {
        return (nextLong() >>> 11) * 0x1p-53;
    }

    /** Uniform in {@code [low, high)}. */
    public double nextDouble(double low, double high) {
        return low + (high - low) * nextDouble();
    }

    /** True with this probability. */
    public boolean nextBoolean(double probability) {
        return nextDouble() < probability;
    }

    /** Standard normal, after Box and Muller. */
    public double nextGaussian() {
        double radius = StrictMath.sqrt(-2 * StrictMath.log(1 - nextDouble()));
        return radius * StrictMath.cos(2 * Math.PI * nextDouble());
    }

    /** Puts values into a uniformly random order, after Fisher and Yates. */
    public void shuffle(int[] values) {
        for (int i = values.length - 1; i > 0; i--) {
            int j = nextInt(i + 1);
            int value = values[i];
            values[i] = values[j];
            values[j] = value;
        }
    }
}
