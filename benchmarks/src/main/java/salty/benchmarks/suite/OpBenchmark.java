package salty.benchmarks.suite;

import java.util.concurrent.TimeUnit;

import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

import salty.benchmarks.workload.Setting;
import salty.engine.op.OpCase;
import salty.engine.op.OpCases;

/** The engine's op cases: tiny, so this is the cost of a kernel call more than of its arithmetic. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.SampleTime)
@Warmup(iterations = 3, time = 100, timeUnit = TimeUnit.MILLISECONDS)
@Measurement(iterations = 3, time = 100, timeUnit = TimeUnit.MILLISECONDS)
public class OpBenchmark {
    @Param("relu")
    private String example;
    private RunningProgram program;

    /** Finds the case by its name. */
    @Setup
    public void prepare() {
        OpCase found = OpCases.all().stream().filter(one -> one.name().equals(example)).findFirst().orElseThrow();
        program = new RunningProgram(Setting.current().open(), found.output());
        found.values(1).forEach(program::write);
    }

    /** One run. */
    @Benchmark
    public void run() {
        program.run();
    }

    /** Releases the backend. */
    @TearDown
    public void close() {
        program.close();
    }
}
