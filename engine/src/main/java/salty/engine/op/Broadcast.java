package salty.engine.op;

import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

import salty.engine.graph.Node;
import salty.engine.graph.Shape;
import salty.engine.graph.ShapeException;

/**
 * Repeats a value along every axis where it has extent 1 and the target has more. Ranks are equal: put the extents of 1
 * there with {@link Reshape}. Its gradient sums along the repeated axes.
 *
 * @param target the shape to repeat to
 */
public record Broadcast(Shape target) implements Op {
    /** Repeats to {@code target}; a value of that shape already is returned as it is. */
    public static Node of(Node x, Shape target) {
        return x.shape().equals(target) ? x : Node.of(new Broadcast(target), x);
    }

    /** Repeats a vector {@code (c)} along all axes but the last, as a bias is. */
    public static Node channels(Node vector, Shape target) {
        int[] dims = new int[target.rank()];
        Arrays.fill(dims, 1);
        dims[dims.length - 1] = vector.shape().intSize();
        return of(Reshape.of(vector, Shape.of(dims)), target);
    }

    /** Repeats a scalar everywhere. */
    public static Node scalar(Node scalar, Shape target) {
        int[] dims = new int[target.rank()];
        Arrays.fill(dims, 1);
        return of(Reshape.of(scalar, Shape.of(dims)), target);
    }

    @Override
    public Shape shape(List<Shape> inputs) {
        Shape x = inputs.getFirst();
        boolean fits = x.rank() == target.rank();
        for (int axis = 0; fits && axis < x.rank(); axis++) {
            fits = x.dim(axis) == 1 || x.dim(axis) == target.dim(axis);
        }
        if (!fits) {
            throw new ShapeException(name(), inputs, "cannot be repeated to " + target);
        }
        return target;
    }

    @Override
    public List<Node> gradient(Node y, Node dy) {
        Shape x = y.input(0).shape();
        int[] repeated = IntStream.range(0, x.rank()).filter(axis -> x.dim(axis) != target.dim(axis)).toArray();
        return List.of(Sum.of(dy, repeated));
    }
}
