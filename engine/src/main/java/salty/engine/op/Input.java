package salty.engine.op;

import java.util.List;

import salty.engine.graph.Node;
import salty.engine.graph.Shape;

/**
 * A value that the caller writes before a run: an image, or a parameter that is being trained.
 *
 * @param name  how messages and listings call it
 * @param value its shape
 */
public record Input(String name, Shape value) implements Op {
    /** A fresh input; two inputs of one name are still two. */
    public static Node of(String name, Shape shape) {
        return Node.of(new Input(name, shape));
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
        return "Input " + name;
    }
}
