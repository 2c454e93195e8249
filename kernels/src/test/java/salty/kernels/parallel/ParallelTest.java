package salty.kernels.parallel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicIntegerArray;
import java.util.stream.IntStream;

import org.junit.jupiter.api.Test;

/** The pool runs every tile once, wherever it runs it. */
class ParallelTest {
    @Test
    void runsEveryTileOnceThroughManyPhases() {
        try (Parallel parallel = new Parallel(3)) {
            AtomicIntegerArray runs = new AtomicIntegerArray(100);
            for (int phase = 0; phase < 2000; phase++) {
                int count = phase % 100;
                parallel.run(count, (index, worker) -> runs.incrementAndGet(index));
            }
            for (int i = 0; i < 100; i++) {
                assertThat(runs.get(i)).isEqualTo(20 * (99 - i));
            }
        }
    }

    @Test
    void handsEveryWorkerAScratchOfItsOwn() {
        try (Parallel parallel = new Parallel(4)) {
            AtomicIntegerArray inside = new AtomicIntegerArray(4);
            parallel.run(1000, (index, worker) -> {
                assertThat(inside.incrementAndGet(worker)).isEqualTo(1);
                inside.decrementAndGet(worker);
            });
        }
    }

    @Test
    void throwsWhatATileThrewAndGoesOn() {
        try (Parallel parallel = new Parallel(2)) {
            assertThatThrownBy(() -> parallel.run(50, (index, worker) -> {
                throw new IllegalStateException("tile " + index);
            })).isInstanceOf(IllegalStateException.class).hasMessageStartingWith("tile ");
            AtomicInteger runs = new AtomicInteger();
            parallel.run(50, (index, worker) -> runs.incrementAndGet());
            assertThat(runs).hasValue(50);
        }
    }

    @Test
    void servesSeveralCallersAtOnce() {
        try (Parallel parallel = new Parallel(2)) {
            AtomicInteger runs = new AtomicInteger();
            IntStream.range(0, 8).parallel().forEach(caller -> {
                for (int phase = 0; phase < 200; phase++) {
                    parallel.run(5, (index, worker) -> runs.incrementAndGet());
                }
            });
            assertThat(runs).hasValue(8 * 200 * 5);
        }
    }

    @Test
    void worksAfterItsHelpersHaveParked() throws InterruptedException {
        try (Parallel parallel = new Parallel(2)) {
            AtomicInteger runs = new AtomicInteger();
            for (int i = 0; i < 5; i++) {
                parallel.run(10, (index, worker) -> runs.incrementAndGet());
                Thread.sleep(5);
            }
            assertThat(runs).hasValue(50);
        }
    }

    @Test
    void refusesNoThreads() {
        assertThatThrownBy(() -> new Parallel(0)).hasMessageContaining("at least 1");
    }
}
