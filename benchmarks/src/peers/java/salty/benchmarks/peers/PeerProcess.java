package salty.benchmarks.peers;

import java.io.BufferedReader;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

import salty.benchmarks.workload.Setting;

/**
 * One engine in a process of its own. It reads a command a line from standard input and answers each with a line:
 * <pre>
 *   version              its name and version
 *   densities            of the dense layers' inputs, in percent; empty but for Salty
 *   forward BATCH RUNS   milliseconds of each run
 *   ascend LAYER RUNS    milliseconds a step of each run; empty if it cannot
 *   network NAME RUNS    milliseconds of each run; empty if it cannot
 *   output forward 1     VGG16's logits at batch 1
 *   output network NAME  probabilities; empty if it cannot
 *   train NETWORK RUNS   milliseconds of each training step; empty if it cannot
 *   output train NETWORK the losses of the first steps; empty if it cannot
 * </pre>
 * Each measured turn begins with one run off the clock, because the engine before has emptied the caches.
 */
public final class PeerProcess {
    /** How many steps of a training must have the same losses. */
    private static final int LOSSES = 4;

    private PeerProcess() {}

    /** Something that can be timed. */
    @FunctionalInterface
    private interface Run {
        void run() throws Exception;
    }

    /**
     * @param arguments the engine's name, then the layers that will be ascended
     */
    public static void main(String[] arguments) throws Exception {
        PrintStream answers = new PrintStream(new FileOutputStream(FileDescriptor.out), true, StandardCharsets.UTF_8);
        System.setOut(System.err);
        List<String> ascended = List.of(arguments).subList(1, arguments.length);
        Map<String, Trainee> trainees = new HashMap<>();
        try (Contestant contestant = contestant(arguments[0], Setting.current(), ascended);
                BufferedReader commands =
                        new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8))) {
            for (String line = commands.readLine(); line != null; line = commands.readLine()) {
                answers.println(answer(contestant, trainees, line.split(" ")));
            }
            trainees.values().forEach(Trainee::close);
        }
    }

    private static Contestant contestant(String name, Setting setting, List<String> ascended) throws Exception {
        return switch (name) {
            case "salty" -> new SaltyContestant(setting);
            case "onnxruntime" -> new OnnxRuntimeContestant(setting);
            case "tensorflow" -> new TensorFlowContestant(setting, ascended);
            case "pytorch" -> new PyTorchContestant(setting);
            default -> throw new IllegalArgumentException("no engine '" + name
                    + "'; there are salty, onnxruntime, tensorflow, pytorch");
        };
    }

    private static String answer(Contestant contestant, Map<String, Trainee> trainees, String[] words)
            throws Exception {
        return switch (words[0]) {
            case "version" -> contestant.version();
            case "densities" -> contestant instanceof SaltyContestant salty ? salty.densities() : "";
            case "output" -> switch (words[1]) {
                case "forward" -> text(contestant.forward(1));
                case "network" -> contestant.runsNetworks() ? text(contestant.network(words[2])) : "";
                case "train" -> text(losses(trainees.computeIfAbsent(words[2], contestant::trainee)));
                default -> "";
            };
            case "network" -> contestant.runsNetworks()
                    ? times(Integer.parseInt(words[2]), 1, () -> contestant.network(words[1])) : "";
            case "forward" -> times(Integer.parseInt(words[2]), 1,
                    () -> contestant.forward(Integer.parseInt(words[1])));
            case "ascend" -> contestant.differentiates()
                    ? times(Integer.parseInt(words[2]), contestant.stepsPerCall(), () -> contestant.ascend(words[1]))
                    : "";
            case "train" -> {
                Trainee trainee = trainees.computeIfAbsent(words[1], contestant::trainee);
                yield trainee == null ? "" : times(Integer.parseInt(words[2]), 1, trainee::step);
            }
            default -> throw new IllegalArgumentException("no command '" + words[0] + "'");
        };
    }

    private static String text(float[] values) {
        return IntStream.range(0, values.length).mapToObj(i -> Float.toString(values[i]))
                .collect(Collectors.joining(" "));
    }

    /** The losses of the next steps. */
    private static float[] losses(Trainee trainee) {
        float[] losses = new float[trainee == null ? 0 : LOSSES];
        for (int i = 0; i < losses.length; i++) {
            losses[i] = trainee.step();
        }
        return losses;
    }

    private static String times(int runs, int steps, Run run) throws Exception {
        double[] times = new double[runs];
        run.run();
        for (int i = 0; i < runs; i++) {
            long start = System.nanoTime();
            run.run();
            times[i] = (System.nanoTime() - start) / 1e6 / steps;
        }
        return Arrays.stream(times).mapToObj(Double::toString).collect(Collectors.joining(" "));
    }
}
