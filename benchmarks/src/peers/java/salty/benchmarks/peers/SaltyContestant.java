package salty.benchmarks.peers;

import java.util.HashMap;
import java.util.List;
import java.util.Map;

import salty.benchmarks.workload.NetworkCase;
import salty.benchmarks.workload.Setting;
import salty.engine.backend.Backend;
import salty.engine.compile.Program;
import salty.engine.compile.Workspace;
import salty.engine.explain.FilterAscent;
import salty.engine.graph.Node;
import salty.engine.graph.Shape;
import salty.engine.model.Model;
import salty.engine.model.Vgg16;

/** Salty itself. */
final class SaltyContestant implements Contestant {
    /** Of one ascent: three steps and the run for the score at the end. */
    private static final int RUNS = 4;

    /** A compiled network. */
    private record Forward(Node image, float[] pixels, Node output, Program program, Workspace workspace) {
        float[] run() {
            workspace.write(image, pixels);
            workspace.run();
            return workspace.read(output);
        }

        void close() {
            workspace.close();
            program.close();
        }
    }

    private final Setting setting;
    private final Backend backend;
    private final Vgg16.Weights weights;
    private final float[] photograph;
    private final Map<Integer, Forward> forwards = new HashMap<>();
    private final Map<String, Forward> networks = new HashMap<>();
    private final Map<String, FilterAscent> ascents = new HashMap<>();

    SaltyContestant(Setting setting) {
        this.setting = setting;
        backend = setting.open();
        weights = setting.weights();
        photograph = setting.photograph().toArray();
    }

    @Override
    public String version() {
        return "Salty, " + backend.description();
    }

    @Override
    public float[] forward(int batch) {
        return forwards.computeIfAbsent(batch, this::vgg16).run();
    }

    @Override
    public boolean runsNetworks() {
        return true;
    }

    @Override
    public float[] network(String name) {
        return networks.computeIfAbsent(name, this::seeded).run();
    }

    private Forward vgg16(int batch) {
        NetworkCase example = NetworkCase.vgg16(batch, weights, photograph);
        return compile(example, example.model().layer("predictions").preactivation());
    }

    private Forward seeded(String name) {
        NetworkCase example = NetworkCase.seeded(name, 1);
        return compile(example, example.model().output());
    }

    private Forward compile(NetworkCase example, Node output) {
        Program program = Program.compile(backend, List.of(output));
        return new Forward(example.model().input(), example.pixels(), output, program, program.workspace());
    }

    /** The shares of non-zero inputs of fc1, fc2 and predictions, in percent. */
    String densities() {
        Model model = Vgg16.classifier(1, 1000, weights);
        List<Node> inputs = List.of(model.layer("block5_pool").output(), model.layer("fc1").output(),
                model.layer("fc2").output());
        StringBuilder text = new StringBuilder();
        try (Program program = Program.compile(backend, inputs)) {
            Map<Node, float[]> values = program.run(Map.of(model.input(), photograph));
            for (Node input : inputs) {
                int nonZero = 0;
                for (float value : values.get(input)) {
                    nonZero += value != 0 ? 1 : 0;
                }
                text.append(text.isEmpty() ? "" : ", ")
                        .append(Math.round(1000.0 * nonZero / input.shape().size()) / 10.0)
                        .append(" %");
            }
        }
        return text.toString();
    }

    @Override
    public boolean differentiates() {
        return true;
    }

    @Override
    public int stepsPerCall() {
        return RUNS;
    }

    @Override
    public float[] ascend(String layer) {
        return ascents.computeIfAbsent(layer, this::ascent).run(photograph, RUNS - 1).image();
    }

    private FilterAscent ascent(String layer) {
        Model model = Vgg16.features(Shape.of(1, 224, 224, 3), weights);
        return FilterAscent.of(backend, model.input(), model.layer(layer).output(), Ascent.CHANNEL,
                new FilterAscent.Bounds(Ascent.RATE, Ascent.LOW, Ascent.HIGH));
    }

    @Override
    public Trainee trainee(String network) {
        return new SaltyTrainee(backend, Training.of(network, setting));
    }

    @Override
    public void close() {
        ascents.values().forEach(FilterAscent::close);
        forwards.values().forEach(Forward::close);
        networks.values().forEach(Forward::close);
        backend.close();
    }
}
