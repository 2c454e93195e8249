package salty.engine.op;

import java.util.List;
import java.util.stream.IntStream;

import salty.engine.graph.Node;
import salty.engine.graph.Shape;
import salty.engine.graph.ShapeException;

/**
 * A box cut out of a value: along each axis the elements from {@code begin} up to, not including, {@code end}. Its
 * gradient puts zeros around: a {@link Pad}.
 *
 * @param begin the first index along each axis
 * @param end   the index after the last along each axis
 */
public record Slice(List<Integer> begin, List<Integer> end) implements Op {
    public Slice {
        begin = List.copyOf(begin);
        end = List.copyOf(end);
    }

    /** Cuts the box {@code [begin, end)} out. */
    public static Node of(Node x, int[] begin, int[] end) {
        return Node.of(new Slice(IntStream.of(begin).boxed().toList(), IntStream.of(end).boxed().toList()), x);
    }

    /** Cuts {@code [from, to)} out along one axis, all of the others; a negative axis counts from the last. */
    public static Node along(Node x, int axis, int from, int to) {
        int[] begin = new int[x.shape().rank()];
        int[] end = x.shape().dims();
        int a = axis < 0 ? axis + end.length : axis;
        begin[a] = from;
        end[a] = to;
        return of(x, begin, end);
    }

    @Override
    public Shape shape(List<Shape> inputs) {
        Shape x = inputs.getFirst();
        boolean fits = begin.size() == x.rank() && end.size() == x.rank();
        for (int axis = 0; fits && axis < x.rank(); axis++) {
            fits = 0 <= begin.get(axis) && begin.get(axis) < end.get(axis) && end.get(axis) <= x.dim(axis);
        }
        if (!fits) {
            throw new ShapeException(name(), inputs, "there is no box " + begin + " to " + end + " in it");
        }
        return Shape.of(IntStream.range(0, x.rank()).map(a -> end.get(a) - begin.get(a)).toArray());
    }

    @Override
    public List<Node> gradient(Node y, Node dy) {
        Shape x = y.input(0).shape();
        int[] before = begin.stream().mapToInt(Integer::intValue).toArray();
        int[] after = IntStream.range(0, x.rank()).map(a -> x.dim(a) - end.get(a)).toArray();
        return List.of(Pad.of(dy, before, after, 0));
    }
}
