package salty.kernels.vector;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

import salty.engine.backend.Buffer;
import salty.engine.backend.Group;
import salty.engine.backend.Kernel;
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

/**
 * Runs a chain of pointwise nodes piece by piece: a piece passes through all of them in the first-level cache before
 * the next one begins. A repeated operand (a bias, a scale) is written out one piece at a time.
 */
final class PointwiseKernels {
    /** Floats of a piece; a chain's few intermediate pieces fit the first-level cache together. */
    private static final int PIECE = 1024;
    /** A repeated constant up to this size is written out once, in prepare. */
    private static final int WRITTEN_OUT = 1 << 20;

    /** A value that the chain reads: an operand, or the result of step {@code step} if that is not negative. */
    private record Source(int step, Operand operand) {
    }

    /** One node of the chain; a {@link Broadcast} has a plan for writing itself out, and no op. */
    private record Step(Op op, Source a, Source b, Box repeat) {
    }

    private PointwiseKernels() {
    }

    static boolean isPointwise(Node node) {
        return node.op() instanceof Unary || node.op() instanceof Binary;
    }

    /**
     * Whether the chain may write over an input: each piece is read before it is written, but repeated ones are not.
     */
    static boolean inPlace(Group group, Node input) {
        return isPointwise(group.root()) && group.nodes().stream()
                .noneMatch(node -> node.op() instanceof Broadcast && node.inputs().contains(input));
    }

    static Kernel prepare(Group group, Parallel parallel) {
        List<Step> steps = new ArrayList<>();
        Map<Node, Source> known = new HashMap<>();
        for (Node node : group.nodes()) {
            if (node.op() instanceof Broadcast && Group.isStatic(node.input(0)) && node.shape().size() <= WRITTEN_OUT) {
                float[] whole = new float[node.shape().intSize()];
                Box.broadcast(node).copy(Operand.of(group, node.input(0)).constant(), whole, 0, 0, whole.length);
                known.put(node, new Source(-1, new Operand(-1, whole)));
                continue;
            }
            Source a = source(group, known, node.input(0));
            Source b = node.inputs().size() > 1 ? source(group, known, node.input(1)) : a;
            known.put(node, new Source(steps.size(), null));
            steps.add(new Step(node.op(), a, b, node.op() instanceof Broadcast ? Box.broadcast(node) : null));
        }
        int size = group.output().shape().intSize();
        int pieces = (size + PIECE - 1) / PIECE;
        int scratchEach = steps.size() * PIECE;
        Step[] chain = steps.toArray(Step[]::new);
        return new VectorKernel(group.toString(), (long) parallel.threads() * scratchEach, (inputs, output, scratch) ->
                parallel.run(pieces, (piece, worker) -> run(chain, inputs, output, scratch, worker * scratchEach,
                        piece * PIECE, Math.min(PIECE, size - piece * PIECE))));
    }

    private static Source source(Group group, Map<Node, Source> known, Node node) {
        Source before = known.get(node);
        return before == null ? new Source(-1, Operand.of(group, node)) : before;
    }

    private static void run(Step[] chain, Buffer[] inputs, float[] output, float[] scratch, int base,
                            int from, int count) {
        for (int i = 0; i < chain.length; i++) {
            Step step = chain[i];
            boolean last = i == chain.length - 1;
            float[] y = last ? output : scratch;
            int yAt = last ? from : base + i * PIECE;
            float[] a = step.a.step < 0 ? step.a.operand.in(inputs) : scratch;
            if (step.repeat != null) {
                step.repeat.copy(a, y, yAt, from, count);
                continue;
            }
            float[] b = step.b.step < 0 ? step.b.operand.in(inputs) : scratch;
            int aAt = step.a.step < 0 ? from : base + step.a.step * PIECE;
            int bAt = step.b.step < 0 ? from : base + step.b.step * PIECE;
            apply(step.op, a, aAt, b, bAt, y, yAt, count);
        }
    }

    private static void apply(Op op, float[] a, int aAt, float[] b, int bAt, float[] y, int yAt, int count) {
        switch (op) {
            case Add add -> Pointwise.add(a, aAt, b, bAt, y, yAt, count);
            case Mul mul -> Pointwise.multiply(a, aAt, b, bAt, y, yAt, count);
            case Maximum maximum -> Pointwise.maximum(a, aAt, b, bAt, y, yAt, count);
            case Mask mask -> Pointwise.mask(a, aAt, b, bAt, y, yAt, count);
            case Relu relu -> Pointwise.relu(a, aAt, y, yAt, count);
            case Affine affine -> Pointwise.affine(affine.scale(), affine.shift(), a, aAt, y, yAt, count);
            case Clip clip -> Pointwise.clip(clip.low(), clip.high(), a, aAt, y, yAt, count);
            case Power power when power.exponent() == 2 -> Pointwise.multiply(a, aAt, a, aAt, y, yAt, count);
            case Unary unary -> {
                for (int i = 0; i < count; i++) {
                    y[yAt + i] = (float) unary.apply(a[aAt + i]);
                }
            }
            default -> throw new IllegalStateException(op + " is not pointwise");
        }
    }
}
