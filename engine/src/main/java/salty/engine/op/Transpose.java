package salty.engine.op;

import java.util.List;
import java.util.stream.IntStream;

import salty.engine.graph.Node;
import salty.engine.graph.Shape;
import salty.engine.graph.ShapeException;

/**
 * Reorders axes: axis i of y is axis {@code axes[i]} of x. The gradient reorders back.
 *
 * @param axes a permutation of 0 .. rank - 1
 */
public record Transpose(List<Integer> axes) implements Op {
    public Transpose {
        axes = List.copyOf(axes);
    }

    /** Reorders axes; {@code axes[i]} says which axis of x becomes the i-th. */
    public static Node of(Node x, int... axes) {
        return Node.of(new Transpose(IntStream.of(axes).boxed().toList()), x);
    }

    @Override
    public Shape shape(List<Shape> inputs) {
        Shape x = inputs.getFirst();
        if (!axes.stream().sorted().toList().equals(IntStream.range(0, x.rank()).boxed().toList())) {
            throw new ShapeException(name(), inputs, axes + " is no permutation of its axes");
        }
        return Shape.of(axes.stream().mapToInt(x::dim).toArray());
    }

    @Override
    public List<Node> gradient(Node y, Node dy) {
        return List.of(of(dy, IntStream.range(0, axes.size()).map(axes::indexOf).toArray()));
    }
}
