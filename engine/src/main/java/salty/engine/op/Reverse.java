package salty.engine.op;

import java.util.List;
import java.util.stream.IntStream;

import salty.engine.graph.Node;
import salty.engine.graph.Shape;
import salty.engine.graph.ShapeException;

/**
 * Reverses the order along axes; its own inverse and its own gradient. A filter reversed in height and width turns
 * correlation into convolution.
 *
 * @param axes the reversed axes
 */
public record Reverse(List<Integer> axes) implements Op {
    public Reverse {
        axes = List.copyOf(axes);
    }

    /** Reverses along the given axes; a negative one counts from the last. */
    public static Node of(Node x, int... axes) {
        return Node.of(new Reverse(IntStream.of(axes).map(a -> a < 0 ? a + x.shape().rank() : a).boxed().toList()), x);
    }

    @Override
    public Shape shape(List<Shape> inputs) {
        for (int axis : axes) {
            if (axis >= inputs.getFirst().rank()) {
                throw new ShapeException(name(), inputs, "there is no axis " + axis);
            }
        }
        return inputs.getFirst();
    }

    @Override
    public List<Node> gradient(Node y, Node dy) {
        return List.of(Node.of(this, dy));
    }
}
