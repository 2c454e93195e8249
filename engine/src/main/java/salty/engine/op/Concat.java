package salty.engine.op;

import java.util.ArrayList;
import java.util.List;

import salty.engine.graph.Node;
import salty.engine.graph.Shape;
import salty.engine.graph.ShapeException;

/**
 * Values laid one after another along an axis; they agree in all others. Its gradients are the {@link Slice}s that take
 * them apart again.
 *
 * @param axis the axis along which they follow each other
 */
public record Concat(int axis) implements Op {
    /** Joins one or more values; a negative axis counts from the last. */
    public static Node of(List<Node> parts, int axis) {
        return Node.of(new Concat(axis < 0 ? axis + parts.getFirst().shape().rank() : axis), parts);
    }

    @Override
    public Shape shape(List<Shape> inputs) {
        int extent = 0;
        for (Shape part : inputs) {
            if (axis >= part.rank() || !part.with(axis, 1).equals(inputs.getFirst().with(axis, 1))) {
                throw new ShapeException(name(), inputs, "they differ elsewhere than in axis " + axis);
            }
            extent += part.dim(axis);
        }
        return inputs.getFirst().with(axis, extent);
    }

    @Override
    public List<Node> gradient(Node y, Node dy) {
        List<Node> adjoints = new ArrayList<>();
        int from = 0;
        for (Node part : y.inputs()) {
            int to = from + part.shape().dim(axis);
            adjoints.add(Slice.along(dy, axis, from, to));
            from = to;
        }
        return adjoints;
    }
}
