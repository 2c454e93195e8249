package salty.kernels.opencl;

import salty.engine.backend.Backend;
import salty.engine.backend.BackendOptions;
import salty.engine.backend.Buffer;
import salty.engine.backend.Group;
import salty.engine.backend.Kernel;
import salty.engine.graph.Node;
import salty.engine.op.AveragePool2d;
import salty.engine.op.AveragePool2dGradient;
import salty.engine.op.Binary;
import salty.engine.op.Broadcast;
import salty.engine.op.Concat;
import salty.engine.op.Constant;
import salty.engine.op.Conv2d;
import salty.engine.op.Conv2dFilterGradient;
import salty.engine.op.Conv2dInputGradient;
import salty.engine.op.Fill;
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

/**
 * Runs programs on an OpenCL device: one in-order queue, whole programs without a wait between kernels, constants
 * uploaded once.
 */
public final class OpenClBackend implements Backend {
    /** Its name. */
    public static final String NAME = "opencl";

    private final Target target;

    /**
     * Opens a device.
     *
     * @param device    where to run
     * @param profiling whether {@link ClQueue#timed} works on {@link #queue()}
     * @throws ClException if the device cannot be opened
     */
    public static OpenClBackend open(ClDevice device, boolean profiling) {
        return open(device, profiling, BackendOptions.DEFAULT);
    }

    /**
     * Opens a device for products of another precision or direct convolutions.
     *
     * @throws ClException if the device cannot be opened or does not have the precision
     */
    public static OpenClBackend open(ClDevice device, boolean profiling, BackendOptions options) {
        var queue = ClQueue.open(device, profiling);
        try {
            TensorCores.require(queue, options.precision());
            return new OpenClBackend(queue, Tiles.of(device), options);
        } catch (RuntimeException | Error e) {
            queue.close();
            throw e;
        }
    }

    /** For tests and the tuner, which choose the tiles, and with them the family of kernels, themselves. */
    OpenClBackend(ClQueue queue, Tiles tiles) {
        this(queue, tiles, BackendOptions.DEFAULT);
    }

    OpenClBackend(ClQueue queue, Tiles tiles, BackendOptions options) {
        target = Target.of(queue, tiles, options);
    }

    /** The queue that everything runs on. */
    public ClQueue queue() {
        return target.queue();
    }

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public String description() {
        return queue().device().description();
    }

    /** Tiles, pools and pointwise runs take pointwise steps up; sums, softmax and moves of elements do not. */
    @Override
    public boolean fuses(Group group, Node next) {
        if (!Epilogue.isPointwise(next)) {
            return false;
        }
        return switch (group.root().op()) {
            case Unary unary -> Epilogue.isPointwise(group.root());
            case Binary binary -> Epilogue.isPointwise(group.root());
            case Conv2d conv -> Epilogue.suits(next);
            case Conv2dInputGradient gradient -> Epilogue.suits(next);
            case Conv2dFilterGradient gradient -> Epilogue.suits(next);
            case MatMul product -> Epilogue.suits(next);
            case MaxPool2d pool -> Epilogue.suits(next);
            case MaxPool2dGradient gradient -> Epilogue.suits(next);
            case AveragePool2d pool -> Epilogue.suits(next);
            case AveragePool2dGradient gradient -> Epilogue.suits(next);
            default -> false;
        };
    }

    /** Pointwise runs read each element before they write it. A repeated value is smaller than the output. */
    @Override
    public boolean inPlace(Group group, Node input) {
        return Epilogue.isPointwise(group.root());
    }

    @Override
    public Kernel prepare(Group group) {
        var plan = new PlanBuilder(target, group);
        try {
            return plan(plan, group.root());
        } catch (RuntimeException | Error e) {
            plan.discard();
            throw e;
        }
    }

    /** What no line is for runs on the reference, so that a new op needs no kernel to begin with. */
    private static Kernel plan(PlanBuilder plan, Node root) {
        return switch (root.op()) {
            case Unary unary when Epilogue.isPointwise(root) -> ElementPlans.pointwise(plan);
            case Binary binary when Epilogue.isPointwise(root) -> ElementPlans.pointwise(plan);
            case Conv2d conv -> ConvolutionPlans.forward(plan, conv);
            case Conv2dInputGradient gradient -> ConvolutionPlans.inputGradient(plan, gradient);
            case Conv2dFilterGradient gradient -> ConvolutionPlans.filterGradient(plan, gradient);
            case MatMul product -> MatMulPlans.matmul(plan, product);
            case MaxPool2d pool -> PoolPlans.max(plan, pool.window());
            case MaxPool2dGradient gradient -> PoolPlans.maxGradient(plan, gradient.window());
            case AveragePool2d pool -> PoolPlans.average(plan, pool.window());
            case AveragePool2dGradient gradient -> PoolPlans.averageGradient(plan, gradient.window());
            case Sum sum -> ReductionPlans.sum(plan, sum);
            case Softmax softmax -> ReductionPlans.softmax(plan, false);
            case LogSoftmax softmax -> ReductionPlans.softmax(plan, true);
            case Broadcast broadcast -> ElementPlans.broadcast(plan);
            case Transpose transpose -> ElementPlans.transpose(plan, transpose);
            case Reverse reverse -> ElementPlans.reverse(plan, reverse);
            case Pad pad -> ElementPlans.pad(plan, pad);
            case Slice slice -> ElementPlans.slice(plan, slice);
            case Concat concat -> ElementPlans.concat(plan, concat);
            case Constant constant -> ElementPlans.constant(plan);
            case Fill fill -> ElementPlans.filled(plan, fill.value());
            default -> new ReferenceFallback(plan.group());
        };
    }

    @Override
    public Buffer allocate(long size) {
        return queue().allocate(size);
    }

    @Override
    public boolean hasOwnMemory() {
        return true;
    }

    @Override
    public void finish() {
        queue().finish();
    }

    @Override
    public void close() {
        queue().close();
    }
}
