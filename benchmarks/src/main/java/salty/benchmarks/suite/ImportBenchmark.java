package salty.benchmarks.suite;

import java.nio.file.Path;
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
import salty.engine.backend.Backend;
import salty.engine.compile.Program;
import salty.loader.ModelLoader;
import salty.loader.file.LoadOptions;

/** A network's file of any format becomes a program: read, imported, simplified, planned, packed. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.SampleTime)
@Warmup(iterations = 2, time = 1)
@Measurement(iterations = 3, time = 1)
public class ImportBenchmark {
    @Param("")
    private String network;
    private Backend backend;

    /** Opens the backend. */
    @Setup
    public void open() {
        backend = Setting.current().open();
    }

    /** One file. */
    @Benchmark
    public long load() {
        try (Program program = Program.compile(backend,
                ModelLoader.load(Path.of(network), LoadOptions.DEFAULT).outputs())) {
            return program.workspaceBytes();
        }
    }

    /** Releases the backend. */
    @TearDown
    public void close() {
        backend.close();
    }
}
