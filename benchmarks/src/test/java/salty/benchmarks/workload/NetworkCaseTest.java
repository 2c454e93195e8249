package salty.benchmarks.workload;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;

import salty.benchmarks.Rows;
import salty.engine.compile.Work;

class NetworkCaseTest {
    @SuppressWarnings("unused")
    private static final Iterable<String> SEEDED = NetworkCase.SEEDED;

    /** The rows carry the work as numbers, so that listing them builds no network. */
    @ParameterizedTest
    @FieldSource("SEEDED")
    void doesTheWorkThatItsRowSays(String name) {
        Work work = Work.of(NetworkCase.seeded(name, 1).model().output());
        Work said = Rows.networks().get(name);
        assertThat(said.flops()).isCloseTo(work.flops(), within(work.flops() / 1000));
        assertThat(said.bytes()).isCloseTo(work.bytes(), within(work.bytes() / 1000));
    }
}
