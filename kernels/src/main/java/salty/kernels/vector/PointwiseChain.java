package salty.kernels.vector;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

import salty.engine.backend.Buffer;
import salty.engine.backend.Group;
import salty.engine.graph.Node;
import salty.engine.op.Add;
import salty.engine.op.Affine;
import salty.engine.op.Binary;
import salty.engine.op.Broadcast;
import salty.engine.op.Clip;
import salty.engine.op.Mask;
import salty.engine.op.Maximum;
import salty.engine.op.Mul;
import salty.engine.op.Op;
import salty.engine.op.Power;
import salty.engine.op.Relu;
import salty.engine.op.Unary;
import salty.kernels.vector.simd.Pointwise;

/**
 * Pointwise nodes that read each other, run on a run of elements: each piece passes through all of them in the
 * first-level cache before the next one begins. A repeated operand (a bias, a scale) is written out one piece at a
 * time.
 *
 * <p>A chain either reads its operands alone, or begins with what a kernel has just written to the output, as the
 * epilogue of a convolution does.
 */
final class PointwiseChain {
    /** Floats of a piece; a chain's few intermediate pieces fit the first-level cache together. */
    static final int PIECE = 1024;
    /** A repeated constant up to this size is written out once, in prepare. */
    private static final int WRITTEN_OUT = 1 << 20;
    /** The step that stands for what the output holds before the chain runs. */
    private static final int WRITTEN_BEFORE = -2;
    private static final int OPERAND = -1;

    /** A value that the chain reads: an operand, or the result of a step, or what was written before. */
    private record Source(int step, Operand operand) {
    }

    /** What an op does to a run of floats; those of one operand disregard b. */
    @FunctionalInterface
    private interface RunOfFloats {
        void apply(float[] a, int aAt, float[] b, int bAt, float[] y, int yAt, int count);
    }

    /** One node of the chain; a {@link Broadcast} has a plan for writing itself out, and no map. */
    private record Step(String name, RunOfFloats map, Source a, Source b, Box repeat) {
    }

    private final Step[] steps;
    private final int[] slots;
    private final int pieces;
    private final boolean rectifies;
    private final Operand residual;

    private PointwiseChain(List<Step> steps, boolean rectifies, Operand residual) {
        this.steps = steps.toArray(Step[]::new);
        this.slots = slots(this.steps);
        this.rectifies = rectifies;
        this.residual = residual;
        this.pieces = Arrays.stream(slots).max().orElse(-1) + 1;
    }

    /**
     * The piece of scratch of each step's result: one that nobody reads any more, perhaps an operand's of this very
     * step.
     */
    private static int[] slots(Step[] steps) {
        int[] lastRead = new int[steps.length];
        for (int i = 0; i < steps.length; i++) {
            for (Source source : List.of(steps[i].a, steps[i].b)) {
                if (source.step >= 0) {
                    lastRead[source.step] = i;
                }
            }
        }
        int[] slots = new int[steps.length];
        for (int i = 0; i < steps.length; i++) {
            Set<Integer> taken = new HashSet<>();
            for (int before = 0; before < i; before++) {
                if (lastRead[before] > i) {
                    taken.add(slots[before]);
                }
            }
            while (taken.contains(slots[i])) {
                slots[i]++;
            }
        }
        return slots;
    }

    /** The chain of a group that is pointwise throughout. */
    static PointwiseChain of(Group group) {
        return of(group, group.nodes(), new HashMap<>());
    }

    /** The chain of the group's nodes behind {@code written}, whose value a kernel writes to the group's output. */
    static PointwiseChain behind(Group group, Node written) {
        List<Node> nodes = group.nodes();
        Map<Node, Source> known = new HashMap<>();
        known.put(written, new Source(WRITTEN_BEFORE, null));
        return of(group, nodes.subList(nodes.indexOf(written) + 1, nodes.size()), known);
    }

    private static PointwiseChain of(Group group, List<Node> nodes, Map<Node, Source> known) {
        List<Step> steps = new ArrayList<>();
        for (Node node : nodes) {
            if (node.op() instanceof Broadcast && Group.isStatic(node.input(0)) && node.shape().size() <= WRITTEN_OUT) {
                float[] whole = new float[node.shape().intSize()];
                Box.broadcast(node).copy(Operand.of(group, node.input(0)).constant(), whole, 0, 0, whole.length);
                known.put(node, new Source(OPERAND, new Operand(-1, whole)));
                continue;
            }
            Source a = source(group, known, node.input(0));
            Source b = node.inputs().size() > 1 ? source(group, known, node.input(1)) : a;
            known.put(node, new Source(steps.size(), null));
            boolean repeats = node.op() instanceof Broadcast;
            steps.add(new Step(node.op().name(), repeats ? null : map(node.op()), a, b,
                    repeats ? Box.broadcast(node) : null));
        }
        Node last = nodes.isEmpty() ? null : nodes.getLast();
        boolean rectifies = nodes.size() == 1 && last.op() instanceof Relu
                && known.get(last.input(0)) instanceof Source before && before.step == WRITTEN_BEFORE;
        boolean sums = nodes.size() == 2 && nodes.getFirst().op() instanceof Add && last.op() instanceof Relu
                && last.input(0) == nodes.getFirst();
        return new PointwiseChain(steps, rectifies, sums ? residual(steps.getFirst()) : null);
    }

    /** The operand that a sum adds to what was written before, or null if its operands are others. */
    private static Operand residual(Step sum) {
        Source other = sum.a.step == WRITTEN_BEFORE ? sum.b : sum.a;
        boolean one = (sum.a.step == WRITTEN_BEFORE) != (sum.b.step == WRITTEN_BEFORE);
        return one && other.step == OPERAND ? other.operand : null;
    }

    private static Source source(Group group, Map<Node, Source> known, Node node) {
        Source before = known.get(node);
        return before == null ? new Source(OPERAND, Operand.of(group, node)) : before;
    }

    /** Whether it adds a value as large as the output, so that a kernel had better not write that twice. */
    boolean addsResidual() {
        return residual != null;
    }

    boolean isEmpty() {
        return steps.length == 0;
    }

    /** Floats of scratch that one worker needs. */
    int scratch() {
        return pieces * PIECE;
    }

    /** {@code " + Add + Relu"}. */
    String describe() {
        StringBuilder text = new StringBuilder();
        for (Step step : steps) {
            text.append(step.repeat == null ? " + " + step.name : "");
        }
        return text.toString();
    }

    /** Computes {@code rows} runs of {@code columns} elements of the output, {@code stride} apart. */
    void runRows(Buffer[] inputs, float[] output, float[] scratch, int scratchOffset, int rows, int from, int stride,
                 int columns) {
        if (isEmpty()) {
            return;
        }
        if (rectifies) {
            rectify(output, rows, from, stride, columns);
            return;
        }
        if (residual != null) {
            boolean whole = columns == stride;
            Pointwise.addRectified(output, from, stride, residual.in(inputs), output, from, stride,
                    whole ? 1 : rows, whole ? rows * columns : columns);
            return;
        }
        if (columns == stride) {
            run(inputs, output, scratch, scratchOffset, from, rows * columns);
            return;
        }
        for (int row = 0; row < rows; row++) {
            run(inputs, output, scratch, scratchOffset, from + row * stride, columns);
        }
    }

    /** The same for runs that a kernel has not written to the output but to {@code values}, {@code step} apart. */
    void finishRows(float[] values, int at, int step, Buffer[] inputs, float[] output, float[] scratch,
                    int scratchOffset, int rows, int from, int stride, int columns) {
        if (residual != null) {
            Pointwise.addRectified(values, at, step, residual.in(inputs), output, from, stride, rows, columns);
            return;
        }
        for (int row = 0; row < rows; row++) {
            if (rectifies) {
                Pointwise.relu(values, at + row * step, output, from + row * stride, columns);
            } else {
                System.arraycopy(values, at + row * step, output, from + row * stride, columns);
            }
        }
        if (!rectifies) {
            runRows(inputs, output, scratch, scratchOffset, rows, from, stride, columns);
        }
    }

    /** The chain behind nearly every convolution, without the plans of the others, which take long to compile. */
    private static void rectify(float[] output, int rows, int from, int stride, int columns) {
        int whole = columns == stride ? 1 : rows;
        for (int row = 0, at = from; row < whole; row++, at += stride) {
            Pointwise.relu(output, at, output, at, rows / whole * columns);
        }
    }

    /** Computes elements [from, from + count) of the output. */
    void run(Buffer[] inputs, float[] output, float[] scratch, int scratchOffset, int from, int count) {
        for (int done = 0; done < count; done += PIECE) {
            piece(inputs, output, scratch, scratchOffset, from + done, Math.min(PIECE, count - done));
        }
    }

    private void piece(Buffer[] inputs, float[] output, float[] scratch, int base, int from, int count) {
        for (int i = 0; i < steps.length; i++) {
            Step step = steps[i];
            boolean last = i == steps.length - 1;
            float[] y = last ? output : scratch;
            int yAt = last ? from : base + slots[i] * PIECE;
            float[] a = array(step.a, inputs, output, scratch);
            if (step.repeat != null) {
                step.repeat.copy(a, y, yAt, from, count);
                continue;
            }
            float[] b = array(step.b, inputs, output, scratch);
            int aAt = step.a.step < 0 ? from : base + slots[step.a.step] * PIECE;
            int bAt = step.b.step < 0 ? from : base + slots[step.b.step] * PIECE;
            step.map.apply(a, aAt, b, bAt, y, yAt, count);
        }
    }

    private static float[] array(Source source, Buffer[] inputs, float[] output, float[] scratch) {
        return switch (source.step) {
            case OPERAND -> source.operand.in(inputs);
            case WRITTEN_BEFORE -> output;
            default -> scratch;
        };
    }

    private static RunOfFloats map(Op op) {
        return switch (op) {
            case Add add -> Pointwise::add;
            case Mul mul -> Pointwise::multiply;
            case Maximum maximum -> Pointwise::maximum;
            case Mask mask -> Pointwise::mask;
            case Relu relu -> (a, aAt, b, bAt, y, yAt, count) -> Pointwise.relu(a, aAt, y, yAt, count);
            case Affine affine -> (a, aAt, b, bAt, y, yAt, count) ->
                    Pointwise.affine(affine.scale(), affine.shift(), a, aAt, y, yAt, count);
            case Clip clip -> (a, aAt, b, bAt, y, yAt, count) ->
                    Pointwise.clip(clip.low(), clip.high(), a, aAt, y, yAt, count);
            case Power power when power.exponent() == 2 -> (a, aAt, b, bAt, y, yAt, count) ->
                    Pointwise.multiply(a, aAt, a, aAt, y, yAt, count);
            case Power power when power.exponent() == .5f -> (a, aAt, b, bAt, y, yAt, count) ->
                    Pointwise.squareRoot(a, aAt, y, yAt, count);
            case Power power when power.exponent() == -1 -> (a, aAt, b, bAt, y, yAt, count) ->
                    Pointwise.reciprocal(a, aAt, y, yAt, count);
            case Unary unary -> (a, aAt, b, bAt, y, yAt, count) -> {
                for (int i = 0; i < count; i++) {
                    y[yAt + i] = (float) unary.apply(a[aAt + i]);
                }
            };
            case Binary binary -> (a, aAt, b, bAt, y, yAt, count) -> {
                for (int i = 0; i < count; i++) {
                    y[yAt + i] = (float) binary.apply(a[aAt + i], b[bAt + i]);
                }
            };
            default -> throw new IllegalStateException(op + " is not pointwise");
        };
    }
}
