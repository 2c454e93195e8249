package salty.engine.backend;

import java.util.List;

/** How a backend is found: one provider a backend, listed under {@code META-INF/services}. Cheap to load. */
public interface BackendProvider {
    /**
     * Something that programs can run on.
     *
     * @param name        what lists call it
     * @param description what it is and how it computes, in one line
     * @param chosen      whether the options at hand choose it
     */
    record Device(String name, String description, boolean chosen) {}

    /** The name that users choose by. */
    String name();

    /** Its place in the order of {@code auto}: the greatest that opens is taken. */
    int priority();

    /**
     * Whether it has devices to choose from by {@link BackendOptions#device()} and {@link BackendOptions#gpu()}, and
     * does not run on the CPU alone.
     */
    default boolean hasDevices() {
        return false;
    }

    /**
     * All that it can run on.
     *
     * @throws BackendUnavailableException saying why it cannot run here
     */
    default List<Device> devices(BackendOptions options) {
        try (Backend backend = open(options)) {
            return List.of(new Device(name(), backend.description(), true));
        }
    }

    /**
     * Opens the backend.
     *
     * @throws BackendUnavailableException saying why it cannot run here and what to do about it
     */
    Backend open(BackendOptions options);
}
