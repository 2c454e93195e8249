package salty.benchmarks.peers;

import java.util.HashMap;
import java.util.List;
import java.util.Map;

import salty.benchmarks.SeededNetwork;
import salty.benchmarks.Setting;
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

    /** A compiled batch size. */
    private record Forward(Node image, Node logits, Program program, Workspace workspace, float[] pixels) {
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
        Forward forward = forwards.computeIfAbsent(batch, this::compile);
        forward.workspace.write(forward.image, forward.pixels);
        forward.workspace.run();
        return forward.workspace.read(forward.logits);
    }

    @Override
    public boolean runsNetworks() {
        return true;
    }

    @Override
    public float[] network(String name) {
        Forward network = networks.computeIfAbsent(name, this::compileNetwork);
        network.workspace.write(network.image, network.pixels);
        network.workspace.run();
        return network.workspace.read(network.logits);
    }

    private Forward compileNetwork(String name) {
        Model model = SeededNetwork.load(name);
        Program program = Program.compile(backend, List.of(model.output()));
        return new Forward(model.input(), model.output(), program, program.workspace(),
                SeededNetwork.pixels(model.input().shape()));
    }

    private Forward compile(int batch) {
        Model model = Vgg16.classifier(batch, 1000, weights);
        Node logits = model.layer("predictions").preactivation();
        Program program = Program.compile(backend, List.of(logits));
        float[] pixels = new float[batch * photograph.length];
        for (int n = 0; n < batch; n++) {
            System.arraycopy(photograph, 0, pixels, n * photograph.length, photograph.length);
        }
        return new Forward(model.input(), logits, program, program.workspace(), pixels);
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
                text.append(text.isEmpty() ? "" : ", ").append(Math.round(1000.0 * nonZero / input.shape().size()) / 10.0)
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
