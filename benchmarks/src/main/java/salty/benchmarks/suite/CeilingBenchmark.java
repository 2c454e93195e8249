package salty.benchmarks.suite;

import java.util.Arrays;
import java.util.concurrent.TimeUnit;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorSpecies;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;
import org.openjdk.jmh.infra.BenchmarkParams;

/** What this machine can do at best: fused multiply-adds out of registers, and reading memory in order. */
@State(Scope.Thread)
@BenchmarkMode(Mode.SampleTime)
@Warmup(iterations = 3, time = 300, timeUnit = TimeUnit.MILLISECONDS)
@Measurement(iterations = 5, time = 300, timeUnit = TimeUnit.MILLISECONDS)
public class CeilingBenchmark {
    private static final VectorSpecies<Float> SPECIES = FloatVector.SPECIES_PREFERRED;
    private static final int LANES = SPECIES.length();
    /** Enough chains to hide a latency of 5 cycles on two ports, few enough for 16 registers. */
    private static final int CHAINS = 12;
    private static final int ROUNDS = 100_000;
    /** Far more than any cache holds. */
    private static final int READ_FLOATS = 32 << 20;

    /** Operations of one run of {@link #fma}. */
    public static final double FMA_FLOPS = 2.0 * CHAINS * ROUNDS * LANES;
    /** Bytes that one run of {@link #read} reads. */
    public static final double READ_BYTES = 4.0 * READ_FLOATS;

    private float[] memory = new float[0];
    private float factor = .999f;

    /** Memory of this thread's own. */
    @Setup
    public void allocate(BenchmarkParams parameters) {
        if (parameters.getBenchmark().endsWith("read")) {
            memory = new float[READ_FLOATS];
            Arrays.fill(memory, 1);
        }
    }

    /** Twelve independent chains of fused multiply-adds. */
    @Benchmark
    public float fma() {
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
        return c0.add(c1).add(c2).add(c3).add(c4).add(c5).add(c6).add(c7).add(c8).add(c9).add(ca).add(cb)
                .reduceLanes(VectorOperators.ADD);
    }

    /** The sum of a large array, four vectors at a time. */
    @Benchmark
    public float read() {
        FloatVector s0 = FloatVector.zero(SPECIES), s1 = s0, s2 = s0, s3 = s0;
        for (int i = 0; i < memory.length; i += 4 * LANES) {
            s0 = s0.add(FloatVector.fromArray(SPECIES, memory, i));
            s1 = s1.add(FloatVector.fromArray(SPECIES, memory, i + LANES));
            s2 = s2.add(FloatVector.fromArray(SPECIES, memory, i + 2 * LANES));
            s3 = s3.add(FloatVector.fromArray(SPECIES, memory, i + 3 * LANES));
        }
        return s0.add(s1).add(s2).add(s3).reduceLanes(VectorOperators.ADD);
    }
}
