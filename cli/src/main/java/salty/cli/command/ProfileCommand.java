package salty.cli.command;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.Callable;

import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

import salty.cli.console.Console;
import salty.cli.console.Json;
import salty.cli.console.Results;
import salty.cli.option.EngineOptions;
import salty.cli.option.ImageOptions;
import salty.cli.option.ModelOptions;
import salty.cli.option.OptionCheck;
import salty.cli.plot.RooflineChart;
import salty.engine.UserException;
import salty.engine.autodiff.Gradients;
import salty.engine.backend.Backend;
import salty.engine.compile.Profile;
import salty.engine.compile.Program;
import salty.engine.graph.Node;
import salty.engine.op.Sum;
import salty.kernels.vector.simd.Ceiling;
import salty.vision.model.Network;
import salty.vision.output.ResultFile;

/** Times every step of a network's plan and sets it beside what the machine can do. */
@Command(name = "profile",
        description = {"Times every step of a network's plan, beside what this processor can do at best.",
                "A convolution counts as the direct one, so Winograd's algorithm can exceed the ceiling."},
        footer = {"", "Example:",
                "  salty profile --model vgg16.h5 --image photo.jpg --trace trace.json --chart roofline.html"})
public final class ProfileCommand implements Callable<Integer> {
    private static final int MAX_RUNS = 10_000;
    private static final long SEED = 16;

    @Mixin
    private Console console;
    @Mixin
    private ModelOptions model;
    @Mixin
    private EngineOptions engine;
    @Mixin
    private ImageOptions images;

    @Option(names = {"--image", "--inputImage", "--image-path"}, paramLabel = "FILE",
            description = "The picture (default: noise; rows of dense layers are skipped where an input is zero).")
    private Path image;

    @Option(names = "--backward", paramLabel = "LAYER",
            description = "Time the gradient of this layer's mean with respect to the image instead.")
    private String backward;

    @Option(names = "--warm-up", paramLabel = "N", defaultValue = "60",
            description = "Runs before the timed ones (default: ${DEFAULT-VALUE}).")
    private int warmUp;

    @Option(names = "--runs", paramLabel = "N", defaultValue = "20",
            description = "Timed runs, of which the table shows medians (default: ${DEFAULT-VALUE}).")
    private int runs;

    @Option(names = "--json", paramLabel = "FILE", description = "Write the table as JSON.")
    private Path json;

    @Option(names = "--trace", paramLabel = "FILE",
            description = "Write a trace of one run for Perfetto or Chrome's about:tracing.")
    private Path trace;

    @Option(names = "--chart", paramLabel = "FILE", description = "Write a page with the roofline chart.")
    private Path chart;

    @Override
    public Integer call() {
        OptionCheck.between(0, MAX_RUNS, "--warm-up", warmUp);
        OptionCheck.between(1, MAX_RUNS, "--runs", runs);
        Network network = model.load(console);
        Node input = network.model().input();
        List<Node> outputs = backward == null ? network.model().outputs()
                : List.of(Gradients.of(Sum.mean(network.layer("--backward", backward).output()), input));
        float[] pixels = pixels(network);
        Profile profile;
        try (Backend backend = engine.open(console); Program program = Program.compile(backend, outputs)) {
            profile = Profile.of(program, Map.of(input, pixels), warmUp, runs);
        } catch (UnsupportedOperationException e) {
            throw new UserException(e.getMessage() + "; choose --backend vector", e);
        }
        int threads = engine.options().threads();
        report(profile, Ceiling.gflops(threads), Ceiling.gbytes(threads));
        return 0;
    }

    private float[] pixels(Network network) {
        if (image != null) {
            return images.read(image, images.reader(network, images.pipeline(network, console))).tensor();
        }
        SplittableRandom random = new SplittableRandom(SEED);
        float[] noise = new float[network.imageShape().intSize()];
        for (int i = 0; i < noise.length; i++) {
            noise[i] = (float) random.nextGaussian();
        }
        return noise;
    }

    private void report(Profile profile, double gflops, double gbytes) {
        List<Map<String, Object>> rows = new ArrayList<>();
        List<Map<String, Object>> events = new ArrayList<>();
        RooflineChart roofline = new RooflineChart(gflops, gbytes);
        console.result("%9s %6s %9s %7s %8s  %-20s %s", "ms", "share", "GFLOP/s", "GB/s", "ceiling", "output", "kernel");
        double at = 0;
        for (Profile.Step step : profile.steps()) {
            double share = step.median() / profile.seconds();
            double ceiling = Math.max(step.gflops() / gflops, step.gbytes() / gbytes);
            console.result("%9.3f %5.1f%% %9.1f %7.1f %7.0f%%  %-20s %s", 1e3 * step.median(), 100 * share,
                    step.gflops(), step.gbytes(), 100 * ceiling, step.shape(), step.kernel());
            rows.add(row(step, ceiling));
            events.add(event(step, at));
            roofline.mark(step.work().flops() / step.work().bytes(), step.gflops(),
                    String.format(Locale.ROOT, "%s %s: %.3f ms", step.kernel(), step.shape(), 1e3 * step.median()));
            at += step.median();
        }
        console.result("%9.3f ms in all; the processor's ceilings are %.0f GFLOP/s and %.1f GB/s",
                1e3 * profile.seconds(), gflops, gbytes);
        if (json != null) {
            Map<String, Object> all = new LinkedHashMap<>();
            all.put("gflops", gflops);
            all.put("gbytes", gbytes);
            all.put("runs", runs);
            all.put("steps", rows);
            write(json, Json.bytes(all));
        }
        if (trace != null) {
            write(trace, Json.bytes(Map.of("traceEvents", events)));
        }
        if (chart != null) {
            write(chart, page(roofline).getBytes(StandardCharsets.UTF_8));
        }
    }

    private static Map<String, Object> row(Profile.Step step, double ceiling) {
        Map<String, Object> row = new LinkedHashMap<>();
        row.put("kernel", step.kernel());
        row.put("output", step.shape().toString());
        row.put("ms", 1e3 * step.median());
        row.put("leastMs", step.nanos()[0] / 1e6);
        row.put("flops", step.work().flops());
        row.put("bytes", step.work().bytes());
        row.put("gflops", step.gflops());
        row.put("gbytes", step.gbytes());
        row.put("ceiling", ceiling);
        return row;
    }

    /** A complete event of the Trace Event Format, in microseconds. */
    private static Map<String, Object> event(Profile.Step step, double at) {
        Map<String, Object> event = new LinkedHashMap<>();
        event.put("name", step.kernel());
        event.put("ph", "X");
        event.put("ts", 1e6 * at);
        event.put("dur", 1e6 * step.median());
        event.put("pid", 1);
        event.put("tid", 1);
        event.put("args", Map.of("output", step.shape().toString(), "GFLOP/s", step.gflops()));
        return event;
    }

    private static String page(RooflineChart roofline) {
        return "<!doctype html><html lang=\"en\"><meta charset=\"utf-8\"><title>salty profile</title><style>"
                + "svg{max-width:60em;font:12px sans-serif}.grid{stroke:#ddd}.reference{stroke:#b30}.mark{fill:#06c;"
                + "opacity:.6}</style>" + roofline.svg() + "</html>\n";
    }

    private void write(Path file, byte[] bytes) {
        ResultFile.write(file, partial -> Files.write(partial, bytes));
        console.result("  --> %s", Results.shown(file));
    }
}
