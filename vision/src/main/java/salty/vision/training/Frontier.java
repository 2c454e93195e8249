package salty.vision.training;

import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

import salty.engine.graph.Graph;
import salty.engine.graph.Node;

/** Where the frozen part of a network ends: the values from which trained parameters compute the output. */
final class Frontier {
    private Frontier() {}

    /**
     * The one value that separates the image from the parameters.
     *
     * @return the image itself where several values are needed, or a parameter works on the image
     */
    static Node of(Node output, Node image, Collection<Node> parameters) {
        List<Node> order = Graph.order(List.of(output));
        Set<Node> trained = Graph.dependents(order, parameters);
        Set<Node> seeing = Graph.dependents(order, List.of(image));
        Set<Node> border = new LinkedHashSet<>();
        for (Node node : order) {
            for (Node input : node.inputs()) {
                if (trained.contains(node) && !trained.contains(input) && seeing.contains(input)) {
                    border.add(input);
                }
            }
        }
        return border.size() == 1 ? border.iterator().next() : image;
    }
}
