package salty.engine.compile;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

import salty.engine.backend.Backend;
import salty.engine.backend.DeviceMemoryException;
import salty.engine.backend.Group;
import salty.engine.backend.Kernel;
import salty.engine.backend.Standby;
import salty.engine.graph.Graph;
import salty.engine.graph.Node;
import salty.engine.op.Input;

/**
 * A graph made ready to run on one backend: simplified, grouped, planned, its kernels prepared. Immutable, and shared
 * by threads; each thread runs it on a {@link Workspace} of its own.
 * <pre>{@code
 *   try (Program program = Program.compile(backend, List.of(probabilities));
 *        Workspace workspace = program.workspace()) {
 *       workspace.write(image, pixels);
 *       workspace.run();
 *       float[] p = workspace.read(probabilities);
 *   }
 * }</pre>
 */
public final class Program implements AutoCloseable {
    /** One kernel and the slots that it works on. */
    record Step(Group group, Kernel kernel, int[] inputs, int output) {}

    private final Backend backend;
    private final List<Node> inputs;
    private final Map<Node, Node> simplified;
    private final Map<Node, Node> carried;
    private final SlotPlanner.Plan plan;
    private final List<Step> steps;

    private Program(Backend backend, List<Node> inputs, Map<Node, Node> simplified, Map<Node, Node> carried,
                    SlotPlanner.Plan plan, List<Step> steps) {
        this.backend = backend;
        this.inputs = inputs;
        this.simplified = simplified;
        this.carried = carried;
        this.plan = plan;
        this.steps = steps;
    }

    /** Compiles a program that computes {@code outputs} from the inputs that they depend on. */
    public static Program compile(Backend backend, List<Node> outputs) {
        return compile(backend, outputs, Map.of());
    }

    /**
     * Compiles a program that also carries state from run to run: after each run the value of {@code next.get(input)}
     * becomes the value of {@code input}, without leaving the backend's memory. An ascent carries its image this way, a
     * training step its parameters.
     *
     * @param outputs what can be read after a run
     * @param next    for each carried input, a node of its shape
     * @throws DeviceMemoryException         if the backend's device is too small and no other stands by
     */
    public static Program compile(Backend backend, List<Node> outputs, Map<Node, Node> next) {
        return backend instanceof Standby standby ? standby.fitting(running -> compileToFit(running, outputs, next))
                : compileFor(backend, outputs, next);
    }

    /** Also makes sure that there is room for one run at a time, while another backend may still be chosen. */
    private static Program compileToFit(Backend backend, List<Node> outputs, Map<Node, Node> next) {
        Program program = compileFor(backend, outputs, next);
        if (backend.hasOwnMemory()) {
            try {
                program.workspace().close();
            } catch (RuntimeException | Error e) {
                program.close();
                throw e;
            }
        }
        return program;
    }

    private static Program compileFor(Backend backend, List<Node> outputs, Map<Node, Node> next) {
        Set<Node> wanted = new LinkedHashSet<>(outputs);
        wanted.addAll(next.values());
        List<Node> before = new ArrayList<>(wanted);
        List<Node> after = Simplify.of(before);
        Map<Node, Node> simplified = new HashMap<>();
        for (int i = 0; i < before.size(); i++) {
            simplified.put(before.get(i), after.get(i));
        }
        Set<Node> inputs = new LinkedHashSet<>(next.keySet());
        Graph.order(before).stream().filter(node -> node.op() instanceof Input).forEach(inputs::add);

        List<Group> groups = Grouper.group(backend, after);
        Set<Node> pinned = new LinkedHashSet<>(inputs);
        pinned.addAll(after);
        SlotPlanner.Plan plan = SlotPlanner.plan(groups, pinned, backend::inPlace);
        Map<Node, Node> carried = new LinkedHashMap<>();
        next.forEach((input, value) -> carried.put(input, carriable(input, simplified.get(value))));
        return new Program(backend, new ArrayList<>(inputs), simplified, carried, plan,
                prepare(backend, groups, plan));
    }

    /** Slots are swapped after a run, so the next value of an input must be computed, and of the input's shape. */
    private static Node carriable(Node input, Node next) {
        Node value = SlotPlanner.viewed(next);
        if (value.op() instanceof Input || !next.shape().equals(input.shape())) {
            throw new IllegalArgumentException("the next value of " + input + " must be computed and of its shape, got "
                    + next);
        }
        return value;
    }

    private static List<Step> prepare(Backend backend, List<Group> groups, SlotPlanner.Plan plan) {
        List<Step> steps = new ArrayList<>();
        try {
            for (Group group : groups) {
                int[] slots = group.inputs().stream().mapToInt(plan::slotOf).toArray();
                steps.add(new Step(group, backend.prepare(group), slots, plan.slotOf(group.output())));
            }
            return steps;
        } catch (RuntimeException | Error e) {
            steps.forEach(step -> step.kernel().close());
            throw e;
        }
    }

    /** The inputs that a run reads, in the order in which the graph does. */
    public List<Node> inputs() {
        return List.copyOf(inputs);
    }

    /** Fresh memory for runs of this program. */
    public Workspace workspace() {
        return new Workspace(this);
    }

    /** One run on a workspace of its own: for programs that run once. */
    public Map<Node, float[]> run(Map<Node, float[]> values) {
        try (Workspace workspace = workspace()) {
            values.forEach(workspace::write);
            workspace.run();
            Map<Node, float[]> results = new LinkedHashMap<>();
            simplified.keySet().forEach(output -> results.put(output, workspace.read(output)));
            return results;
        }
    }

    /** The number of bytes of a workspace's slots and scratch. */
    public long workspaceBytes() {
        return 4 * (plan.sizes().stream().mapToLong(Long::longValue).sum() + scratch());
    }

    /** What will run, a line a kernel: the group, its shape, its slot; then the slots. */
    public String explain() {
        StringBuilder text = new StringBuilder();
        for (Step step : steps) {
            text.append(String.format(Locale.ROOT, "%-20s slot %2d  %s%n", step.group().output().shape(), step.output(),
                    step.kernel().describe()));
        }
        text.append(String.format(Locale.ROOT, "%d kernels, %d slots, %.1f MB with %.1f MB of scratch, on %s%n",
                steps.size(), plan.sizes().size(), workspaceBytes() / 1e6, 4 * scratch() / 1e6, backend.name()));
        return text.toString();
    }

    @Override
    public void close() {
        steps.forEach(step -> step.kernel().close());
    }

    Backend backend() {
        return backend;
    }

    List<Step> steps() {
        return steps;
    }

    Map<Node, Node> carried() {
        return carried;
    }

    /** The sizes of the slots, in float32 values. */
    List<Long> slotSizes() {
        return plan.sizes();
    }

    /** The slot of an input or of an output that was compiled. */
    int slotOf(Node node) {
        Node value = SlotPlanner.viewed(simplified.getOrDefault(node, node));
        if (!plan.slots().containsKey(value)) {
            throw new IllegalArgumentException(node + " is neither an input nor an output of this program");
        }
        return plan.slotOf(value);
    }

    /** The scratch memory that the most demanding kernel needs, in float32 values. */
    long scratch() {
        return steps.stream().mapToLong(step -> step.kernel().scratch()).max().orElse(0);
    }
}
