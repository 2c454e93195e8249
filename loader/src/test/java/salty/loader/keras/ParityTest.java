package salty.loader.keras;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import salty.engine.backend.Backend;
import salty.engine.backend.BackendOptions;
import salty.engine.backend.Backends;

/** Whole networks on the CPU's backends equal the golden: layers, gradients of filters, class activation maps. */
class ParityTest {

    static Stream<Arguments> casesAndBackends() {
        List<Arguments> arguments = new ArrayList<>();
        for (String name : GoldenNetwork.NAMES) {
            for (String backend : Backends.names()) {
                if (List.of("reference", "vector").contains(backend)) {
                    arguments.add(Arguments.of(name, backend));
                }
            }
        }
        return arguments.stream();
    }

    @ParameterizedTest(name = "{0} on {1}")
    @MethodSource("casesAndBackends")
    void every_layer_equals_the_golden(String name, String backendName) {
        try (Backend backend = open(backendName)) {
            new GoldenNetwork(name).assertLayers(backend);
        }
    }

    @ParameterizedTest(name = "{0} on {1}")
    @MethodSource("casesAndBackends")
    void gradients_of_filters_equal_the_golden(String name, String backendName) {
        try (Backend backend = open(backendName)) {
            new GoldenNetwork(name).assertGradients(backend);
        }
    }

    @ParameterizedTest(name = "{0} on {1}")
    @MethodSource("casesAndBackends")
    void class_activation_maps_equal_the_golden(String name, String backendName) {
        try (Backend backend = open(backendName)) {
            new GoldenNetwork(name).assertClassActivationMaps(backend);
        }
    }

    private static Backend open(String name) {
        return Backends.open(name, BackendOptions.DEFAULT, line -> { });
    }
}
