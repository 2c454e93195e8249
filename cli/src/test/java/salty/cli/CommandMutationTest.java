package salty.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.concurrent.TimeUnit;

import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import salty.vision.fuzz.Mutator;

/** A taste of the mutated files in every build: the first hundred of each kind through whole commands. */
class CommandMutationTest {
    private static final int INPUTS = 100;

    @ParameterizedTest
    @EnumSource
    @Timeout(value = 60, unit = TimeUnit.SECONDS, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
    void endsWithAStatusThatIsDocumentedAndALineAtMost(CommandTarget target) throws IOException {
        Mutator mutator = new Mutator(target.seeds(), 1);
        int refused = 0;
        for (int i = 0; i < INPUTS; i++) {
            refused += target.feed(mutator.next()) ? 0 : 1;
        }
        assertThat(refused).isBetween(0, INPUTS);
    }
}
