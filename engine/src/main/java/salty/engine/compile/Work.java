package salty.engine.compile;

import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

import salty.engine.backend.Group;
import salty.engine.graph.Graph;
import salty.engine.graph.Node;
import salty.engine.op.AveragePool2d;
import salty.engine.op.Broadcast;
import salty.engine.op.Constant;
import salty.engine.op.Conv2d;
import salty.engine.op.Conv2dFilterGradient;
import salty.engine.op.Conv2dInputGradient;
import salty.engine.op.Fill;
import salty.engine.op.Input;
import salty.engine.op.MatMul;
import salty.engine.op.MaxPool2d;
import salty.engine.op.Reshape;
import salty.engine.op.Sum;

/**
 * What one run has to do, whatever the algorithm: a convolution counts as the direct one (so Winograd's can exceed the
 * machine's peak), and memory counts once for everything that comes in, constants included, and everything that goes
 * out.
 *
 * @param flops floating-point operations; a fused multiply-add is two
 * @param bytes of inputs, constants and outputs
 */
public record Work(double flops, double bytes) {
    /** The work of a program with these outputs, after simplification. */
    public static Work of(Node... outputs) {
        List<Node> simplified = Simplify.of(List.of(outputs));
        double flops = 0;
        double bytes = bytes(new HashSet<>(simplified));
        for (Node node : Graph.order(simplified)) {
            flops += flops(node);
            if (node.op() instanceof Input || node.op() instanceof Constant) {
                bytes += bytes(Set.of(node));
            }
        }
        return new Work(flops, bytes);
    }

    /** The work of one kernel: what stands between its nodes is neither read nor written. */
    public static Work of(Group group) {
        double flops = group.nodes().stream().mapToDouble(Work::flops).sum();
        return new Work(flops, bytes(group.inputs()) + bytes(constants(group)) + bytes(List.of(group.output())));
    }

    private static Set<Node> constants(Group group) {
        Set<Node> constants = new HashSet<>();
        for (Node node : group.nodes()) {
            for (Node input : node.inputs()) {
                if (!group.nodes().contains(input) && Group.isStatic(input)) {
                    constants.add(input);
                }
            }
        }
        return constants;
    }

    /** This work and then the other; what is handed on between them is neglected. */
    public Work plus(Work other) {
        return new Work(flops + other.flops, bytes + other.bytes);
    }

    /** This work {@code n} times. */
    public Work times(double n) {
        return new Work(n * flops, n * bytes);
    }

    private static double bytes(Collection<Node> nodes) {
        return nodes.stream().mapToDouble(node -> 4.0 * node.shape().size()).sum();
    }

    private static double flops(Node node) {
        return switch (node.op()) {
            case Input input -> 0;
            case Constant constant -> 0;
            case Fill fill -> 0;
            case Broadcast broadcast -> 0;
            case Reshape reshape -> 0;
            case Conv2d conv -> 2 * size(node) * size(node.input(1)) / node.shape().dim(3);
            case Conv2dInputGradient conv ->
                    2 * size(node.input(0)) * size(node.input(1)) / node.input(0).shape().dim(3);
            case Conv2dFilterGradient conv -> 2 * size(node.input(1)) * size(node) / node.shape().dim(3);
            case MatMul product -> 2 * size(node) * node.input(0).shape().dim(product.transposeA() ? 0 : 1);
            case MaxPool2d pool -> size(node) * pool.window().height() * pool.window().width();
            case AveragePool2d pool -> size(node) * pool.window().height() * pool.window().width();
            case Sum sum -> size(node.input(0));
            default -> size(node);
        };
    }

    private static double size(Node node) {
        return node.shape().size();
    }
}
