package salty.kernels.vector.simd;

import static salty.kernels.vector.simd.Lanes.COUNT;
import static salty.kernels.vector.simd.Lanes.SPECIES;

import java.util.Arrays;
import java.util.concurrent.atomic.AtomicReference;

import jdk.incubator.vector.FloatVector;

import salty.kernels.parallel.Parallel;

/** What a processor can do at best: fused multiply-adds out of registers, and reading memory in order. */
public final class Ceiling {
    private static final int CHAINS = 12;
    private static final int ROUNDS = 20_000;
    /** Floats that a thread reads: far more than any cache holds. */
    private static final int FLOATS = 16 << 20;
    private static final int REPEATS = 40;

    /** Keeps results alive, which C2 would not compute otherwise. */
    private static final AtomicReference<Float> LAST = new AtomicReference<>();

    private Ceiling() {
    }

    /** GFLOP/s of so many threads, a fused multiply-add counting as two. */
    public static double gflops(int threads) {
        return rate(threads, 2.0 * CHAINS * ROUNDS * COUNT, worker -> multiplyAdd(1 + worker));
    }

    /** GB/s that so many threads read. */
    public static double gbytes(int threads) {
        float[][] memory = new float[threads][FLOATS];
        for (float[] own : memory) {
            Arrays.fill(own, 1);
        }
        return rate(threads, (double) Float.BYTES * FLOATS, worker -> sum(memory[worker]));
    }

    private interface Work {
        float run(int worker);
    }

    /** The best of some repetitions, in units of 1e9 a second. */
    private static double rate(int threads, double each, Work work) {
        double best = 0;
        try (Parallel parallel = new Parallel(threads)) {
            for (int i = 0; i < REPEATS; i++) {
                long start = System.nanoTime();
                parallel.run(threads, (index, worker) -> LAST.set(work.run(index)));
                best = Math.max(best, threads * each / (System.nanoTime() - start));
            }
        }
        return best;
    }

    private static float multiplyAdd(float factor) {
        FloatVector x = FloatVector.broadcast(SPECIES, factor);
        FloatVector y = FloatVector.broadcast(SPECIES, 1 - factor);
        FloatVector c0 = x, c1 = x, c2 = x, c3 = x, c4 = x, c5 = x;
        FloatVector c6 = x, c7 = x, c8 = x, c9 = x, ca = x, cb = x;
        for (int i = 0; i < ROUNDS; i++) {
            c0 = x.fma(y, c0);
            c1 = x.fma(y, c1);
            c2 = x.fma(y, c2);
            c3 = x.fma(y, c3);
            c4 = x.fma(y, c4);
            c5 = x.fma(y, c5);
            c6 = x.fma(y, c6);
            c7 = x.fma(y, c7);
            c8 = x.fma(y, c8);
            c9 = x.fma(y, c9);
            ca = x.fma(y, ca);
            cb = x.fma(y, cb);
        }
        return Lanes.sum(c0.add(c1).add(c2).add(c3).add(c4).add(c5).add(c6).add(c7).add(c8).add(c9).add(ca).add(cb));
    }

    private static float sum(float[] memory) {
        FloatVector s0 = FloatVector.zero(SPECIES), s1 = s0, s2 = s0, s3 = s0;
        for (int i = 0; i < memory.length; i += 4 * COUNT) {
            s0 = s0.add(FloatVector.fromArray(SPECIES, memory, i));
            s1 = s1.add(FloatVector.fromArray(SPECIES, memory, i + COUNT));
            s2 = s2.add(FloatVector.fromArray(SPECIES, memory, i + 2 * COUNT));
            s3 = s3.add(FloatVector.fromArray(SPECIES, memory, i + 3 * COUNT));
        }
        return Lanes.sum(s0.add(s1).add(s2).add(s3));
    }
}
