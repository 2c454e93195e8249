package salty.loader.graph;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import salty.loader.file.ModelFormatException;

/** The nodes of a foreign graph that its outputs need, inputs before consumers. Without recursion: graphs are deep. */
final class NodeOrder {

    private final ForeignGraph graph;
    private final Map<String, ForeignNode> makers = new HashMap<>();

    private NodeOrder(ForeignGraph graph) {
        this.graph = graph;
        for (ForeignNode node : graph.nodes()) {
            for (String output : node.outputs()) {
                if (!output.isEmpty() && makers.put(output, node) != null) {
                    throw new ModelFormatException(graph.file(), node.toString(), "makes '" + output
                            + "', which another node makes, too");
                }
            }
        }
    }

    /**
     * Orders the nodes.
     *
     * @throws ModelFormatException if some are in a circle or read what nothing makes
     */
    static List<ForeignNode> of(ForeignGraph graph, Set<String> given) {
        NodeOrder order = new NodeOrder(graph);
        List<ForeignNode> nodes = new ArrayList<>();
        Set<ForeignNode> done = new HashSet<>();
        Set<ForeignNode> open = new HashSet<>();
        Deque<ForeignNode> stack = new ArrayDeque<>();
        for (String output : graph.outputs()) {
            order.maker(output, given, null, stack);
            while (!stack.isEmpty()) {
                ForeignNode node = stack.peek();
                if (done.contains(node)) {
                    stack.pop();
                } else if (open.add(node)) {
                    for (String input : node.inputs().reversed()) {
                        order.maker(input, given, node, stack);
                        if (!stack.isEmpty() && open.contains(stack.peek()) && !done.contains(stack.peek())
                                && stack.peek() != node) {
                            throw order.circle(stack.peek());
                        }
                    }
                    if (node.inputs().stream().anyMatch(node.outputs()::contains)) {
                        throw order.circle(node);
                    }
                } else {
                    stack.pop();
                    done.add(node);
                    nodes.add(node);
                }
            }
        }
        return nodes;
    }

    private void maker(String name, Set<String> given, ForeignNode reader, Deque<ForeignNode> stack) {
        if (name.isEmpty() || given.contains(name)) {
            return;
        }
        ForeignNode maker = makers.get(name);
        if (maker == null) {
            throw new ModelFormatException(graph.file(), reader == null ? "outputs" : reader.toString(),
                    "reads '" + name + "', which no node makes");
        }
        stack.push(maker);
    }

    private ModelFormatException circle(ForeignNode node) {
        return new ModelFormatException(graph.file(), node.toString(),
                "reads its own result; the graph has a circle");
    }
}
