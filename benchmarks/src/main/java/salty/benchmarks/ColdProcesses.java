package salty.benchmarks;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.ToDoubleFunction;
import java.util.stream.Stream;

import salty.benchmarks.Results.ColdRow;
import salty.benchmarks.workload.Setting;

/**
 * Classifies one image in a fresh process, again and again, in turns with a one-shot Java program on ONNX Runtime: wall
 * time from start to exit, and the greatest memory of the process and its children, as /proc tells it every few
 * milliseconds. One turn beforehand warms the page cache and is not counted.
 */
final class ColdProcesses {
    private static final int POLL_MILLISECONDS = 10;
    private static final String ONE_SHOT = "salty.benchmarks.peers.OneShotOnnx";

    /**
     * @param anonymous peak RssAnon in MiB: memory that no file stands behind
     * @param resident  peak of all resident memory in MiB, mapped file pages included
     */
    private record Sample(double ms, double anonymous, double resident) {}

    private final Setting setting;
    private final Consumer<String> progress;

    ColdProcesses(Setting setting, Consumer<String> progress) {
        if (setting.model().isEmpty() || setting.image().isEmpty()) {
            throw new IllegalArgumentException("--cold reads files: give --model and --image");
        }
        this.setting = setting;
        this.progress = progress;
    }

    /** Compares in so many rounds. */
    List<ColdRow> run(int rounds) throws IOException, InterruptedException {
        Map<String, List<String>> commands = new LinkedHashMap<>();
        commands.put("salty classify", List.of(Installation.launcher().toString(), "classify", setting.image(),
                "--model", setting.model(), "--threads", Integer.toString(setting.threads())));
        commands.put("one-shot Java + ONNX Runtime", oneShot());
        Map<String, List<Sample>> samples = new LinkedHashMap<>();
        for (int round = -1; round < rounds; round++) {
            for (Map.Entry<String, List<String>> command : commands.entrySet()) {
                Sample sample = measure(command.getKey(), command.getValue());
                if (round >= 0) {
                    samples.computeIfAbsent(command.getKey(), key -> new ArrayList<>()).add(sample);
                }
            }
        }
        List<ColdRow> rows = new ArrayList<>();
        samples.forEach((name, all) -> rows.add(row(name, all, rows.isEmpty() ? 0 : rows.getFirst().ms())));
        rows.forEach(row -> progress.accept(Table.line(row)));
        return rows;
    }

    /**
     * Writes the ONNX model, unless it is newer than the weights it comes from; the command that classifies with it.
     */
    private List<String> oneShot() throws IOException, InterruptedException {
        Path model = Files.createDirectories(Installation.scratch()).resolve("vgg16.onnx");
        if (!Files.exists(model) || Files.getLastModifiedTime(model)
                .compareTo(Files.getLastModifiedTime(Path.of(setting.model()))) < 0) {
            List<String> prepare = new ArrayList<>(Installation.peer(setting, ONE_SHOT));
            prepare.addAll(List.of("prepare", model.toString()));
            measure("the conversion to ONNX", prepare);
        }
        List<String> classify = new ArrayList<>(Installation.peer(setting, ONE_SHOT));
        classify.addAll(List.of("classify", model.toString(), setting.image(), Integer.toString(setting.threads())));
        return classify;
    }

    private static Sample measure(String name, List<String> command) throws IOException, InterruptedException {
        Path log = Files.createDirectories(Installation.scratch()).resolve("cold.log");
        long start = System.nanoTime();
        Process process = new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(log.toFile()).start();
        double anonymous = 0;
        double resident = 0;
        do {
            anonymous = Math.max(anonymous, memory(process, "RssAnon:"));
            resident = Math.max(resident, memory(process, "VmRSS:"));
        } while (!process.waitFor(POLL_MILLISECONDS, TimeUnit.MILLISECONDS));
        double ms = (System.nanoTime() - start) / 1e6;
        if (process.exitValue() != 0) {
            throw new IOException(name + " exited with " + process.exitValue() + "; see " + log);
        }
        return new Sample(ms, anonymous, resident);
    }

    /** A field of /proc/PID/status in MiB, summed over the process and its descendants. */
    private static double memory(Process process, String field) {
        return Stream.concat(Stream.of(process.toHandle()), process.descendants()).mapToDouble(one -> {
            try (Stream<String> lines = Files.lines(Path.of("/proc/" + one.pid() + "/status"))) {
                return lines.filter(line -> line.startsWith(field)).findFirst()
                        .map(line -> Double.parseDouble(line.replaceAll("[^0-9]", "")) / 1024).orElse(0.0);
            } catch (IOException | UncheckedIOException e) {
                return 0;
            }
        }).sum();
    }

    private static ColdRow row(String name, List<Sample> samples, double first) {
        double[] ms = sorted(samples, Sample::ms);
        double median = PeerComparison.median(ms);
        return new ColdRow(name, median, ms[0], ms[ms.length - 1], ms.length,
                PeerComparison.median(sorted(samples, Sample::anonymous)),
                PeerComparison.median(sorted(samples, Sample::resident)), first == 0 ? 1 : first / median);
    }

    private static double[] sorted(List<Sample> samples, ToDoubleFunction<Sample> value) {
        return samples.stream().mapToDouble(value).sorted().toArray();
    }
}
