package salty.benchmarks.suite;

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
import salty.benchmarks.workload.NetworkCase;
import salty.benchmarks.workload.Setting;
import salty.engine.graph.Node;

/** A network from preprocessed pixels to probabilities, the way in and out of the backend's memory included. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.SampleTime)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
public class ForwardBenchmark {
    @Param(NetworkCase.VGG16)
    private String network;
    @Param("1")
    private int batch;
    private Node input;
    private Node output;
    private RunningProgram program;
    private float[] pixels;
    private float[] probabilities;

    /** Builds the network and its batch of images. */
    @Setup
    public void prepare() {
        Setting setting = Setting.current();
        NetworkCase example = NetworkCase.of(network, batch, setting);
        input = example.model().input();
        output = example.model().output();
        pixels = example.pixels();
        program = new RunningProgram(setting.open(), output);
        probabilities = new float[output.shape().intSize()];
    }

    /** One run. */
    @Benchmark
    public float[] run() {
        program.write(input, pixels);
        program.run();
        program.read(output, probabilities);
        return probabilities;
    }

    /** Releases the backend. */
    @TearDown
    public void close() {
        program.close();
    }
}
