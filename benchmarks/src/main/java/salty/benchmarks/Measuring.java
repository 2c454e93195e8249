package salty.benchmarks;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.regex.Pattern;

import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.format.OutputFormat;
import org.openjdk.jmh.runner.format.OutputFormatFactory;
import org.openjdk.jmh.runner.options.ChainedOptionsBuilder;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;
import org.openjdk.jmh.runner.options.VerboseMode;
import org.openjdk.jmh.util.Statistics;

import salty.benchmarks.Results.Ceilings;
import salty.benchmarks.Results.DeviceCeiling;
import salty.benchmarks.Results.Row;
import salty.benchmarks.RowPlan.Ceiling;
import salty.benchmarks.workload.Setting;
import salty.kernels.opencl.ClCeiling;
import salty.kernels.opencl.ClDevice;
import salty.kernels.opencl.ClQueue;

/** Runs row plans with JMH, each in a JVM of its own, and turns times into fractions of the ceilings. */
final class Measuring {
    /**
     * What every measured JVM gets, as the launcher gives it: the Vector API, native access, a heap for VGG16, the
     * plainest collector, large pages, and inner loops that begin where a line of the instruction cache does.
     */
    static final List<String> JVM = List.of("--add-modules", "jdk.incubator.vector",
            "--enable-native-access=ALL-UNNAMED", "-Xms1g", "-Xmx4g", "-XX:+UseSerialGC",
            "-XX:+UseTransparentHugePages", "-XX:+UnlockDiagnosticVMOptions", "-XX:+UnlockExperimentalVMOptions",
            "-XX:OptoLoopAlignment=64", "-XX:CodeEntryAlignment=64");

    private static final long CPU_BYTES = 1L << 28;
    private static final long GPU_BYTES = 1L << 30;

    private final Setting setting;
    private final boolean quick;
    private final Consumer<String> progress;
    private final Map<Ceiling, Double> ceilings = new EnumMap<>(Ceiling.class);
    private final Map<String, DeviceCeiling> devices = new LinkedHashMap<>();

    Measuring(Setting setting, boolean quick, Consumer<String> progress) {
        this.setting = setting;
        this.quick = quick;
        this.progress = progress;
    }

    /** The ceilings found so far. */
    Ceilings ceilings() {
        return new Ceilings(ceiling(Ceiling.FLOPS_ONE), ceiling(Ceiling.FLOPS_ALL), ceiling(Ceiling.BYTES_ONE),
                ceiling(Ceiling.BYTES_ALL), List.copyOf(devices.values()));
    }

    /** Measures what an OpenCL device can do, which rows on it become fractions of. */
    void measure(ClDevice device) {
        try (ClQueue queue = ClQueue.open(device, true)) {
            String index = Integer.toString(device.index());
            devices.put(index, new DeviceCeiling(index, device.name(), ClCeiling.flops(queue) / 1e9,
                    ClCeiling.bandwidth(queue, device.cpu() ? CPU_BYTES : GPU_BYTES) / 1e9));
        }
    }

    /** Measures the plans in order; one that fails is reported and left out. */
    List<Row> run(List<RowPlan> plans) {
        List<Row> rows = new ArrayList<>();
        for (RowPlan plan : plans) {
            try {
                Row row = run(plan);
                rows.add(row);
                progress.accept(Table.line(row));
            } catch (RunnerException e) {
                progress.accept(plan.name() + ": failed: " + e.getSuppressed()[0].getMessage());
            }
        }
        return rows;
    }

    private Row run(RowPlan plan) throws RunnerException {
        List<String> arguments = new ArrayList<>(JVM);
        arguments.addAll(plan.setting(setting).properties());
        ChainedOptionsBuilder options = new OptionsBuilder()
                .include("^" + Pattern.quote(plan.suite().getName() + "." + plan.method()) + "$")
                .forks(1).threads(plan.threads()).jvmArgs(arguments.toArray(String[]::new))
                .timeUnit(TimeUnit.MILLISECONDS).verbosity(VerboseMode.SILENT).shouldFailOnError(true);
        plan.parameters().forEach((name, value) -> options.param(name, value));
        if (quick && plan.ceiling() == Ceiling.NONE) {
            options.warmupIterations(2).warmupTime(TimeValue.milliseconds(500))
                    .measurementIterations(1).measurementTime(TimeValue.milliseconds(300));
        }
        ByteArrayOutputStream said = new ByteArrayOutputStream();
        try (PrintStream stream = new PrintStream(said, true, StandardCharsets.UTF_8)) {
            OutputFormat output = OutputFormatFactory.createFormatInstance(stream, VerboseMode.SILENT);
            RunResult result = new Runner(options.build(), output).runSingle();
            return row(plan, result.getPrimaryResult().getStatistics());
        } catch (RunnerException e) {
            e.addSuppressed(new IllegalStateException(said.toString(StandardCharsets.UTF_8)));
            throw e;
        }
    }

    private Row row(RowPlan plan, Statistics times) {
        double ms = times.getPercentile(50);
        double gflops = plan.threads() * plan.work().flops() / ms / 1e6;
        double gbytes = plan.threads() * plan.work().bytes() / ms / 1e6;
        if (plan.ceiling() != Ceiling.NONE) {
            ceilings.put(plan.ceiling(), Math.max(gflops, gbytes));
        }
        return new Row(plan.name(), ms, times.getPercentile(10), times.getPercentile(90), times.getN(), gflops, gbytes,
                fraction(plan, gflops, gbytes));
    }

    /** The greater share of the two ceilings: what the row is bound by, if by either. */
    private double fraction(RowPlan plan, double gflops, double gbytes) {
        DeviceCeiling device = devices.get(plan.device());
        if (device != null) {
            return Math.max(gflops / device.gflops(), gbytes / device.gbytes());
        }
        boolean one = plan.singleThreaded() || setting.threads() == 1;
        double flops = ceiling(one ? Ceiling.FLOPS_ONE : Ceiling.FLOPS_ALL);
        double bytes = ceiling(one ? Ceiling.BYTES_ONE : Ceiling.BYTES_ALL);
        return Math.max(flops == 0 ? 0 : gflops / flops, bytes == 0 ? 0 : gbytes / bytes);
    }

    private double ceiling(Ceiling ceiling) {
        return ceilings.getOrDefault(ceiling, 0.0);
    }
}
