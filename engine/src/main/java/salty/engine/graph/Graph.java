package salty.engine.graph;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Orders and subsets of the nodes that some outputs depend on. */
public final class Graph {
    private Graph() {}

    /**
     * Every node that the outputs depend on, the outputs included, inputs before consumers. The order is the one in
     * which a depth-first walk completes nodes, so it depends on the graph alone. No recursion: graphs may be deep.
     */
    public static List<Node> order(Collection<Node> outputs) {
        List<Node> order = new ArrayList<>();
        Set<Node> opened = new HashSet<>();
        Set<Node> closed = new HashSet<>();
        Deque<Node> stack = new ArrayDeque<>();
        for (Node output : outputs) {
            stack.push(output);
            while (!stack.isEmpty()) {
                Node node = stack.peek();
                if (opened.add(node)) {
                    for (Node input : node.inputs().reversed()) {
                        if (!opened.contains(input)) {
                            stack.push(input);
                        }
                    }
                } else {
                    stack.pop();
                    if (closed.add(node)) {
                        order.add(node);
                    }
                }
            }
        }
        return order;
    }

    /** Those of {@code order}, an order as above, that depend on one of {@code sources}, the sources included. */
    public static Set<Node> dependents(List<Node> order, Collection<Node> sources) {
        Set<Node> dependents = new HashSet<>(sources);
        for (Node node : order) {
            for (Node input : node.inputs()) {
                if (dependents.contains(input)) {
                    dependents.add(node);
                    break;
                }
            }
        }
        return dependents;
    }
}
