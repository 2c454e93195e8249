package salty.engine.reference;

import salty.engine.backend.Backend;
import salty.engine.backend.BackendOptions;
import salty.engine.backend.BackendProvider;
import salty.engine.backend.BackendUnavailableException;
import salty.engine.backend.Precision;

/** How the engine finds {@link ReferenceBackend}: the last in order, as it runs everywhere and is fast nowhere. */
public final class ReferenceBackendProvider implements BackendProvider {
    @Override
    public String name() {
        return ReferenceBackend.NAME;
    }

    @Override
    public int priority() {
        return 0;
    }

    @Override
    public Backend open(BackendOptions options) {
        if (options.precision() != Precision.FLOAT32) {
            throw new BackendUnavailableException(name() + ": computes in float64 and knows no " + options.precision());
        }
        return new ReferenceBackend();
    }
}
