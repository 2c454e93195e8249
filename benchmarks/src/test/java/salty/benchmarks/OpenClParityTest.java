package salty.benchmarks;

import java.util.List;

import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;
import salty.engine.backend.Backend;
import salty.engine.backend.BackendOptions;
import salty.engine.backend.BackendUnavailableException;
import salty.engine.backend.Backends;
import salty.loader.keras.GoldenNetwork;

/** Whole networks on OpenCL equal the golden, to the same tolerances as on the CPU. */
class OpenClParityTest {
    @SuppressWarnings("unused")
    private static final List<String> NAMES = GoldenNetwork.NAMES;

    @ParameterizedTest
    @FieldSource("NAMES")
    void layersAndGradientsEqualTheGolden(String name) {
        try (Backend backend = open()) {
            new GoldenNetwork(name).assertLayers(backend);
            new GoldenNetwork(name).assertGradients(backend);
        }
    }

    @ParameterizedTest
    @FieldSource("NAMES")
    void classActivationMapsEqualTheGolden(String name) {
        try (Backend backend = open()) {
            new GoldenNetwork(name).assertClassActivationMaps(backend);
        }
    }

    /** Without a device the test is skipped, unless {@code salty.require.opencl} says that there has to be one. */
    static Backend open() {
        try {
            return Backends.open("opencl", BackendOptions.DEFAULT, line -> { });
        } catch (BackendUnavailableException e) {
            Assumptions.assumeTrue(Boolean.getBoolean("salty.require.opencl"), "skipped: " + e.getMessage());
            throw e;
        }
    }
}
