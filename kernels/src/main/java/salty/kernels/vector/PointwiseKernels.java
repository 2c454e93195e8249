package salty.kernels.vector;

import salty.engine.backend.Group;
import salty.engine.backend.Kernel;
import salty.engine.graph.Node;
import salty.engine.op.Binary;
import salty.engine.op.Broadcast;
import salty.engine.op.Unary;
import salty.kernels.parallel.Parallel;

/** Prepares a kernel for a group that is a {@link PointwiseChain} and nothing else. */
final class PointwiseKernels {
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
        PointwiseChain chain = PointwiseChain.of(group);
        int size = group.output().shape().intSize();
        int each = PointwiseChain.PIECE;
        return new VectorKernel(group.toString(), (long) parallel.threads() * chain.scratch(),
                (inputs, output, scratch) -> parallel.run((size + each - 1) / each, (piece, worker) ->
                        chain.run(inputs, output, scratch, worker * chain.scratch(), piece * each,
                                Math.min(each, size - piece * each))));
    }
}
