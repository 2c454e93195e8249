package salty.engine.op;

import java.util.List;
import java.util.stream.IntStream;

import salty.engine.graph.Node;
import salty.engine.graph.Shape;
import salty.engine.graph.ShapeException;

/**
 * Sums along axes, which stay with extent 1, so that {@link Broadcast} is the exact adjoint.
 *
 * @param axes the summed axes, ascending
 */
public record Sum(List<Integer> axes) implements Op {
    public Sum {
        axes = List.copyOf(axes);
    }

    /** Sums along the given axes; a negative one counts from the last. */
    public static Node of(Node x, int... axes) {
        List<Integer> sorted = IntStream.of(axes).map(a -> a < 0 ? a + x.shape().rank() : a).sorted().boxed().toList();
        return Node.of(new Sum(sorted), x);
    }

    /** Sums everything to a scalar. */
    public static Node all(Node x) {
        return Reshape.of(of(x, IntStream.range(0, x.shape().rank()).toArray()), Shape.SCALAR);
    }

    /** The mean of everything, a scalar. */
    public static Node mean(Node x) {
        return Affine.of(all(x), 1f / x.shape().size(), 0);
    }

    @Override
    public Shape shape(List<Shape> inputs) {
        Shape shape = inputs.getFirst();
        for (int axis : axes) {
            if (axis >= shape.rank()) {
                throw new ShapeException(name(), inputs, "there is no axis " + axis);
            }
            shape = shape.with(axis, 1);
        }
        return shape;
    }

    @Override
    public List<Node> gradient(Node y, Node dy) {
        return List.of(Broadcast.of(dy, y.input(0).shape()));
    }
}
