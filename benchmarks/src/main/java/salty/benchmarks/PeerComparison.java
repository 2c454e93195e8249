package salty.benchmarks;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.regex.Pattern;

import salty.benchmarks.Results.PeerRow;
import salty.benchmarks.workload.Setting;

/**
 * Runs Salty and other engines in turns, A B C A B C, on the same weights and the same image with as many threads each.
 * Each engine has a process of its own: in one JVM their thread pools would spin against each other, their native
 * libraries (two OpenMPs, two protobufs) could clash, and one engine's heap would weigh on another's.
 */
final class PeerComparison {
    /** The engines that there are beside Salty. */
    static final List<String> PEERS = List.of("onnxruntime", "tensorflow", "pytorch");
    private static final String SALTY = "salty";
    /** How many turns' runs each engine makes before the first turn that counts: compilers and caches settle. */
    private static final int WARM_UP = 4;
    /**
     * The same for networks of many small kernels, and training steps of hundreds, which a JIT compiler sees one by
     * one.
     */
    private static final int LONG_WARM_UP = 16;
    /**
     * Before each turn: ONNX Runtime's threads spin on for 45 ms after their last run, on a core that the next one
     * needs.
     */
    private static final long SILENCE_MILLIS = 150;

    /**
     * @param name    as the row that measures the same
     * @param command for the engine's process
     * @param runs    in each turn, after one that does not count
     */
    private record Workload(String name, String command, int runs) {
        boolean isVgg16() {
            return command.startsWith("forward");
        }

        boolean trains() {
            return command.startsWith("train");
        }

        boolean isNetwork() {
            return command.startsWith("network");
        }

        boolean hasOutput() {
            return isVgg16() || isNetwork() || trains();
        }

        int warmUp() {
            return (isNetwork() || trains() ? LONG_WARM_UP : WARM_UP) * runs;
        }

        /** What asks for numbers that all engines should agree on; the answer is empty where there are none. */
        String output() {
            return isVgg16() ? "output forward 1" : hasOutput() ? "output " + command : "output none";
        }
    }

    private static final List<Workload> WORKLOADS = List.of(
            new Workload("forward/batch 1", "forward 1", 3),
            new Workload("forward/batch 8", "forward 8", 1),
            new Workload("forward/resnet50", "network resnet50", 5),
            new Workload("forward/mobilenetv2", "network mobilenetv2", 10),
            new Workload("forward/inceptionv3", "network inceptionv3", 5),
            new Workload("ascent step/block3_conv2", "ascend block3_conv2", 1),
            new Workload("ascent step/block4_conv2", "ascend block4_conv2", 1),
            new Workload("ascent step/block5_conv3", "ascend block5_conv3", 1),
            new Workload("training step/pocket", "train pocket", 3),
            new Workload("training step/vgg16_narrow", "train vgg16_narrow", 3),
            new Workload("training step/vgg16 block5", "train block5", 1));

    private final Setting setting;
    private final Consumer<String> progress;

    PeerComparison(Setting setting, Consumer<String> progress) {
        this.setting = setting;
        this.progress = progress;
    }

    /**
     * Compares.
     *
     * @param peers     the engines beside Salty
     * @param selection which workloads, by their names
     * @param rounds    how many turns each engine gets
     */
    List<PeerRow> run(List<String> peers, Pattern selection, int rounds) throws IOException {
        for (String peer : peers) {
            if (!PEERS.contains(peer)) {
                throw new IllegalArgumentException("no engine '" + peer + "' to compare with; there are " + PEERS);
            }
        }
        List<Workload> workloads = WORKLOADS.stream().filter(one -> selection.matcher(one.name).find()).toList();
        List<String> ascended = workloads.stream().map(one -> one.command.split(" "))
                .filter(words -> words[0].equals("ascend")).map(words -> words[1]).toList();
        List<PeerChild> children = new ArrayList<>();
        try {
            children.add(new PeerChild(SALTY, setting, ascended));
            for (String peer : peers) {
                children.add(new PeerChild(peer, setting, ascended));
            }
            return compare(children, workloads, rounds);
        } finally {
            for (PeerChild child : children) {
                child.close();
            }
        }
    }

    private List<PeerRow> compare(List<PeerChild> children, List<Workload> workloads, int rounds) throws IOException {
        Map<PeerChild, String> versions = new LinkedHashMap<>();
        for (PeerChild child : children) {
            try {
                versions.put(child, child.ask("version"));
                progress.accept(versions.get(child));
            } catch (IOException e) {
                progress.accept("left out: " + e.getMessage());
            }
        }
        List<PeerRow> rows = new ArrayList<>();
        for (Workload workload : workloads) {
            rows.addAll(compare(workload, versions, rounds));
        }
        return rows;
    }

    private List<PeerRow> compare(Workload workload, Map<PeerChild, String> versions, int rounds) throws IOException {
        Map<PeerChild, double[]> outputs = new LinkedHashMap<>();
        for (PeerChild child : versions.keySet()) {
            outputs.put(child, child.askNumbers(workload.output()));
            child.ask(workload.command + " " + workload.warmUp());
        }
        Map<PeerChild, List<Double>> times = new LinkedHashMap<>();
        for (int round = 0; round < rounds; round++) {
            for (PeerChild child : versions.keySet()) {
                List<Double> all = times.computeIfAbsent(child, key -> new ArrayList<>());
                awaitSilence();
                for (double ms : child.askNumbers(workload.command + " " + workload.runs)) {
                    all.add(ms);
                }
            }
        }
        List<PeerRow> rows = new ArrayList<>();
        double own = 0;
        double[] ownOutput = new double[0];
        for (PeerChild child : versions.keySet()) {
            double[] sorted = times.get(child).stream().mapToDouble(Double::doubleValue).sorted().toArray();
            if (sorted.length > 0) {
                double median = median(sorted);
                boolean salty = child.engine().equals(SALTY);
                own = salty ? median : own;
                ownOutput = salty ? outputs.get(child) : ownOutput;
                PeerRow row = new PeerRow(workload.name, versions.get(child), median, sorted[0],
                        sorted[sorted.length - 1], sorted.length, own / median,
                        workload.hasOutput() ? greatestDifference(outputs.get(child), ownOutput) : Double.NaN,
                        salty && workload.isVgg16() ? "inputs of the dense layers " + child.ask("densities")
                                + " non-zero" : "");
                rows.add(row);
                progress.accept(Table.line(row));
            }
        }
        return rows;
    }

    private static void awaitSilence() throws IOException {
        try {
            Thread.sleep(SILENCE_MILLIS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("interrupted between two turns");
        }
    }

    private static double greatestDifference(double[] a, double[] b) {
        double greatest = 0;
        for (int i = 0; i < a.length; i++) {
            greatest = Math.max(greatest, Math.abs(a[i] - b[i]));
        }
        return greatest;
    }

    /** The middle of sorted values. */
    static double median(double[] sorted) {
        int half = sorted.length / 2;
        return sorted.length % 2 == 1 ? sorted[half] : (sorted[half - 1] + sorted[half]) / 2;
    }
}
