package salty.benchmarks.peers;

/** An engine that runs VGG16. What it needs is built, and converted, before the clock starts. */
interface Contestant extends AutoCloseable {
    /** The engine's name and version. */
    String version();

    /** Logits {@code (n, 1000)} of n copies of the photograph. */
    float[] forward(int batch) throws Exception;

    /** Whether it can run networks other than VGG16. */
    default boolean runsNetworks() {
        return false;
    }

    /** Probabilities of a {@link salty.benchmarks.workload.NetworkCase#seeded} network for its one image. */
    default float[] network(String name) throws Exception {
        throw new UnsupportedOperationException("only VGG16 is built for " + version());
    }

    /** Whether it can differentiate. */
    boolean differentiates();

    /** The runs of {@link #ascend} that one call makes; its time is divided by them. */
    int stepsPerCall();

    /**
     * Steps of gradient ascent on the mean of one filter's map, as {@link salty.engine.explain.FilterAscent} takes
     * them.
     *
     * @return the image after them, {@code (224, 224, 3)}
     */
    float[] ascend(String layer) throws Exception;

    /**
     * A network with weights of its own, ready to be trained; null if the engine cannot, or is not asked to.
     *
     * @param network what {@link Training#of} calls it
     */
    default Trainee trainee(String network) {
        return null;
    }

    @Override
    void close() throws Exception;
}
