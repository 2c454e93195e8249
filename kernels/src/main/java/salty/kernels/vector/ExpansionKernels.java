package salty.kernels.vector;

import java.util.Arrays;
import java.util.List;

import salty.engine.backend.Group;
import salty.engine.backend.Kernel;
import salty.engine.graph.Node;
import salty.engine.op.Broadcast;
import salty.engine.op.Clip;
import salty.engine.op.Conv2d;
import salty.engine.op.Relu;
import salty.kernels.parallel.Parallel;
import salty.kernels.vector.conv.ConvGeometry;
import salty.kernels.vector.conv.DepthwiseStrip;
import salty.kernels.vector.conv.ExpandedDepthwise;
import salty.kernels.vector.simd.Gemm;
import salty.kernels.vector.simd.Pointwise;

/**
 * Finds an expansion and the depthwise convolution that alone reads it, and prepares {@link ExpandedDepthwise} for
 * them.
 */
final class ExpansionKernels {
    private ExpansionKernels() {
    }

    /**
     * Whether the group is an expansion with a bias and a clamp at most, and {@code next} the window that passes over
     * it.
     */
    static boolean accepts(Group group, Node next) {
        if (!(next.op() instanceof Conv2d) || next.input(0) != group.output() || window(group) != null
                || !Group.isStatic(group.root().input(1)) || !Group.isStatic(next.input(1))) {
            return false;
        }
        Node bias = Epilogue.bias(group);
        List<Node> behind = behind(group, Epilogue.biased(group));
        return (bias == null || Group.isStatic(bias))
                && (behind.isEmpty() || behind.size() == 1 && isClamp(behind.getFirst()))
                && ExpandedDepthwise.suits(ConvolutionKernels.geometry(group.root()),
                        ConvolutionKernels.geometry(next));
    }

    /**
     * Whether {@code next} can stand behind the window: what it repeats must not be repeated behind the expansion too,
     * as a group has each node once.
     */
    static boolean acceptsBehind(Group group, Node next) {
        return window(group) == null
                || next.inputs().stream()
                        .noneMatch(input -> input.op() instanceof Broadcast && group.nodes().contains(input));
    }

    /** The depthwise convolution of a group that {@link #accepts} let it join, or null if it has none. */
    static Node window(Group group) {
        for (Node node : group.nodes()) {
            if (node.op() instanceof Conv2d && node != group.root()) {
                return node;
            }
        }
        return null;
    }

    private static List<Node> behind(Group group, Node node) {
        return group.nodes().subList(group.nodes().indexOf(node) + 1, group.nodes().size());
    }

    private static boolean isClamp(Node node) {
        return node.op() instanceof Relu || node.op() instanceof Clip;
    }

    static Kernel prepare(Group group, Parallel parallel) {
        Node window = window(group);
        int at = group.nodes().indexOf(window);
        Group first = new Group(group.nodes().subList(0, at));
        Group second = new Group(group.nodes().subList(at, group.nodes().size()));
        ConvGeometry g = ConvolutionKernels.geometry(window);
        ConvGeometry wide = ConvolutionKernels.geometry(group.root());
        ExpandedDepthwise conv = new ExpandedDepthwise(wide, g, parallel.threads());
        Node clipped = clipped(second);
        PointwiseChain chain = PointwiseChain.behind(group, clipped);
        Node bias = Epilogue.bias(second);
        Operand start = bias == null ? new Operand(-1, new float[g.k()]) : Operand.of(group, bias);
        Operand x = Operand.of(group, group.root().input(0));
        float[] packed = new float[Gemm.packedLength(wide.c(), wide.k())];
        Gemm.pack(Operand.of(group, group.root().input(1)).constant(), 0, wide.k(), 1, wide.c(), wide.k(), packed, 0);
        float[] widened = Arrays.copyOf(ConvBias.of(first, Epilogue.bias(first), wide).constant(),
                Math.ceilDiv(wide.k(), DepthwiseStrip.PITCH) * DepthwiseStrip.PITCH);
        ExpandedDepthwise.Filters filters = new ExpandedDepthwise.Filters(packed, widened, clamp(first.output()),
                Operand.of(group, window.input(1)).constant(), limits(clipped));
        int scratchEach = conv.scratch() + chain.scratch();
        return new VectorKernel("1x1 and depthwise 3x3 convolution in strips" + name(first) + "," + name(second),
                (long) parallel.threads() * scratchEach, (inputs, output, scratch) ->
                parallel.run(conv.tasks(), (task, worker) -> {
                    int own = worker * scratchEach;
                    conv.run(task, x.in(inputs), filters, start.in(inputs), output, scratch, own);
                    chain.runRows(inputs, output, scratch, own + conv.scratch(), conv.pixels(task),
                            conv.firstPixel(task) * g.k() + conv.firstChannel(task), g.k(), conv.channels(task));
                }));
    }

    /** The clip behind the bias, which the window applies itself, or else the bias. */
    private static Node clipped(Group group) {
        Node biased = Epilogue.biased(group);
        List<Node> behind = behind(group, biased);
        return !behind.isEmpty() && behind.getFirst().op() instanceof Clip && behind.getFirst().input(0) == biased
                ? behind.getFirst() : biased;
    }

    private static float[] limits(Node clipped) {
        return clipped.op() instanceof Clip clip ? DepthwiseStrip.limits(clip.low(), clip.high())
                : DepthwiseStrip.limits(Float.NEGATIVE_INFINITY, Float.POSITIVE_INFINITY);
    }

    private static ExpandedDepthwise.Clamp clamp(Node node) {
        return switch (node.op()) {
            case Relu relu -> (values, at, count) -> Pointwise.relu(values, at, values, at, count);
            case Clip clip -> (values, at, count) ->
                    Pointwise.clip(clip.low(), clip.high(), values, at, values, at, count);
            default -> (values, at, count) -> { };
        };
    }

    private static String name(Group group) {
        Node biased = Epilogue.biased(group);
        return (biased == group.root() ? "" : " + bias") + PointwiseChain.behind(group, biased).describe();
    }
}
