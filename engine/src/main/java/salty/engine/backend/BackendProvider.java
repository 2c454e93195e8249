package salty.engine.backend;

/** How a backend is found: one provider a backend, listed under {@code META-INF/services}. Cheap to load. */
public interface BackendProvider {
    /** The name that users choose by. */
    String name();

    /** Its place in the order of {@code auto}: the greatest that opens is taken. */
    int priority();

    /**
     * Opens the backend.
     *
     * @throws BackendUnavailableException saying why it cannot run here and what to do about it
     */
    Backend open(BackendOptions options);
}
