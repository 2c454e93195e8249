package salty.engine.backend;

import java.nio.file.Path;

/** Where Salty keeps what it can make or fetch again. */
public final class CacheFolder {
    private CacheFolder() {}

    /**
     * This user's cache: the folder that the system property {@code salty.cache} names, else {@code $SALTY_CACHE}, else
     * {@code $XDG_CACHE_HOME/salty}, else {@code ~/.cache/salty}. It need not exist.
     */
    public static Path standard() {
        String property = System.getProperty("salty.cache");
        String own = property != null ? property : System.getenv("SALTY_CACHE");
        if (own != null && !own.isBlank()) {
            return Path.of(own);
        }
        String shared = System.getenv("XDG_CACHE_HOME");
        Path parent = shared != null && !shared.isBlank() ? Path.of(shared)
                : Path.of(System.getProperty("user.home"), ".cache");
        return parent.resolve("salty");
    }
}
