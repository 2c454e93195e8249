package salty.engine.autodiff;

import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

import salty.engine.graph.Graph;
import salty.engine.graph.Node;
import salty.engine.op.Fill;

/** Reverse-mode differentiation of the graph into more graph. The package page explains it. */
public final class Gradients {
    private Gradients() {}

    /**
     * The gradient of the sum of {@code loss} with respect to each of {@code wrt}, which may be inputs, constants or
     * any value in between. What the loss does not depend on has a gradient of zeros.
     *
     * @return for each of {@code wrt}, in order, a node of its shape
     */
    public static Map<Node, Node> of(Node loss, Collection<Node> wrt) {
        List<Node> order = Graph.order(List.of(loss));
        Set<Node> path = Graph.dependents(order, wrt);

        Map<Node, Node> adjoints = new HashMap<>();
        adjoints.put(loss, Fill.of(loss.shape(), 1));
        for (Node y : order.reversed()) {
            List<Node> x = y.inputs();
            Node dy = adjoints.get(y);
            if (dy == null || x.stream().noneMatch(path::contains)) {
                continue;
            }
            List<Node> dx = y.op().gradient(y, dy);
            for (int i = 0; i < x.size(); i++) {
                if (path.contains(x.get(i))) {
                    adjoints.merge(x.get(i), dx.get(i), Node::plus);
                }
            }
        }

        Map<Node, Node> gradients = new LinkedHashMap<>();
        for (Node x : wrt) {
            Node dx = adjoints.get(x);
            gradients.put(x, dx == null ? Fill.of(x.shape(), 0) : dx);
        }
        return gradients;
    }

    /** The gradient with respect to a single value. */
    public static Node of(Node loss, Node wrt) {
        return of(loss, List.of(wrt)).get(wrt);
    }
}
