package salty.engine.backend;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Queue;
import java.util.ServiceConfigurationError;
import java.util.ServiceLoader;
import java.util.function.Consumer;

/** Chooses a backend by name, or the fastest that runs here. */
public final class Backends {
    /** The name that stands for the fastest backend available. */
    public static final String AUTO = "auto";

    private Backends() {}

    /**
     * Opens a backend. Where {@code auto} takes one on a device of its own memory, the next in order stands by for
     * programs that do not fit it.
     *
     * @param name    {@code auto} or a provider's name
     * @param options what the user asked for
     * @param log     told in one line why each faster backend was passed over
     * @throws BackendUnavailableException if a backend asked for by name cannot run
     * @throws IllegalArgumentException    if there is none of that name
     */
    public static Backend open(String name, BackendOptions options, Consumer<String> log) {
        if (name.equals(AUTO)) {
            return first(new ArrayDeque<>(providers()), options, log);
        }
        for (BackendProvider provider : found()) {
            if (provider.name().equals(name)) {
                return provider.open(options);
            }
        }
        throw new IllegalArgumentException("no backend '" + name + "'; there are " + names());
    }

    /**
     * Opens the fastest backend that runs on the CPU and on no device.
     *
     * @param log told in one line why each faster one was passed over
     */
    public static Backend openOnCpu(BackendOptions options, Consumer<String> log) {
        return first(new ArrayDeque<>(providers().stream().filter(provider -> !provider.hasDevices()).toList()),
                options, log);
    }

    private static Backend first(Queue<BackendProvider> providers, BackendOptions options, Consumer<String> log) {
        while (true) {
            try {
                Backend backend = providers.remove().open(options);
                return backend.hasOwnMemory() ? new Standby(backend, () -> first(providers, options, log), log)
                        : backend;
            } catch (BackendUnavailableException e) {
                if (providers.isEmpty()) {
                    throw e;
                }
                log.accept(e.getMessage());
            }
        }
    }

    /**
     * The name of the backend whose devices a user may choose from.
     *
     * @throws BackendUnavailableException if there is none on the class path
     */
    public static String withDevices() {
        return found().stream().filter(BackendProvider::hasDevices).map(BackendProvider::name).findFirst()
                .orElseThrow(() -> new BackendUnavailableException("no backend for GPUs is on the class path"));
    }

    /** The names that {@link #open} knows: {@code auto}, then all others by the alphabet. */
    public static List<String> names() {
        List<String> names = new ArrayList<>(List.of(AUTO));
        found().stream().map(BackendProvider::name).sorted().forEach(names::add);
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
