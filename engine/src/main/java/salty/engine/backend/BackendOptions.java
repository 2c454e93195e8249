package salty.engine.backend;

/**
 * What a user may ask of a backend.
 *
 * @param threads the number of threads of a CPU backend, at least 1
 * @param device  the index or a part of the name of an OpenCL device; empty for the first that fits
 * @param direct  whether convolutions sum their products as they are defined, instead of by a faster algorithm: slower,
 *                but what is equal in exact arithmetic, such as the pixels of a flat region, stays equal
 */
public record BackendOptions(int threads, String device, boolean direct) {
    /** All cores, any device. */
    public static final BackendOptions DEFAULT = new BackendOptions(Runtime.getRuntime().availableProcessors(), "", false);

    public BackendOptions {
        if (threads < 1) {
            throw new IllegalArgumentException("threads must be at least 1, got " + threads);
        }
    }

    /** The fastest algorithms. */
    public BackendOptions(int threads, String device) {
        this(threads, device, false);
    }

    /** The same with direct convolutions. */
    public BackendOptions withDirect() {
        return new BackendOptions(threads, device, true);
    }
}
