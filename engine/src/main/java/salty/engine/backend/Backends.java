package salty.engine.backend;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Queue;
import java.util.ServiceConfigurationError;
import java.util.ServiceLoader;
import java.util.function.Consumer;

import salty.engine.reference.ReferenceBackend;

/** Chooses a backend by name, or the fastest that runs here. */
public final class Backends {
    /** The name that stands for the fastest backend available. */
    public static final String AUTO = "auto";

    private Backends() {}

    /**
     * Opens a backend. Where {@code auto} takes one on a device of its own memory, the next in order stands by for
     * programs that do not fit it.
     *
     * @param name    {@code auto}, {@code reference} or a provider's name
     * @param options what the user asked for
     * @param log     told in one line why each faster backend was passed over
     * @throws BackendUnavailableException if a backend asked for by name cannot run
     * @throws IllegalArgumentException    if there is none of that name
     */
    public static Backend open(String name, BackendOptions options, Consumer<String> log) {
        if (!name.equals(AUTO)) {
            for (BackendProvider provider : found()) {
                if (provider.name().equals(name)) {
                    return provider.open(options);
                }
            }
            if (name.equals(ReferenceBackend.NAME)) {
                return reference(options);
            }
            throw new IllegalArgumentException("no backend '" + name + "'; there are " + names());
        }
        return first(new ArrayDeque<>(providers()), options, log);
    }

    private static Backend first(Queue<BackendProvider> providers, BackendOptions options, Consumer<String> log) {
        while (!providers.isEmpty()) {
            try {
                Backend backend = providers.remove().open(options);
                return backend.hasOwnMemory() ? new Standby(backend, () -> first(providers, options, log), log)
                        : backend;
            } catch (BackendUnavailableException e) {
                log.accept(e.getMessage());
            }
        }
        return reference(options);
    }

    private static Backend reference(BackendOptions options) {
        if (options.precision() != Precision.FLOAT32) {
            throw new BackendUnavailableException(ReferenceBackend.NAME + ": computes in float64 and knows no "
                    + options.precision());
        }
        return new ReferenceBackend();
    }

    /** The names that {@link #open} knows, {@code auto} first. */
    public static List<String> names() {
        List<String> names = new ArrayList<>(List.of(AUTO));
        for (BackendProvider provider : found()) {
            names.add(provider.name());
        }
        names.add(ReferenceBackend.NAME);
        return names;
    }

    /** All providers on the class path, the fastest first. */
    public static List<BackendProvider> providers() {
        List<BackendProvider> providers = found();
        providers.sort(Comparator.comparingInt(BackendProvider::priority).reversed());
        return providers;
    }

    /** In no order: asking a provider for its priority may make it look for devices, which a name does not need. */
    private static List<BackendProvider> found() {
        List<BackendProvider> providers = new ArrayList<>();
        try {
            ServiceLoader.load(BackendProvider.class).forEach(providers::add);
        } catch (ServiceConfigurationError e) {
            throw new BackendUnavailableException("a backend provider cannot be loaded: " + e.getMessage(), e);
        }
        return providers;
    }
}
