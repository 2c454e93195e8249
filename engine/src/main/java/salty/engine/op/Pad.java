package salty.engine.op;

import java.util.List;
import java.util.stream.IntStream;

import salty.engine.graph.Node;
import salty.engine.graph.Shape;
import salty.engine.graph.ShapeException;

/**
 * Surrounds a value with a border of one number. Its gradient cuts the border off: a {@link Slice}.
 *
 * @param before the number of elements put before each axis
 * @param after  the number of elements put after each axis
 * @param value  what the border holds
 */
public record Pad(List<Integer> before, List<Integer> after, float value) implements Op {
    public Pad {
        before = List.copyOf(before);
        after = List.copyOf(after);
    }

    /** Surrounds every axis with {@code before[axis]} and {@code after[axis]} elements of {@code value}. */
    public static Node of(Node x, int[] before, int[] after, float value) {
        return Node.of(new Pad(IntStream.of(before).boxed().toList(), IntStream.of(after).boxed().toList(), value), x);
    }

    @Override
    public Shape shape(List<Shape> inputs) {
        Shape x = inputs.getFirst();
        if (before.size() != x.rank() || after.size() != x.rank()
                || before.stream().anyMatch(b -> b < 0) || after.stream().anyMatch(a -> a < 0)) {
            throw new ShapeException(name(), inputs, "needs a border of 0 or more before and after each axis, got "
                    + before + " and " + after);
        }
        return Shape.of(IntStream.range(0, x.rank()).map(a -> before.get(a) + x.dim(a) + after.get(a)).toArray());
    }

    @Override
    public List<Node> gradient(Node y, Node dy) {
        Shape x = y.input(0).shape();
        int[] begin = before.stream().mapToInt(Integer::intValue).toArray();
        int[] end = IntStream.range(0, x.rank()).map(a -> before.get(a) + x.dim(a)).toArray();
        return List.of(Slice.of(dy, begin, end));
    }
}
