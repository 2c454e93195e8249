package salty.engine.train;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import salty.engine.autodiff.Gradients;
import salty.engine.backend.Backend;
import salty.engine.compile.Program;
import salty.engine.compile.Workspace;
import salty.engine.graph.Node;
import salty.engine.graph.Shape;
import salty.engine.op.Input;

/**
 * One step of training as one program: forward, backward and update. Parameters and optimiser state are carried from
 * run to run inside the backend's memory; {@link #state} takes them out, {@link #restore} puts them back, and a step
 * after that is bit for bit the step that would have been.
 * <pre>{@code
 *   try (TrainingStep step = TrainingStep.compile(backend, objective, parameters, new Adam())) {
 *       step.write(images, batch);
 *       step.write(targets, labels);
 *       float loss = step.run(.001);
 *   }
 * }</pre>
 */
public final class TrainingStep implements AutoCloseable {
    /**
     * What is minimised.
     *
     * @param loss     a scalar
     * @param clipping how its gradients are bounded
     * @param outputs  what else can be read after a step, as it was before the update
     * @param carried  further inputs and their next values, all beginning at 0: moving averages
     */
    public record Objective(Node loss, GradientClipping clipping, List<Node> outputs, Map<Node, Node> carried) {
        /** A loss alone. */
        public Objective(Node loss) {
            this(loss, new GradientClipping.None(), List.of(), Map.of());
        }
    }

    private final Node rate;
    private final Node loss;
    private final Map<String, Node> carried = new LinkedHashMap<>();
    private final Program program;
    private final Workspace workspace;

    private TrainingStep(Backend backend, Objective objective, Map<Node, Node> next, Node rate) {
        this.rate = rate;
        this.loss = objective.loss;
        next.keySet().forEach(input -> carried.put(((Input) input.op()).label(), input));
        List<Node> outputs = new ArrayList<>(List.of(objective.loss));
        outputs.addAll(objective.outputs);
        this.program = Program.compile(backend, outputs, next);
        this.workspace = program.workspace();
    }

    /** Compiles a step and begins with the parameters' initial values. */
    public static TrainingStep compile(Backend backend, Objective objective, Parameters parameters,
                                       Optimiser optimiser) {
        Node rate = Input.of("rate", Shape.SCALAR);
        Map<Node, Node> gradients = Gradients.of(objective.loss, parameters.inputs().values());
        Transition transition = optimiser.update(objective.clipping.clip(gradients), rate);
        Map<Node, Node> next = new LinkedHashMap<>(transition.next());
        next.putAll(objective.carried);
        TrainingStep step = new TrainingStep(backend, objective, next, rate);
        parameters.initial().forEach((name, value) -> step.workspace.write(parameters.inputs().get(name),
                value.toArray()));
        transition.first().forEach(step::fill);
        objective.carried.keySet().forEach(input -> step.fill(input, 0));
        return step;
    }

    /** A device's memory holds anything at first. */
    private void fill(Node input, float value) {
        float[] values = new float[input.shape().intSize()];
        Arrays.fill(values, value);
        workspace.write(input, values);
    }

    /** Sets an input: images, targets, a mask. */
    public void write(Node input, float[] values) {
        workspace.write(input, values);
    }

    /**
     * One step on what the inputs hold.
     *
     * @param learningRate how far to go
     * @return the loss before the update
     */
    public float run(double learningRate) {
        workspace.write(rate, new float[] {(float) learningRate});
        workspace.run();
        return workspace.read(loss)[0];
    }

    /** The value of an output of the objective in the last step. */
    public float[] read(Node output) {
        return workspace.read(output);
    }

    /** Everything that is carried, by name: parameters as {@code layer/weight}, and optimiser state. */
    public Map<String, float[]> state() {
        Map<String, float[]> values = new LinkedHashMap<>();
        carried.forEach((name, input) -> values.put(name, workspace.read(input)));
        return values;
    }

    /**
     * Puts back what {@link #state} gave.
     *
     * @throws IllegalArgumentException naming what is missing or unknown
     */
    public void restore(Map<String, float[]> values) {
        Map<String, float[]> left = new HashMap<>(values);
        carried.forEach((name, input) -> {
            float[] value = left.remove(name);
            if (value == null) {
                throw new IllegalArgumentException("the saved state lacks " + name
                        + "; it comes from another model or optimiser");
            }
            workspace.write(input, value);
        });
        if (!left.isEmpty()) {
            throw new IllegalArgumentException("the saved state has an unknown " + left.keySet().iterator().next()
                    + "; it comes from another model or optimiser");
        }
    }

    /** The kernels of a step. */
    public String explain() {
        return program.explain();
    }

    @Override
    public void close() {
        workspace.close();
        program.close();
    }
}
