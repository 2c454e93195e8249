package salty.loader.graph;

import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import salty.engine.graph.Node;

/**
 * What a name in a foreign graph stands for: numbers that are known, or a node of the engine. Its axes are those that
 * the foreign graph means.
 */
public sealed interface Value permits Known, Computed {

    /** The extents that the foreign graph means. */
    int[] dims();

    /** The same numbers in the same row-major order under other extents. */
    Value reshaped(int... dims);

    /** Axis i of the result is this value's axis {@code order[i]}. */
    Value transposed(int... order);

    /**
     * Every {@code step}-th of {@code count} elements along an axis, beginning with {@code start}; a negative step goes
     * backwards.
     */
    Value sliced(int axis, int start, int count, int step);

    /** Repeated along axes where it has extent 1, and along new ones in front. */
    Value expanded(int... dims);

    /** A node whose axis j is this value's axis {@code order[j]}. */
    Node arranged(int... order);

    /** The number of axes. */
    default int rank() {
        return dims().length;
    }

    /** The number of elements. */
    default long size() {
        return Arrays.stream(dims()).asLongStream().reduce(1, Math::multiplyExact);
    }

    /** The node with this value's own axes. */
    default Node declared() {
        return arranged(IntStream.range(0, rank()).toArray());
    }

    /**
     * An axis counted from the first.
     *
     * @param axis negative ones count from the last
     */
    default int axis(long axis) {
        long counted = axis < 0 ? axis + rank() : axis;
        if (counted < 0 || counted >= rank()) {
            throw new IllegalArgumentException("there is no axis " + axis + " in " + text(dims()));
        }
        return (int) counted;
    }

    /** Values laid one after another along an axis. */
    static Value concat(List<Value> parts, int axis) {
        return parts.stream().allMatch(Known.class::isInstance)
                ? KnownConcat.of(parts.stream().map(Known.class::cast).toList(), axis) : Computed.concat(parts, axis);
    }

    /** Extents as {@code (1, 3, 224, 224)}. */
    static String text(int... dims) {
        return Arrays.stream(dims).mapToObj(Integer::toString).collect(Collectors.joining(", ", "(", ")"));
    }
}
