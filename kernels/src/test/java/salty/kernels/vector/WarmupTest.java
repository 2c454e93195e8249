package salty.kernels.vector;

import static org.assertj.core.api.Assertions.assertThatCode;

import org.junit.jupiter.api.Test;

/** What fails on the thread that warms up fails no run, but is printed in the middle of it. */
class WarmupTest {
    @Test
    void callsKernelsWithinTheirArraysAtAnyWidth() {
        assertThatCode(Warmup::callKernels).doesNotThrowAnyException();
    }
}
