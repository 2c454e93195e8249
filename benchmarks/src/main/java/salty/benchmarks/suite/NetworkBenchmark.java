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
import salty.benchmarks.SeededNetwork;
import salty.benchmarks.Setting;
import salty.engine.model.Model;

/** A network other than VGG16 from pixels to probabilities, the way in and out of the backend's memory included. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.SampleTime)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
public class NetworkBenchmark {
    @Param("resnet50")
    private String network;
    private Model model;
    private RunningProgram program;
    private float[] pixels;
    private float[] probabilities;

    /** Builds the network and its image. */
    @Setup
    public void prepare() {
        model = SeededNetwork.load(network);
        program = new RunningProgram(Setting.current().open(), model.output());
        pixels = SeededNetwork.pixels(model.input().shape());
        probabilities = new float[model.output().shape().intSize()];
    }

    /** One run. */
    @Benchmark
    public float[] run() {
        program.write(model.input(), pixels);
        program.run();
        program.read(model.output(), probabilities);
        return probabilities;
    }

    /** Releases the backend. */
    @TearDown
    public void close() {
        program.close();
    }
}
