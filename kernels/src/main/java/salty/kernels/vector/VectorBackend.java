package salty.kernels.vector;

import salty.engine.backend.Backend;
import salty.engine.backend.BackendOptions;
import salty.engine.backend.Buffer;
import salty.engine.backend.Group;
import salty.engine.backend.Kernel;
import salty.engine.backend.PoolTies;
import salty.engine.graph.Node;
import salty.engine.op.AveragePool2d;
import salty.engine.op.AveragePool2dGradient;
import salty.engine.op.Binary;
import salty.engine.op.Broadcast;
import salty.engine.op.Concat;
import salty.engine.op.Conv2d;
import salty.engine.op.Conv2dFilterGradient;
import salty.engine.op.LogSoftmax;
import salty.engine.op.MatMul;
import salty.engine.op.MaxPool2d;
import salty.engine.op.MaxPool2dGradient;
import salty.engine.op.Pad;
import salty.engine.op.Reverse;
import salty.engine.op.Slice;
import salty.engine.op.Softmax;
import salty.engine.op.Sum;
import salty.engine.op.Transpose;
import salty.engine.op.Unary;
import salty.engine.reference.ReferenceFallback;
import salty.kernels.parallel.Parallel;
import salty.kernels.vector.simd.Lanes;

/**
 * The CPU backend: kernels of the JDK's Vector API on plain arrays, shared among a few threads. This class decides
 * which kernel runs what; ops that have none run by the scalar reference, and say so.
 */
public final class VectorBackend implements Backend {
    /** Its name. */
    public static final String NAME = "vector";

    /**
     * Up to so many runs convolutions are not prepared: a pass of VGG16 saves a quarter of what it takes to transform
     * its filters for Winograd's algorithm.
     */
    private static final int FEW_RUNS = 4;

    private final Parallel parallel;
    private final boolean direct;
    private final boolean few;

    /** @param threads how many work at once, at least 1 */
    public VectorBackend(int threads) {
        this(threads, false, BackendOptions.MANY_RUNS);
    }

    /**
     * @param threads how many work at once, at least 1
     * @param direct whether 3x3 convolutions are summed directly instead of by Winograd's algorithm, and
     *                pixels tie in a max pool only if they are equal
     * @param runs    how often a program will run, as far as that is known
     */
    public VectorBackend(int threads, boolean direct, int runs) {
        this.parallel = new Parallel(threads);
        this.direct = direct;
        this.few = runs <= FEW_RUNS;
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
            case Conv2d conv -> ConvolutionKernels.fuses(group, next, direct, few);
            case MatMul product -> Epilogue.accepts(group, next, false);
            case MaxPool2dGradient pool -> PoolKernels.accepts(group, next);
            case Unary unary -> PointwiseKernels.isPointwise(next);
            case Binary binary -> PointwiseKernels.isPointwise(next);
            default -> false;
        };
    }

    @Override
    public boolean joins(Group first, Group second, Node next) {
        return PointwiseKernels.isPointwise(first.root()) && PointwiseKernels.isPointwise(second.root());
    }

    @Override
    public boolean inPlace(Group group, Node input) {
        return PointwiseKernels.inPlace(group, input);
    }

    @Override
    public Kernel prepare(Group group) {
        Node root = group.root();
        Kernel kernel = switch (root.op()) {
            case Conv2d conv -> ConvolutionKernels.prepare(group, direct, few, parallel);
            case Conv2dFilterGradient conv -> FilterGradientKernels.prepare(group, parallel);
            case MatMul product -> ProductKernels.prepare(group, parallel);
            case MaxPool2d pool -> PoolKernels.forward(group, pool.window(), false, parallel);
            case MaxPool2dGradient pool ->
                    PoolKernels.maxGradient(group, pool.window(),
                            PoolTies.tolerance(root.input(0), direct), parallel);
            case AveragePool2d pool -> PoolKernels.forward(group, pool.window(), true, parallel);
            case AveragePool2dGradient pool -> PoolKernels.averageGradient(group, pool.window(), parallel);
            case Unary unary -> PointwiseKernels.prepare(group, parallel);
            case Binary binary -> PointwiseKernels.prepare(group, parallel);
            case Broadcast broadcast -> LayoutKernels.gather(group, Box.broadcast(root), parallel);
            case Transpose transpose -> LayoutKernels.gather(group, Box.transpose(root), parallel);
            case Reverse reverse -> LayoutKernels.gather(group, Box.reverse(root), parallel);
            case Slice slice -> LayoutKernels.gather(group, Box.slice(root), parallel);
            case Pad pad -> LayoutKernels.pad(group, parallel);
            case Concat concat -> LayoutKernels.concat(group, parallel);
            case Sum sum -> LayoutKernels.sum(group, parallel);
            case Softmax softmax -> LayoutKernels.softmax(group, false, parallel);
            case LogSoftmax softmax -> LayoutKernels.softmax(group, true, parallel);
            default -> null;
        };
        return kernel == null ? new ReferenceFallback(group) : kernel;
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
