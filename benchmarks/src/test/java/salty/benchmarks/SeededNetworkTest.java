package salty.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;

class SeededNetworkTest {
    @SuppressWarnings("unused")
    private static final Iterable<String> NAMES = SeededNetwork.NAMES;

    /** The rows carry the work as numbers, so that listing them builds no network. */
    @ParameterizedTest
    @FieldSource("NAMES")
    void doesTheWorkThatItsRowSays(String name) {
        Work work = Work.of(SeededNetwork.load(name).output());
        Work said = Rows.networks().get(name);
        assertThat(said.flops()).isCloseTo(work.flops(), within(work.flops() / 1000));
        assertThat(said.bytes()).isCloseTo(work.bytes(), within(work.bytes() / 1000));
    }
}
