package salty.benchmarks.peers;

/** A network that an engine trains, step after step on one batch. */
interface Trainee extends AutoCloseable {
    /**
     * One step.
     *
     * @return the loss before the update
     */
    float step();

    @Override
    void close();
}
