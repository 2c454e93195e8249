package salty.engine.op;

import java.util.List;

import salty.engine.graph.Node;
import salty.engine.graph.Shape;
import salty.engine.graph.ShapeException;

/**
 * Logarithms of {@link Softmax} along the last axis, without its underflow: {@code y[i] = x[i] - m - ln sum over j of
 * e^(x[j] - m)}, m the greatest x.
 * <p>Gradient: {@code dx = dy - e^y * sum(dy)}.
 */
public record LogSoftmax() implements Op {
    /** Normalises along the last axis. */
    public static Node of(Node x) {
        return Node.of(new LogSoftmax(), x);
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
        Node sum = Broadcast.of(Sum.of(dy, -1), y.shape());
        return List.of(dy.plus(Affine.of(Mul.of(Exp.of(y), sum), -1, 0)));
    }
}
