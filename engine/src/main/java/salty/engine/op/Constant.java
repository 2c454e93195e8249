package salty.engine.op;

import java.util.List;

import salty.engine.graph.Node;
import salty.engine.graph.Shape;
import salty.engine.graph.Tensor;

/**
 * A value known when the graph is built: a weight that is not trained.
 *
 * @param value the data, which may lie in a mapped file
 */
public record Constant(Tensor value) implements Op {
    /** A node of constant data. */
    public static Node of(Tensor value) {
        return Node.of(new Constant(value));
    }

    /** A node of constant values, given in row-major order. */
    public static Node of(Shape shape, float... values) {
        return of(Tensor.of(shape, values));
    }

    @Override
    public Shape shape(List<Shape> inputs) {
        return value.shape();
    }

    @Override
    public List<Node> gradient(Node y, Node dy) {
        return List.of();
    }

    @Override
    public String toString() {
        return "Constant";
    }
}
