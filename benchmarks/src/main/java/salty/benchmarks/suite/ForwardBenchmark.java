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
import salty.benchmarks.Setting;
import salty.engine.model.Model;
import salty.engine.model.Vgg16;

/** VGG16 from preprocessed pixels to probabilities, the way in and out of the backend's memory included. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.SampleTime)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
public class ForwardBenchmark {
    @Param("1")
    private int batch;
    private Model model;
    private RunningProgram program;
    private float[] pixels;
    private float[] probabilities;

    /** Builds the network and a batch of one photograph again and again. */
    @Setup
    public void prepare() {
        Setting setting = Setting.current();
        model = Vgg16.classifier(batch, 1000, setting.weights());
        program = new RunningProgram(setting.open(), model.output());
        float[] photograph = setting.photograph().toArray();
        pixels = new float[batch * photograph.length];
        for (int i = 0; i < batch; i++) {
            System.arraycopy(photograph, 0, pixels, i * photograph.length, photograph.length);
        }
        probabilities = new float[batch * 1000];
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
