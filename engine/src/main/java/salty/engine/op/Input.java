package salty.engine.op;

import java.util.List;

import salty.engine.graph.Node;
import salty.engine.graph.Shape;

/**
 * A value that the caller writes before a run: an image, or a parameter that is being trained.
 *
 * @param label how messages and listings call it
 * @param value its shape
 */
public record Input(String label, Shape value) implements Op {
    /** A fresh input; two inputs of one label are still two. */
    public static Node of(String label, Shape shape) {
        return Node.of(new Input(label, shape));
    }

    @Override
    public Shape shape(List<Shape> inputs) {
        return value;
    }

    @Override
    public List<Node> gradient(Node y, Node dy) {
        return List.of();
    }

    @Override
    public String toString() {
        return "Input " + label;
    }
}
