package salty.engine.random;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.IntStream;

import org.junit.jupiter.api.Test;

class SplitMix64Test {
    /** The sequence of seed 1234567 that the authors' reference implementation in C prints. */
    @Test
    void isTheReferenceSequence() {
        SplitMix64 random = new SplitMix64(1234567);
        assertThat(random.nextLong()).isEqualTo(6457827717110365317L);
        assertThat(random.nextLong()).isEqualTo(3203168211198807973L);
        assertThat(Long.toUnsignedString(random.nextLong())).isEqualTo("9817491932198370423");
    }

    @Test
    void keysGiveUnrelatedSequences() {
        assertThat(SplitMix64.of(1, 2, 3).nextLong()).isEqualTo(SplitMix64.of(1, 2, 3).nextLong())
                .isNotEqualTo(SplitMix64.of(1, 3, 2).nextLong()).isNotEqualTo(SplitMix64.of(1, 2).nextLong());
    }

    @Test
    void shufflesIntoAPermutation() {
        int[] values = IntStream.range(0, 100).toArray();
        new SplitMix64(3).shuffle(values);
        assertThat(values).isNotEqualTo(IntStream.range(0, 100).toArray());
        assertThat(IntStream.of(values).sorted().toArray()).isEqualTo(IntStream.range(0, 100).toArray());
    }

    @Test
    void staysBelowTheBound() {
        SplitMix64 random = new SplitMix64(9);
        int[] seen = new int[7];
        for (int i = 0; i < 7000; i++) {
            seen[random.nextInt(7)]++;
        }
        assertThat(IntStream.of(seen).min().orElseThrow()).isGreaterThan(850);
    }
}
