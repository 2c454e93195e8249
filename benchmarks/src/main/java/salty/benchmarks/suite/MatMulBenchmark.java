package salty.benchmarks.suite;

import java.util.List;
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
import salty.engine.graph.Node;
import salty.engine.graph.Shape;
import salty.engine.op.Input;
import salty.engine.op.MatMul;

/** The product of two square matrices on a backend, neither of them known before. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.SampleTime)
@Warmup(iterations = 3, time = 300, timeUnit = TimeUnit.MILLISECONDS)
@Measurement(iterations = 5, time = 300, timeUnit = TimeUnit.MILLISECONDS)
public class MatMulBenchmark {
    /** Rows and columns: within a processor's last cache, and what GPUs are compared by. */
    public static final List<Integer> SIZES = List.of(512, 1024, 2048);

    @Param("512")
    private int size;
    private RunningProgram program;

    /** The product of two inputs. */
    public static Node product(int size) {
        Shape square = Shape.of(size, size);
        return MatMul.of(Input.of("a", square), Input.of("b", square));
    }

    /** Draws the matrices. */
    @Setup
    public void prepare() {
        program = new RunningProgram(Setting.current().open(), product(size));
        program.writeActivations(1);
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
