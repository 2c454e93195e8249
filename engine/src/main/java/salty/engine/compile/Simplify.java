package salty.engine.compile;

import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;

import salty.engine.graph.Graph;
import salty.engine.graph.Node;
import salty.engine.op.Input;
import salty.engine.op.Op;

/**
 * Rewrites a graph into an equal one that costs less: equal nodes become one, constants are folded, and rules are
 * applied wherever they fit, inputs before consumers, until none does.
 */
public final class Simplify {
    /** Rewrites one node whose inputs are simplified already. Rules shrink the graph or move work towards constants. */
    interface Rule {
        /**
         * @param node what to rewrite
         * @param only whether a value has a single reader, so that a rule may take its computation apart
         * @return an equal, cheaper node, or null where the rule does not fit
         */
        Node apply(Node node, Predicate<Node> only);
    }

    private static final List<Rule> RULES = List.of(FoldConstants::apply, Identities::apply, FoldScales::apply,
            CanonicalConvolutions::apply, CanonicalPools::apply, PushSlices::apply, PushSums::apply);

    private record Key(Op op, List<Node> inputs) {}

    private final Map<Node, Node> done = new HashMap<>();
    private final Map<Key, Node> known = new HashMap<>();
    private final Set<Node> shared;

    private Simplify(Set<Node> shared) {
        this.shared = shared;
    }

    /** The simplified counterparts of the outputs, in order. Inputs stay the nodes they are. */
    public static List<Node> of(List<Node> outputs) {
        List<Node> order = Graph.order(outputs);
        Simplify pass = new Simplify(shared(order, outputs));
        for (Node node : order) {
            pass.visit(node);
        }
        return outputs.stream().map(pass.done::get).toList();
    }

    /** The simplified counterpart of one node. */
    public static Node of(Node output) {
        return of(List.of(output)).getFirst();
    }

    /** Nodes that several readers need; outputs are read by the caller. */
    private static Set<Node> shared(List<Node> order, Collection<Node> outputs) {
        Set<Node> once = new HashSet<>();
        Set<Node> shared = new HashSet<>(outputs);
        for (Node node : order) {
            for (Node input : node.inputs()) {
                if (!once.add(input)) {
                    shared.add(input);
                }
            }
        }
        return shared;
    }

    private Node visit(Node node) {
        Node before = done.get(node);
        if (before != null) {
            return before;
        }
        List<Node> inputs = node.inputs().stream().map(this::visit).toList();
        Node current = inputs.equals(node.inputs()) ? node : Node.of(node.op(), inputs);
        if (!(node.op() instanceof Input)) {
            Node better = rewrite(current);
            current = better == null
                    ? known.merge(new Key(current.op(), current.inputs()), current, (first, second) -> first)
                    : visit(better);
        }
        if (shared.contains(node)) {
            shared.add(current);
        }
        done.put(node, current);
        done.put(current, current);
        return current;
    }

    private Node rewrite(Node node) {
        for (Rule rule : RULES) {
            Node better = rule.apply(node, value -> !shared.contains(value));
            if (better != null) {
                return better;
            }
        }
        return null;
    }
}
