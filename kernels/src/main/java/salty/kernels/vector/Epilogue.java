package salty.kernels.vector;

import java.util.Arrays;

import salty.engine.backend.Group;
import salty.engine.graph.Node;
import salty.engine.op.Add;
import salty.engine.op.Broadcast;
import salty.engine.op.Constant;
import salty.engine.op.Mask;
import salty.engine.op.MaxPool2d;
import salty.engine.op.Relu;
import salty.engine.op.Window;

/**
 * What a convolution or a matrix product does to its result before writing it: adds a bias, rectifies, and
 * takes the greatest of every 2x2 pixels, each at most once and in this order; or, in a backward pass, masks it.
 *
 * @param bias a value that begins with one float a channel, or null for none
 * @param relu whether negative values become 0
 * @param pool whether a 2x2 max pool of stride 2 follows
 * @param mask the value whose positive elements let the result through, as a rectifier's gradient does, or null
 */
public record Epilogue(Node bias, boolean relu, boolean pool, Node mask) {
    private static final Window POOL = Window.valid(2, 2, 2);

    /** The steps behind the root of a group that {@link #accepts} built. */
    static Epilogue of(Group group) {
        Node bias = null;
        boolean relu = false;
        boolean pool = false;
        Node mask = null;
        for (Node node : group.nodes()) {
            switch (node.op()) {
                case Add sum -> bias = biasOf(group, node);
                case Relu rectifier -> relu = true;
                case MaxPool2d maximum -> pool = true;
                case Mask rectified -> mask = node.input(1);
                default -> { }
            }
        }
        return new Epilogue(bias, relu, pool, mask);
    }

    /**
     * Whether {@code next} can join a group whose root is a product or a convolution, perhaps by Winograd's algorithm.
     */
    static boolean accepts(Group group, Node next, boolean winograd) {
        Epilogue sofar = of(group);
        if (sofar.pool || sofar.mask != null) {
            return false;
        }
        return switch (next.op()) {
            case Add sum -> sofar.bias == null && !sofar.relu && acceptsBias(biasOf(group, next), winograd);
            case Relu relu -> !sofar.relu;
            case MaxPool2d pool -> pool.window().equals(POOL) && winograd;
            case Mask mask -> group.nodes().size() == 1 && next.input(0) == group.root()
                    && next.input(1) != group.root() && winograd;
            default -> false;
        };
    }

    /** Products of matrices start from constants alone. */
    private static boolean acceptsBias(Node bias, boolean winograd) {
        return bias != null && (winograd || bias.op() instanceof Constant);
    }

    /**
     * The node whose value a kernel that starts its sums with a bias writes: the Add behind the group's root, if that
     * is what it adds, else the root.
     */
    static Node biased(Group group) {
        for (Node node : group.nodes()) {
            if (node.op() instanceof Add && node.inputs().contains(group.root()) && biasOf(group, node) != null) {
                return node;
            }
        }
        return group.root();
    }

    /** The bias of {@link #biased}, or null if there is none. */
    static Node bias(Group group) {
        Node biased = biased(group);
        return biased == group.root() ? null : biasOf(group, biased);
    }

    /**
     * What an Add repeats for every pixel or row: a value of a float a channel, or where the group does not repeat it
     * itself, the repeated value, which begins with them. Null if it adds something else.
     */
    private static Node biasOf(Group group, Node sum) {
        for (Node input : sum.inputs()) {
            Node value = input.op() instanceof Broadcast ? input.input(0) : input;
            if (!group.nodes().contains(value) && value.shape().size() == sum.shape().dim(-1)
                    && value.shape().dim(-1) == sum.shape().dim(-1)) {
                return Group.isStatic(value) || group.nodes().contains(input) ? value : input;
            }
        }
        return null;
    }

    /** The constant bias, or null if there is none. */
    float[] constantBias() {
        return bias == null ? null : ((Constant) bias.op()).value().toArray();
    }

    /** The constant bias with zeros behind it up to {@code length} floats; zeros alone if there is none. */
    float[] biasOrZeros(int length) {
        return bias == null ? new float[length] : Arrays.copyOf(constantBias(), length);
    }

    /** {@code " + bias + relu + max pool"}, as far as it applies. */
    String describe() {
        return (bias == null ? "" : " + bias") + (relu ? " + relu" : "") + (pool ? " + 2x2 max pool" : "")
                + (mask == null ? "" : " + mask");
    }
}
