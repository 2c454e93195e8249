package salty.engine.compile;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

import salty.engine.backend.Backend;
import salty.engine.backend.Group;
import salty.engine.graph.Graph;
import salty.engine.graph.Node;
import salty.engine.op.Binary;
import salty.engine.op.Broadcast;
import salty.engine.op.Input;
import salty.engine.op.Reshape;
import salty.engine.op.Unary;

/**
 * Partitions a graph into {@link Group}s: a node joins the group whose output it alone reads, where the backend says
 * that one kernel can do both; where several groups end at its inputs, all that the backend can join. Inputs, constants
 * and views belong to no group; a Broadcast that only pointwise nodes read belongs to each of theirs.
 */
final class Grouper {
    private final Backend backend;
    private final Set<Node> pinned;
    private final Map<Node, List<Node>> readers = new HashMap<>();
    private final Map<Node, Group> endingAt = new HashMap<>();

    private Grouper(Backend backend, Collection<Node> outputs) {
        this.backend = backend;
        this.pinned = new HashSet<>(outputs);
        outputs.forEach(output -> pinned.add(SlotPlanner.viewed(output)));
    }

    /** The groups that compute the outputs, in the order in which they can run. */
    static List<Group> group(Backend backend, List<Node> outputs) {
        Grouper grouper = new Grouper(backend, outputs);
        List<Node> order = Graph.order(outputs);
        for (Node node : order) {
            for (Node input : node.inputs()) {
                grouper.readers.computeIfAbsent(input, key -> new ArrayList<>()).add(node);
            }
        }
        for (Node node : order) {
            grouper.place(node);
        }
        List<Group> groups = new ArrayList<>();
        for (Node node : order) {
            Group group = grouper.endingAt.get(node);
            if (group != null) {
                groups.add(group);
            }
        }
        return groups;
    }

    private void place(Node node) {
        if (node.op() instanceof Input || node.op() instanceof Reshape || isRepeatedByReaders(node)
                || Group.isStatic(node) && !pinned.contains(node)) {
            return;
        }
        List<Node> nodes = new ArrayList<>();
        if (isPointwise(node)) {
            for (Node input : node.inputs()) {
                if (isRepeatedByReaders(input) && !nodes.contains(input)) {
                    nodes.add(input);
                }
            }
        }
        nodes.add(node);
        for (Node input : node.inputs().reversed()) {
            Group before = before(input);
            if (before != null && backend.fuses(before, node)) {
                endingAt.remove(input);
                endingAt.put(node, joined(before, node).append(nodes));
                return;
            }
        }
        endingAt.put(node, new Group(nodes));
    }

    /** The group that ends at a value which nobody reads but the node at hand, or null. */
    private Group before(Node input) {
        return pinned.contains(input) || readers.get(input).size() > 1 ? null : endingAt.get(input);
    }

    /**
     * A group behind which the node is placed, with those of its other inputs that the backend can run in the same
     * kernel.
     */
    private Group joined(Group group, Node node) {
        Group all = group;
        for (Node input : node.inputs()) {
            Group other = before(input);
            if (other != null && backend.joins(all, other, node)) {
                endingAt.remove(input);
                all = all.append(other.nodes());
            }
        }
        return all;
    }

    private boolean isRepeatedByReaders(Node node) {
        return node.op() instanceof Broadcast && !pinned.contains(node)
                && readers.get(node).stream().allMatch(Grouper::isPointwise);
    }

    private static boolean isPointwise(Node node) {
        return node.op() instanceof Unary || node.op() instanceof Binary;
    }
}
