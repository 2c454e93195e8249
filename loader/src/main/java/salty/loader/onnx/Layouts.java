package salty.loader.onnx;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import salty.engine.graph.Node;
import salty.loader.onnx.OnnxGraph.Attribute;

/**
 * The names of a node's value in the ONNX graph, with channels last as the engine has them and with channels first as
 * ONNX' convolutions want them. Where only one exists, the other is made by a transposition when it is first asked for.
 */
final class Layouts {

    private static final Attribute TO_FIRST = new Attribute.Wholes("perm", 0, 3, 1, 2);
    private static final Attribute TO_LAST = new Attribute.Wholes("perm", 0, 2, 3, 1);

    private final OnnxGraph graph;
    private final Map<Node, String> last = new HashMap<>();
    private final Map<Node, String> first = new HashMap<>();

    Layouts(OnnxGraph graph) {
        this.graph = graph;
    }

    void setLast(Node node, String name) {
        last.put(node, name);
    }

    void setFirst(Node node, String name) {
        first.put(node, name);
    }

    /** Whether the value exists with channels first. */
    boolean hasFirst(Node node) {
        return first.containsKey(node);
    }

    String last(Node node) {
        return last.computeIfAbsent(node, n -> graph.node("Transpose", List.of(first.get(n)), TO_LAST));
    }

    String first(Node node) {
        return first.computeIfAbsent(node, n -> graph.node("Transpose", List.of(last.get(n)), TO_FIRST));
    }
}
