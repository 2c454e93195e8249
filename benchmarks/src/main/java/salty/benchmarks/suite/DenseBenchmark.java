package salty.benchmarks.suite;

import java.util.ArrayList;
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
import salty.benchmarks.workload.Weights;
import salty.engine.compile.Work;
import salty.engine.graph.Node;
import salty.engine.graph.Shape;
import salty.engine.op.Add;
import salty.engine.op.Broadcast;
import salty.engine.op.Constant;
import salty.engine.op.Input;
import salty.engine.op.MatMul;
import salty.engine.op.Relu;

/**
 * VGG16's three dense layers at batch 1, one after the other, each on an input of a given density: the share of values
 * that ReLU left above zero. A zero need not read its row of weights, so the work counts the rows of the others only.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.SampleTime)
@Warmup(iterations = 3, time = 500, timeUnit = TimeUnit.MILLISECONDS)
@Measurement(iterations = 5, time = 500, timeUnit = TimeUnit.MILLISECONDS)
public class DenseBenchmark {
    /** Inputs as sparse as ImageNet VGG16's: 18.3 %, 37.5 %, 41.1 % (Han et al. 2016, "EIE", table III). */
    public static final String PUBLISHED = "published densities";
    /** Inputs without a zero. */
    public static final String WITHOUT_ZEROS = "no zeros";
    /** The kinds of inputs. */
    public static final List<String> INPUTS = List.of(PUBLISHED, WITHOUT_ZEROS);

    private static final int[] UNITS = {25088, 4096, 4096, 1000};
    private static final double[] DENSITIES = {.183, .375, .411};

    @Param(PUBLISHED)
    private String inputs;
    private final List<RunningProgram> layers = new ArrayList<>();

    /** The operations on, and the bytes of, the weights that such inputs need. */
    public static Work work(String inputs) {
        double weights = 0;
        for (int i = 0; i < DENSITIES.length; i++) {
            weights += density(inputs, i) * UNITS[i] * UNITS[i + 1];
        }
        return new Work(2 * weights, 4 * weights);
    }

    private static double density(String inputs, int layer) {
        return inputs.equals(PUBLISHED) ? DENSITIES[layer] : 1;
    }

    /** Builds the layers with seeded weights. */
    @Setup
    public void prepare() {
        for (int i = 0; i < DENSITIES.length; i++) {
            Shape kernel = Shape.of(UNITS[i], UNITS[i + 1]);
            Node product = MatMul.of(Input.of("x", Shape.of(1, UNITS[i])),
                    Constant.of(Weights.normal(kernel, Math.sqrt(2.0 / UNITS[i]), i)));
            Node bias = Constant.of(Weights.normal(Shape.of(UNITS[i + 1]), .5, i));
            RunningProgram layer = new RunningProgram(Setting.current().open(),
                    Relu.of(Add.of(product, Broadcast.channels(bias, product.shape()))));
            layer.writeActivations(density(inputs, i));
            layers.add(layer);
        }
    }

    /** All three layers. */
    @Benchmark
    public void run() {
        for (RunningProgram layer : layers) {
            layer.run();
        }
    }

    /** Releases the backends. */
    @TearDown
    public void close() {
        layers.forEach(RunningProgram::close);
    }
}
