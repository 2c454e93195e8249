package salty.engine.backend;

/**
 * What a user may ask of a backend.
 *
 * @param threads the number of threads of a CPU backend, at least 1
 * @param device  the index or a part of the name of an OpenCL device; empty for the first that fits
 */
public record BackendOptions(int threads, String device) {
    /** All cores, any device. */
    public static final BackendOptions DEFAULT = new BackendOptions(Runtime.getRuntime().availableProcessors(), "");

    public BackendOptions {
        if (threads < 1) {
            throw new IllegalArgumentException("threads must be at least 1, got " + threads);
        }
    }
}
