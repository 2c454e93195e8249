package salty.loader.graph;

import java.util.List;

/**
 * A node of a foreign graph.
 *
 * @param name       as its author sees it; not empty
 * @param type       the operator, {@code Conv}, with its domain where that is not the framework's own
 * @param inputs     the names of values; empty where an optional one is left out
 * @param outputs    the names that its results get
 * @param attributes its settings
 */
public record ForeignNode(String name, String type, List<String> inputs, List<String> outputs, Attributes attributes) {

    /** Copies the lists. */
    public ForeignNode {
        inputs = List.copyOf(inputs);
        outputs = List.copyOf(outputs);
    }

    @Override
    public String toString() {
        return "node " + name + " (" + type + ")";
    }
}
