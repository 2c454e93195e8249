package salty.engine.graph;

import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The same graph with some of its values exchanged for others: weights for inputs, an activation for its masked self.
 * What depends on none of them stays the node it is. A replacement is taken as given, so it may contain the value that
 * it replaces.
 */
public final class Substitution {
    private final Map<Node, Node> done;

    /**
     * @param replacements for each value, another of its shape
     * @throws IllegalArgumentException if shapes differ
     */
    public Substitution(Map<Node, Node> replacements) {
        replacements.forEach((old, replacement) -> {
            if (!old.shape().equals(replacement.shape())) {
                throw new IllegalArgumentException(old + " cannot be replaced by " + replacement
                        + ": the shapes differ");
            }
        });
        this.done = new HashMap<>(replacements);
    }

    /** The counterpart of a value. */
    public Node of(Node output) {
        for (Node node : Graph.order(List.of(output))) {
            if (!done.containsKey(node)) {
                List<Node> inputs = node.inputs().stream().map(done::get).toList();
                done.put(node, inputs.equals(node.inputs()) ? node : Node.of(node.op(), inputs));
            }
        }
        return done.get(output);
    }
}
