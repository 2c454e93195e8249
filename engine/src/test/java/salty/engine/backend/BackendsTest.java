package salty.engine.backend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;

import org.junit.jupiter.api.Test;

/** Without any provider on the class path the reference backend is all there is. */
class BackendsTest {
    @Test
    void autoFallsBackToTheReference() {
        List<String> log = new ArrayList<>();
        assertThat(Backends.open("auto", BackendOptions.DEFAULT, log::add).name()).isEqualTo("reference");
        assertThat(log).isEmpty();
    }

    @Test
    void anUnknownNameListsTheKnown() {
        assertThatThrownBy(() -> Backends.open("cuda", BackendOptions.DEFAULT, line -> {}))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("no backend 'cuda'; there are [auto, reference]");
    }
}
