package salty.engine.op;

import java.util.List;

import salty.engine.graph.Node;
import salty.engine.graph.Shape;
import salty.engine.graph.ShapeException;

/**
 * The same values, in the same row-major order, under another shape of the same size; costs nothing at run time. NHWC
 * makes Keras' Flatten one of these.
 *
 * @param target the new shape
 */
public record Reshape(Shape target) implements Op {
    /** Views under {@code target}; a value of that shape already is returned as it is. */
    public static Node of(Node x, Shape target) {
        return x.shape().equals(target) ? x : Node.of(new Reshape(target), x);
    }

    @Override
    public Shape shape(List<Shape> inputs) {
        if (inputs.getFirst().size() != target.size()) {
            throw new ShapeException(name(), inputs, "does not have the size of " + target);
        }
        return target;
    }

    @Override
    public List<Node> gradient(Node y, Node dy) {
        return List.of(of(dy, y.input(0).shape()));
    }
}
