package salty.vision.fuzz;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.List;
import java.util.concurrent.TimeUnit;

import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A taste of the mutated inputs in every build: the first few hundred of each target. */
class MutationTest {

    private static final int INPUTS = 300;

    /** Seeds are well-formed or known to be refused; found inputs once broke the promise. */
    @ParameterizedTest
    @EnumSource
    void keepsThePromiseForEveryInputFoundSoFar(FuzzTarget target) throws IOException {
        int read = 0;
        for (byte[] data : target.seeds()) {
            read += target.feed(data) ? 1 : 0;
        }
        assertThat(read).isPositive();
    }

    @ParameterizedTest
    @EnumSource
    @Timeout(value = 60, unit = TimeUnit.SECONDS, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
    void readsOrRefusesEveryInput(FuzzTarget target) throws IOException {
        List<byte[]> seeds = target.seeds();
        assertThat(seeds).hasSizeGreaterThan(1);
        Mutator mutator = new Mutator(seeds, 1);
        int refused = 0;
        for (int i = 0; i < INPUTS; i++) {
            refused += target.feed(mutator.next()) ? 0 : 1;
        }
        if (target != FuzzTarget.LIST) {
            assertThat(refused).isPositive();
        }
    }
}
