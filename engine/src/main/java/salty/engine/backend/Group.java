package salty.engine.backend;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

import salty.engine.graph.Node;
import salty.engine.op.Broadcast;
import salty.engine.op.Constant;
import salty.engine.op.Fill;

/**
 * Nodes that one kernel runs: a root and what the backend can do in the same kernel, as a rule the pointwise steps
 * behind it (its epilogue). Nothing outside reads any of them but the last. A {@link Broadcast} that only feeds
 * pointwise steps is repeated in each group that reads it, so that a bias is never written out.
 *
 * @param nodes inputs before consumers; the last is the group's output
 */
public record Group(List<Node> nodes) {
    public Group {
        nodes = List.copyOf(nodes);
    }

    /** A group of a single node. */
    public static Group of(Node node) {
        return new Group(List.of(node));
    }

    /** The first node that is not a repeated Broadcast: what the kernel is chosen by. */
    public Node root() {
        for (Node node : nodes) {
            if (!(node.op() instanceof Broadcast)) {
                return node;
            }
        }
        return nodes.getFirst();
    }

    /** The node whose value the kernel writes. */
    public Node output() {
        return nodes.getLast();
    }

    /** The values from outside that the kernel reads in a run, each once; constants are not among them. */
    public List<Node> inputs() {
        Set<Node> inside = new HashSet<>(nodes);
        Set<Node> inputs = new LinkedHashSet<>();
        for (Node node : nodes) {
            for (Node input : node.inputs()) {
                if (!inside.contains(input) && !isStatic(input)) {
                    inputs.add(input);
                }
            }
        }
        return new ArrayList<>(inputs);
    }

    /** Whether a node's value is known without a run, so that kernels take it from the node itself. */
    public static boolean isStatic(Node node) {
        return node.op() instanceof Constant || node.op() instanceof Fill;
    }

    /** This group with more nodes behind it; those that it has already stay where they are. */
    public Group append(List<Node> more) {
        Set<Node> all = new LinkedHashSet<>(nodes);
        all.addAll(more);
        return new Group(new ArrayList<>(all));
    }

    /** The ops in order, as {@code Conv2d + Broadcast + Add + Relu}. */
    @Override
    public String toString() {
        return nodes.stream().map(node -> node.op().name()).collect(Collectors.joining(" + "));
    }
}
