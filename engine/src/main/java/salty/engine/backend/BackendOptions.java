package salty.engine.backend;

/**
 * What a user may ask of a backend.
 *
 * @param threads   the number of threads of a CPU backend, at least 1
 * @param device    the index or a part of the name of an OpenCL device; empty for the first that fits
 * @param direct    whether convolutions sum their products as they are defined, instead of by a faster algorithm:
 *                  slower, but what is equal in exact arithmetic, such as the pixels of a flat region, stays equal
 * @param gpu       whether an OpenCL device has to be a GPU or another accelerator, and not the CPU once more
 * @param precision how exactly products are computed; a backend that does not have it refuses to open
 * @param runs      how often a program will run, as far as that is known: what a few runs cannot earn back is not
 *                  prepared for them
 */
public record BackendOptions(int threads, String device, boolean direct, boolean gpu, Precision precision, int runs) {
    /** So many runs that every preparation pays. */
    public static final int MANY_RUNS = Integer.MAX_VALUE;
    /** All cores, any device. */
    public static final BackendOptions DEFAULT = new BackendOptions(Runtime.getRuntime().availableProcessors(), "");

    public BackendOptions {
        if (threads < 1) {
            throw new IllegalArgumentException("threads must be at least 1, got " + threads);
        }
        if (runs < 1) {
            throw new IllegalArgumentException("runs must be at least 1, got " + runs);
        }
    }

    /** The fastest algorithms in float32. */
    public BackendOptions(int threads, String device) {
        this(threads, device, false, false, Precision.FLOAT32, MANY_RUNS);
    }

    /** The same with direct convolutions. */
    public BackendOptions withDirect() {
        return new BackendOptions(threads, device, true, gpu, precision, runs);
    }

    /** The same on nothing but a GPU. */
    public BackendOptions withGpu() {
        return new BackendOptions(threads, device, direct, true, precision, runs);
    }

    /** The same at another precision. */
    public BackendOptions withPrecision(Precision other) {
        return new BackendOptions(threads, device, direct, gpu, other, runs);
    }

    /** The same for programs that run so often. */
    public BackendOptions withRuns(int expected) {
        return new BackendOptions(threads, device, direct, gpu, precision, expected);
    }
}
