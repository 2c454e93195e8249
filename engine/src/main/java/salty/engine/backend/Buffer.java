package salty.engine.backend;

/** Memory of a backend that holds float32 values: a {@code float[]}, a {@code cl_mem}. Not thread-safe. */
public interface Buffer extends AutoCloseable {
    /** The number of values that fit. */
    long size();

    /** Copies all of {@code values} to the front of this buffer. */
    void write(float[] values);

    /** Copies from the front of this buffer until {@code values} is full, once all kernels before have finished. */
    void read(float[] values);

    @Override
    default void close() {}
}
