package salty.benchmarks.suite;

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
import salty.engine.explain.GradCam;
import salty.engine.model.Model;
import salty.engine.model.Vgg16;

/** Grad-CAM at VGG16's last convolution: forward, the dense layers backward, the map. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.SampleTime)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
public class GradCamBenchmark {
    private Backend backend;
    private GradCam gradCam;
    private float[] pixels;

    /** Builds the network. */
    @Setup
    public void prepare() {
        Setting setting = Setting.current();
        backend = setting.open();
        Model model = Vgg16.classifier(1, 1000, setting.weights());
        gradCam = new GradCam(backend, model.input(), model.layer("block5_conv3").output(), model.output());
        pixels = setting.photograph().toArray();
    }

    /** One map. */
    @Benchmark
    public GradCam.Result run() {
        return gradCam.run(pixels, 281);
    }

    /** Releases the backend. */
    @TearDown
    public void close() {
        gradCam.close();
        backend.close();
    }
}
