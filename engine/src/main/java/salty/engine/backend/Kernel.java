package salty.engine.backend;

/** A prepared group: immutable and shared between threads; all that a run changes lies in the buffers. */
public interface Kernel extends AutoCloseable {
    /** How many float32 values of scratch memory one run needs. */
    default long scratch() {
        return 0;
    }

    /**
     * Computes the group's output. Allocates nothing.
     *
     * @param inputs  the buffers of {@link Group#inputs()}, in that order
     * @param output  the buffer of {@link Group#output()}; one of the inputs, where {@link Backend#inPlace} allowed it
     * @param scratch at least {@link #scratch()} values that nobody else uses during the run; null where that is 0
     */
    void run(Buffer[] inputs, Buffer output, Buffer scratch);

    /** What this kernel does, for {@code Program.explain()}: {@code winograd 3x3 + bias + relu}. */
    String describe();

    @Override
    default void close() {}
}
