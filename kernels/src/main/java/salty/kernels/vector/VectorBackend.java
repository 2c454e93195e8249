package salty.kernels.vector;

import salty.engine.backend.Backend;
import salty.engine.backend.Buffer;
import salty.engine.backend.Group;
import salty.engine.backend.Kernel;
import salty.engine.graph.Node;
import salty.engine.op.Conv2d;
import salty.engine.op.MatMul;

/**
 * The CPU backend: kernels of the JDK's Vector API on plain arrays, shared among a few threads. This class decides which
 * kernel runs what; ops that have none run by the scalar reference, and say so.
 */
public final class VectorBackend implements Backend {
    /** Its name. */
    public static final String NAME = "vector";

    private final Parallel parallel;

    /** @param threads how many work at once, at least 1 */
    public VectorBackend(int threads) {
        parallel = new Parallel(threads);
    }

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public String description() {
        return "Vector API, " + Lanes.SPECIES.vectorBitSize() + " bits, " + parallel.threads()
                + (parallel.threads() == 1 ? " thread" : " threads");
    }

    @Override
    public boolean fuses(Group group, Node next) {
        return switch (group.root().op()) {
            case Conv2d conv -> Epilogue.accepts(group, next);
            case MatMul product -> Epilogue.accepts(group, next);
            default -> false;
        };
    }

    @Override
    public boolean inPlace(Group group, Node input) {
        return false;
    }

    @Override
    public Kernel prepare(Group group) {
        return switch (group.root().op()) {
            case Conv2d conv -> ConvolutionKernels.prepare(group, parallel);
            case MatMul product -> ProductKernels.prepare(group, parallel);
            default -> ReferenceFallback.prepare(group);
        };
    }

    @Override
    public Buffer allocate(long size) {
        return new ArrayBuffer(new float[Math.toIntExact(size)]);
    }

    @Override
    public void close() {
        parallel.close();
    }
}
