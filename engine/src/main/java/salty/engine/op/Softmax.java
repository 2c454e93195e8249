package salty.engine.op;

import java.util.List;

import salty.engine.graph.Node;
import salty.engine.graph.Shape;
import salty.engine.graph.ShapeException;

/**
 * Probabilities along the last axis: {@code y[i] = e^(x[i] - m) / sum over j of e^(x[j] - m)}, m the greatest x.
 * <p>Gradient: {@code dx = y * (dy - sum(y * dy))}, from y alone.
 */
public record Softmax() implements Op {
    /** Normalises along the last axis. */
    public static Node of(Node x) {
        return Node.of(new Softmax(), x);
    }

    @Override
    public Shape shape(List<Shape> inputs) {
        if (inputs.getFirst().rank() == 0) {
            throw new ShapeException(name(), inputs, "needs an axis to normalise along");
        }
        return inputs.getFirst();
    }

    @Override
    public List<Node> gradient(Node y, Node dy) {
        Node inner = Broadcast.of(Sum.of(Mul.of(y, dy), -1), y.shape());
        return List.of(Mul.of(y, dy.plus(Affine.of(inner, -1, 0))));
    }
}
