package salty.kernels.vector;

import salty.engine.backend.Backend;
import salty.engine.backend.BackendOptions;
import salty.engine.backend.BackendProvider;
import salty.engine.backend.BackendUnavailableException;
import salty.engine.backend.Precision;

/**
 * Opens the {@link VectorBackend} where the JVM was started with the Vector API, an incubator module that it must be
 * told of.
 */
public final class VectorBackendProvider implements BackendProvider {
    private static final String MODULE = "jdk.incubator.vector";

    @Override
    public String name() {
        return "vector";
    }

    @Override
    public int priority() {
        return 100;
    }

    @Override
    public Backend open(BackendOptions options) {
        if (!hasVectorApi()) {
            throw new BackendUnavailableException("vector: the Vector API is not there;"
                    + " start Java with --add-modules " + MODULE + " (the salty launcher does)");
        }
        if (options.precision() != Precision.FLOAT32) {
            throw new BackendUnavailableException("vector: computes in float32 only, not in " + options.precision());
        }
        return new VectorBackend(options.threads(), options.direct(), options.runs());
    }

    /** Whether the boot loader finds the API: as a resolved module, or as classes appended to its path. */
    static boolean hasVectorApi() {
        try {
            Class.forName(MODULE + ".Vector", false, null);
            return true;
        } catch (ClassNotFoundException e) {
            return false;
        }
    }
}
