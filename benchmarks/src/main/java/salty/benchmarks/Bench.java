package salty.benchmarks;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.regex.Pattern;
import java.util.stream.Stream;

import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

import salty.benchmarks.Results.ColdRow;
import salty.benchmarks.Results.PeerRow;
import salty.benchmarks.Results.Row;
import salty.benchmarks.workload.Setting;
import salty.engine.backend.Backends;
import salty.kernels.opencl.ClDevice;
import salty.kernels.opencl.ClException;
import salty.kernels.opencl.OpenClBackend;

/** {@code salty bench}: measures, prints a table, and writes JSON and a chart. */
@Command(name = "salty bench", mixinStandardHelpOptions = true,
        description = "Measures this machine's ceilings, the kernels, VGG16's layers and whole networks.")
public final class Bench implements Callable<Integer> {
    @Parameters(arity = "0..1", paramLabel = "REGEX", defaultValue = "",
            description = "Only rows whose name contains a match, as 'forward|layer/block4'. The ceilings are always"
                    + " measured.")
    private Pattern selection;
    @Option(names = "--list", description = "Name the selected rows and stop.")
    private boolean list;
    @Option(names = "--json", paramLabel = "FILE", description = "Write the results as JSON.")
    private Path json;
    @Option(names = "--chart", paramLabel = "FILE", description = "Draw the results as SVG.")
    private Path chart;
    @Option(names = "--from", paramLabel = "FILE", description = "Measure nothing: show the results of a JSON file.")
    private Path from;
    @Option(names = "--backend", paramLabel = "NAME", defaultValue = "auto",
            description = "auto, vector, opencl or reference (default: ${DEFAULT-VALUE}, the CPU's and every OpenCL"
                    + " device side by side).")
    private String backend;
    @Option(names = "--device", paramLabel = "D", defaultValue = "",
            description = "Of the OpenCL devices, only this one, by its index or a part of its name.")
    private String device;
    @Option(names = "--threads", paramLabel = "N", description = "Threads of a CPU backend (default: all cores).")
    private int threads = Runtime.getRuntime().availableProcessors();
    @Option(names = "--model", paramLabel = "FILE", defaultValue = "",
            description = "VGG16's weights, a Keras HDF5 file (default: seeded He-normal weights).")
    private String model;
    @Option(names = "--network", paramLabel = "FILE", split = ",",
            description = "Also networks in files of any format, ONNX and graph models among them: rows forward/FILE"
                    + " and load/FILE.")
    private List<Path> networks = List.of();
    @Option(names = "--image", paramLabel = "FILE", defaultValue = "",
            description = "The network's input, a PNG or JPEG (default: seeded noise with a photograph's spectrum).")
    private String image;
    @Option(names = "--quick", description = "One short iteration a row: a look, not a measurement.")
    private boolean quick;
    @Option(names = "--peers", paramLabel = "ENGINE", split = ",", arity = "0..1",
            fallbackValue = "onnxruntime,tensorflow,pytorch",
            description = "Instead of the rows, compare forward runs and ascent steps with other engines, in turns"
                    + " (all: ${FALLBACK-VALUE}). Needs a build with -Ppeers.")
    private List<String> peers;
    @Option(names = "--cold", description = "Instead of the rows, compare a cold 'salty classify' with a one-shot Java"
            + " program on ONNX Runtime. Needs --model, --image and a build with -Ppeers.")
    private boolean cold;
    @Option(names = "--rounds", paramLabel = "N", defaultValue = "7",
            description = "Turns of each engine or process with --peers and --cold (default: ${DEFAULT-VALUE}).")
    private int rounds;

    private final String command;

    private Bench(String[] arguments) {
        this.command = "salty bench " + String.join(" ", arguments);
    }

    /** Runs the command and exits: 0 done, 1 failed, 2 wrong usage. */
    public static void main(String[] arguments) {
        System.exit(new CommandLine(new Bench(arguments)).execute(arguments));
    }

    @Override
    public Integer call() throws IOException, InterruptedException {
        Results results;
        try {
            if (list) {
                selected(devices()).forEach(plan -> System.out.println(plan.name()));
                return 0;
            }
            results = from == null ? measure(setting()) : Results.read(from);
        } catch (IllegalArgumentException e) {
            System.err.println("salty bench: " + e.getMessage());
            return 2;
        } catch (IOException e) {
            System.err.println("salty bench: " + e.getMessage());
            return 1;
        }
        System.out.print(Table.of(results));
        if (json != null) {
            results.write(json);
        }
        if (chart != null) {
            Files.writeString(chart, Chart.of(results));
        }
        return 0;
    }

    private Setting setting() {
        return new Setting(backend, device, threads, model, image);
    }

    private List<RowPlan> selected(List<ClDevice> devices) {
        List<String> indexes = devices.stream().map(one -> Integer.toString(one.index())).toList();
        return Stream.concat(Rows.all(setting(), indexes).stream(),
                Rows.ofFiles(networks, setting(), indexes).stream()).filter(plan -> selection.matcher(plan.name()).find()).toList();
    }

    /** The OpenCL devices to measure; without any that is said, and a failure only if OpenCL was asked for. */
    private List<ClDevice> devices() {
        boolean asked = backend.equals(OpenClBackend.NAME) || !device.isEmpty();
        try {
            return asked ? List.of(ClDevice.choose(device))
                    : backend.equals(Backends.AUTO) ? ClDevice.all() : List.of();
        } catch (ClException e) {
            if (asked) {
                throw new IllegalArgumentException(e.getMessage(), e);
            }
            System.err.println("salty bench: no OpenCL rows: " + e.getMessage());
            return List.of();
        }
    }

    private Results measure(Setting setting) throws IOException, InterruptedException {
        Machine machine = Machine.here(command);
        List<PeerRow> peerRows = List.of();
        List<ColdRow> coldRows = List.of();
        if (peers != null) {
            System.err.println(Table.peerHeader());
            peerRows = new PeerComparison(setting, System.err::println).run(peers, selection, rounds);
        }
        if (cold) {
            System.err.println(Table.coldHeader());
            coldRows = new ColdProcesses(setting, System.err::println).run(rounds);
        }
        Measuring measuring = new Measuring(setting, quick, System.err::println);
        List<Row> rows = new ArrayList<>();
        if (peers == null && !cold) {
            List<ClDevice> devices = devices();
            List<RowPlan> plans = selected(devices);
            System.err.println(Table.header());
            rows.addAll(measuring.run(Rows.ceilings()));
            for (ClDevice one : devices) {
                if (plans.stream().anyMatch(plan -> plan.device().equals(Integer.toString(one.index())))) {
                    measuring.measure(one);
                }
            }
            rows.addAll(measuring.run(plans));
        }
        return new Results(machine, setting, measuring.ceilings(), rows, peerRows, coldRows);
    }
}
