package salty.benchmarks.suite;

import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;
import salty.benchmarks.workload.Setting;
import salty.engine.backend.Backend;
import salty.engine.explain.FilterAscent;
import salty.engine.graph.Shape;
import salty.engine.model.Model;
import salty.engine.model.Vgg16;

/** Gradient ascent on one filter, 224 by 224: the time of one step, from a few of them. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.SampleTime)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
public class AscentBenchmark {
    /** What an ascent runs: its steps and a last forward and backward run for the score at the end. */
    private static final int RUNS = 4;

    @Param("block4_conv2")
    private String layer;
    private Backend backend;
    private FilterAscent ascent;
    private float[] start;

    /** Builds the convolutional part up to the layer. */
    @Setup
    public void prepare() {
        Setting setting = Setting.current();
        backend = setting.open();
        Model model = Vgg16.features(Shape.of(1, 224, 224, 3), setting.weights());
        float[] low = {-103.939f, -116.779f, -123.68f};
        float[] high = {151.061f, 138.221f, 131.32f};
        ascent = FilterAscent.of(backend, model.input(), model.layer(layer).output(), 7,
                new FilterAscent.Bounds(1, low, high));
        start = setting.photograph().toArray();
    }

    /** A few steps. */
    @Benchmark
    @OperationsPerInvocation(RUNS)
    public FilterAscent.Result steps() {
        return ascent.run(start, RUNS - 1);
    }

    /** Releases the backend. */
    @TearDown
    public void close() {
        ascent.close();
        backend.close();
    }
}
