package salty.benchmarks;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.Callable;

import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

import salty.benchmarks.workload.Weights;
import salty.engine.compile.Program;
import salty.engine.compile.Work;
import salty.engine.explain.FilterAscent;
import salty.engine.graph.Node;
import salty.engine.graph.Shape;
import salty.engine.model.Model;
import salty.engine.model.Vgg16;
import salty.engine.op.Constant;
import salty.engine.op.Input;
import salty.engine.op.MatMul;
import salty.kernels.opencl.ClCeiling;
import salty.kernels.opencl.ClDevice;
import salty.kernels.opencl.ClTuner;
import salty.kernels.opencl.OpenClBackend;

/**
 * One Markdown table about an OpenCL device: first whether it computes right, then how near it comes to its own
 * ceilings, then VGG16 and an ascent step, beside PyTorch's where that is installed. Times are the device's own, from
 * the first kernel's start to the last one's end; medians.
 */
@Command(name = "gpu.sh", mixinStandardHelpOptions = true,
        description = "Checks and measures an OpenCL device. Example: benchmarks/gpu.sh --device 0 --tune")
public final class GpuReport implements Callable<Integer> {
    private static final int LAYER_FILTER = 7;
    private static final float[] LOW = {-103.939f, -116.779f, -123.68f};
    private static final float[] HIGH = {151.061f, 138.221f, 131.32f};

    @Option(names = "--device", description = "Index or part of the name of the device (default: the first GPU).")
    private String device;

    @Option(names = "--tune", description = "Search tile sizes first, and keep them.")
    private boolean tune;

    @Option(names = "--small", description = "Small sizes: a rehearsal on a CPU device.")
    private boolean small;

    @Option(names = "--peer", description = "The script that measures PyTorch; without it there is no such column.")
    private Path peer;

    private final List<String> rows = new ArrayList<>();
    private Map<String, Double> peerTimes = Map.of();
    private OpenClBackend backend;

    /** Runs the report; exits with 1 where the device computes wrong numbers. */
    public static void main(String[] arguments) {
        System.exit(new CommandLine(new GpuReport()).execute(arguments));
    }

    @Override
    public Integer call() {
        Instant start = Instant.now();
        ClDevice chosen = ClDevice.choose(device);
        progress("%s, %s, %d compute units, %d MHz, %.1f GiB", chosen.name(), chosen.driver(), chosen.computeUnits(),
                chosen.megahertz(), chosen.memory() / (double) (1 << 30));
        if (tune) {
            for (ClTuner.Tuned kernel : ClTuner.tune(chosen, line -> progress("  %s", line))) {
                progress("tuned: %s: %s, %.3f ms -> %s, %.3f ms", kernel.kernel(), kernel.before(), kernel.msBefore(),
                        kernel.after(), kernel.msAfter());
            }
        }
        try (OpenClBackend opened = OpenClBackend.open(chosen, true)) {
            backend = opened;
            String verdict = GpuCheck.of(opened, small, Duration.ofSeconds(small ? 60 : 100));
            progress("%s", verdict);
            peerTimes = GpuPeer.measure(peer, small, this::progress);
            measure();
            print(chosen, verdict, start);
            return verdict.startsWith("correct") ? 0 : 1;
        }
    }

    private void measure() {
        double flops = ClCeiling.flops(backend.queue());
        double bandwidth = ClCeiling.bandwidth(backend.queue(), small ? 1L << 28 : 1L << 30);
        progress("ceilings: %.1f GFLOP/s, %.1f GB/s", flops / 1e9, bandwidth / 1e9);
        rows.add(row("FMA peak, measured", "", String.format(Locale.ROOT, "%.0f GFLOP/s", flops / 1e9), "", null));
        rows.add(row("read bandwidth, measured", "", String.format(Locale.ROOT, "%.0f GB/s", bandwidth / 1e9), "",
                null));
        sgemm(small ? 512 : 2048, flops);
        gemv(small ? 4096 : 25088, 4096, bandwidth);
        int side = small ? 64 : 224;
        forward(side, 1, flops);
        forward(side, small ? 2 : 32, flops);
        ascent(side);
    }

    private void sgemm(int n, double flops) {
        Node a = Input.of("a", Shape.of(n, n));
        Node b = Input.of("b", Shape.of(n, n));
        double ms = time(MatMul.of(a, b), Map.of(a, draws(n * n), b, draws(n * n)));
        double rate = 2.0 * n * n * n / ms * 1e3;
        add("SGEMM " + n + "³", ms, rate, "GFLOP/s", rate / flops, "sgemm");
    }

    private void gemv(int in, int out, double bandwidth) {
        Node x = Input.of("x", Shape.of(1, in));
        Node w = Constant.of(Weights.normal(Shape.of(in, out), 0.01, 1));
        double ms = time(MatMul.of(x, w), Map.of(x, draws(in)));
        double rate = 4.0 * in * out / ms * 1e3;
        add("GEMV " + in + " x " + out, ms, rate, "GB/s", rate / bandwidth, "gemv");
    }

    private void forward(int side, int batch, double flops) {
        Model model = small ? Vgg16.features(Shape.of(batch, side, side, 3), Weights.heNormal(1))
                : Vgg16.classifier(batch, 1000, Weights.heNormal(1));
        double ms = time(model.output(), Map.of(model.input(), draws(batch * side * side * 3)));
        double rate = Work.of(model.output()).flops() / ms * 1e3;
        add("VGG16 " + side + "², batch " + batch, ms, rate, "GFLOP/s, direct", rate / flops, "vgg16-" + batch);
    }

    private void ascent(int side) {
        Model model = Vgg16.features(Shape.of(1, side, side, 3), Weights.heNormal(1));
        int steps = small ? 3 : 20;
        try (FilterAscent ascent = FilterAscent.of(backend, model.input(), model.layer("block4_conv2").output(),
                LAYER_FILTER, new FilterAscent.Bounds(1, LOW, HIGH))) {
            float[] image = draws(side * side * 3);
            ascent.run(image, steps);
            double ms = backend.queue().timed(() -> ascent.run(image, steps)).elapsed() / 1e6 / (steps + 1);
            add("ascent step at block4_conv2, " + side + "²", ms, 1000 / ms, "steps/s", Double.NaN, "ascent");
        }
    }

    /** The median time of a run on the device, in milliseconds. */
    private double time(Node output, Map<Node, float[]> values) {
        try (var program = Program.compile(backend, List.of(output)); var workspace = program.workspace()) {
            values.forEach(workspace::write);
            for (int i = 0; i < 3; i++) {
                workspace.run();
            }
            double[] times = new double[small ? 5 : 20];
            for (int i = 0; i < times.length; i++) {
                times[i] = backend.queue().timed(workspace::run).elapsed() / 1e6;
            }
            Arrays.sort(times);
            return times[times.length / 2];
        }
    }

    private static float[] draws(int length) {
        var random = new Random(1);
        float[] values = new float[length];
        for (int i = 0; i < length; i++) {
            values[i] = random.nextFloat() - 0.5f;
        }
        return values;
    }

    private void add(String what, double ms, double rate, String unit, double share, String key) {
        double perSecond = unit.startsWith("steps") ? rate : rate / 1e9;
        String figure = String.format(Locale.ROOT, "%.1f %s", perSecond, unit);
        rows.add(row(what, String.format(Locale.ROOT, "%.3f", ms), figure,
                Double.isNaN(share) ? "" : String.format(Locale.ROOT, "%.0f %%", 100 * share), peerTimes.get(key), ms));
        progress("%s: %.3f ms, %s", what, ms, figure);
    }

    private static String row(String what, String ms, String rate, String share, Double peerMs, double... own) {
        String theirs = peerMs == null ? "" : String.format(Locale.ROOT, "%.3f", peerMs);
        String ratio = peerMs == null ? "" : String.format(Locale.ROOT, "%.2f", own[0] / peerMs);
        return "| " + String.join(" | ", what, ms, rate, share, theirs, ratio) + " |";
    }

    private void print(ClDevice chosen, String verdict, Instant start) {
        System.out.printf(Locale.ROOT, "### %s (driver %s)%n%n%s; %s; %d s.%n%n", chosen.name(), chosen.driver(),
                verdict, Machine.here("benchmarks/gpu.sh").processor(),
                Duration.between(start, Instant.now()).toSeconds());
        System.out.println("| | Salty ms | rate | of the ceiling | PyTorch ms, TF32 off | Salty / PyTorch |");
        System.out.println("|---|---|---|---|---|---|");
        rows.forEach(System.out::println);
    }

    private void progress(String format, Object... values) {
        System.err.printf(Locale.ROOT, format + "%n", values);
    }
}
