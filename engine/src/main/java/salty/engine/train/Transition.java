package salty.engine.train;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

import salty.engine.graph.Node;
import salty.engine.graph.Shape;
import salty.engine.op.Input;

/** What becomes of state in one step: the next value of every carried input, and what the new ones begin with. */
public final class Transition {
    private final Map<Node, Node> next = new LinkedHashMap<>();
    private final Map<Node, Float> first = new LinkedHashMap<>();

    /** A new state input that is {@code value} everywhere before the first step. */
    Node state(String name, Shape shape, float value) {
        Node input = Input.of(name, shape);
        first.put(input, value);
        return input;
    }

    /** Says what becomes of an input; returns that. */
    Node becomes(Node input, Node value) {
        next.put(input, value);
        return value;
    }

    /** For every carried input, parameters included, its value after the step. */
    public Map<Node, Node> next() {
        return Collections.unmodifiableMap(next);
    }

    /** For every state input, the number that fills it before the first step. */
    public Map<Node, Float> first() {
        return Collections.unmodifiableMap(first);
    }
}
