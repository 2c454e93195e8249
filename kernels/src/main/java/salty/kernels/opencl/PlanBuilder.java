package salty.kernels.opencl;

import java.util.ArrayList;
import java.util.List;
import salty.engine.backend.Group;
import salty.engine.graph.Node;
import salty.engine.op.Constant;
import salty.engine.op.Fill;

/** Collects the launches of one group's plan. */
final class PlanBuilder {
    /** The plan's result. */
    static final Operand OUTPUT = new Operand.Output();

    private final Target target;
    private final Group group;
    private final List<Node> inputs;
    private final Epilogue epilogue;
    private final List<Step> steps = new ArrayList<>();
    private long scratch;

    PlanBuilder(Target target, Group group) {
        this.target = target;
        this.group = group;
        inputs = group.inputs();
        epilogue = Epilogue.of(group, this::operand);
    }

    Target target() {
        return target;
    }

    Group group() {
        return group;
    }

    /** The pointwise operations behind the root; for a pointwise root, all of them. */
    Epilogue epilogue() {
        return epilogue;
    }

    /** What the root's input {@code i} is in a run. */
    Operand rootInput(int i) {
        return operand(group.root().input(i));
    }

    /** What a node outside the group is in a run: one of its inputs, or a constant on the device. */
    Operand operand(Node node) {
        return switch (node.op()) {
            case Constant constant -> new Operand.Fixed(target.weights().raw(constant.value()));
            case Fill fill -> new Operand.Fixed(target.weights().filled(node.shape().size(), fill.value()));
            default -> new Operand.Input(inputs.indexOf(node));
        };
    }

    /** Scratch memory of a run for {@code floats} floats. */
    Operand scratch(long floats) {
        var part = new Operand.Scratch(scratch, floats);
        scratch += (floats + ClBuffer.ALIGNMENT - 1) / ClBuffer.ALIGNMENT * ClBuffer.ALIGNMENT;
        return part;
    }

    /** Adds a launch of a kernel; its arguments follow in order. */
    Step step(ClProgram program, String kernel) {
        var step = new Step(program.kernel(kernel));
        steps.add(step);
        return step;
    }

    /** The finished plan; {@code algorithm} is what {@code Program.explain()} shows before the epilogue's ops. */
    ClPlan build(String algorithm) {
        List<ClPlan.Launch> launches = new ArrayList<>();
        for (var step : steps) {
            launches.add(step.launch());
        }
        return new ClPlan(target.queue(), launches, scratch, algorithm + epilogue.description());
    }

    /** Releases the kernels of a plan that could not be finished. */
    void discard() {
        for (var step : steps) {
            step.kernel.close();
        }
    }

    /** One launch whose arguments are being given. */
    static final class Step {
        private final ClKernel kernel;
        private final List<Integer> arguments = new ArrayList<>();
        private final List<Operand> operands = new ArrayList<>();
        private int next;

        private Step(ClKernel kernel) {
            this.kernel = kernel;
        }

        /** The next arguments are these buffers. */
        Step buffers(List<Operand> buffers) {
            for (var buffer : buffers) {
                arguments.add(next++);
                operands.add(buffer);
            }
            return this;
        }

        /** The next arguments are these buffers. */
        Step buffers(Operand... buffers) {
            return buffers(List.of(buffers));
        }

        /** The next arguments are these numbers. */
        Step ints(int... values) {
            kernel.bindAll(next, values);
            next += values.length;
            return this;
        }

        /** The next argument is this number. */
        Step number(float value) {
            kernel.bind(next++, value);
            return this;
        }

        /** One dimension: at least {@code items} work-items, in groups of {@code size}. */
        Step line(long items, int size) {
            kernel.line(items, size);
            return this;
        }

        /** So many groups, of so many work-items, in each dimension. */
        Step grid(long[] groups, long[] size) {
            kernel.sizes(groups, size);
            return this;
        }

        private ClPlan.Launch launch() {
            int[] positions = arguments.stream().mapToInt(Integer::intValue).toArray();
            return new ClPlan.Launch(kernel, positions, operands.toArray(Operand[]::new));
        }
    }
}
