package salty.benchmarks.suite;

import java.nio.file.Path;
import java.util.List;

import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

import salty.benchmarks.workload.Setting;
import salty.engine.backend.Backend;
import salty.engine.compile.Program;
import salty.engine.model.Model;
import salty.engine.model.Vgg16;
import salty.loader.keras.KerasLoader;

/** What stands between a file and the first run. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.SampleTime)
@Warmup(iterations = 2, time = 1)
@Measurement(iterations = 3, time = 1)
public class LoadBenchmark {
    private final Setting setting = Setting.current();
    private Backend backend;
    private Model model;

    /** Draws or maps the weights. */
    @Setup
    public void open() {
        backend = setting.open();
        model = Vgg16.classifier(1, 1000, setting.weights());
    }

    /** Simplifies, plans and packs a network whose weights are in memory. */
    @Benchmark
    public long prepare() {
        return compiled(model);
    }

    /** The same from a Keras file: maps it, builds the graph, finds the weights. */
    @Benchmark
    public long load() {
        return compiled(KerasLoader.load(Path.of(setting.model())));
    }

    private long compiled(Model network) {
        try (Program program = Program.compile(backend, List.of(network.output()))) {
            return program.workspaceBytes();
        }
    }

    /** Releases the backend. */
    @TearDown
    public void close() {
        backend.close();
    }
}
