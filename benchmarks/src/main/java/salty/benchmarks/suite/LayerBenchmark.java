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

import salty.benchmarks.workload.LayerGraph;
import salty.benchmarks.workload.Setting;
import salty.benchmarks.workload.Weights;
import salty.engine.graph.Node;

/** One layer of VGG16's convolutional part at batch 1, forward or backward. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.SampleTime)
@Warmup(iterations = 3, time = 300, timeUnit = TimeUnit.MILLISECONDS)
@Measurement(iterations = 5, time = 200, timeUnit = TimeUnit.MILLISECONDS)
public class LayerBenchmark {
    @Param("block4_conv2")
    private String layer;
    @Param("forward")
    private String direction;
    private RunningProgram program;

    /** Builds the layer alone, with seeded weights. */
    @Setup
    public void prepare() {
        LayerGraph graph = LayerGraph.of(layer, Weights.heNormal(16));
        Node output = direction.equals("forward") ? graph.forward() : graph.backward();
        program = new RunningProgram(Setting.current().open(), output);
        program.writeActivations();
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
