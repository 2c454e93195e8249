package salty.engine.op;

import java.util.List;

import salty.engine.graph.Node;
import salty.engine.graph.Shape;

/**
 * One number everywhere: {@code y[i] = value}. The seed of every gradient is a Fill of ones.
 *
 * @param target the shape to fill
 * @param value  the number
 */
public record Fill(Shape target, float value) implements Op {
    /** A node of {@code value}s. */
    public static Node of(Shape target, float value) {
        return Node.of(new Fill(target, value));
    }

    @Override
    public Shape shape(List<Shape> inputs) {
        return target;
    }

    @Override
    public List<Node> gradient(Node y, Node dy) {
        return List.of();
    }

    @Override
    public String toString() {
        return "Fill " + value;
    }
}
