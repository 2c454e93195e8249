package salty.loader.graph;

import java.util.Arrays;
import java.util.stream.IntStream;
import salty.engine.graph.Node;
import salty.engine.graph.Shape;
import salty.engine.op.Affine;
import salty.engine.op.AveragePool2dGradient;
import salty.engine.op.MatMul;
import salty.engine.op.Reshape;
import salty.engine.op.Transpose;
import salty.engine.op.Window;

/** Resizing: every interpolation is linear in the pixels, so it is a matrix product along each axis. */
public final class Resampling {

    private static final int MAX_EXTENT = 16_384;

    private Resampling() {
    }

    /** The shares of the old elements in the new ones along an axis. */
    @FunctionalInterface
    public interface Shares {
        /**
         * Adds what one new element consists of.
         *
         * @param index  of the new element
         * @param shares of the old ones, all 0 at first
         */
        void fill(int index, double[] shares);
    }

    /** The matrix {@code (to, from)} of an interpolation. */
    public static Known matrix(int from, int to, Shares shares) {
        if (to < 1 || to > MAX_EXTENT || from > MAX_EXTENT) {
            throw new IllegalArgumentException("resizes " + from + " elements to " + to + ", the limit is "
                    + MAX_EXTENT);
        }
        float[] matrix = new float[Math.multiplyExact(from, to)];
        double[] row = new double[from];
        for (int i = 0; i < to; i++) {
            Arrays.fill(row, 0);
            shares.fill(i, row);
            for (int j = 0; j < from; j++) {
                matrix[i * from + j] = (float) row[j];
            }
        }
        return Known.reals(new int[] {to, from}, matrix);
    }

    /** Multiplies the elements along an axis by a matrix {@code (to, from)}. */
    public static Value along(Value x, int axis, Known matrix) {
        Computed value = x instanceof Computed computed ? computed : Computed.of(x.declared());
        int times = repetitions(matrix);
        return times == 1 ? value : value.inOrder((node, position) ->
                times > 1 ? repeated(node, position[axis], times) : product(node, position[axis], matrix.node()));
    }

    /** How often each element is repeated, if that is all that a matrix does; else 0. */
    private static int repetitions(Known matrix) {
        int to = matrix.dims()[0];
        int from = matrix.dims()[1];
        int times = to / from;
        boolean repeats = to % from == 0 && IntStream.range(0, to)
                .allMatch(i -> matrix.real((long) i * from + i / times) == 1);
        return repeats ? times : 0;
    }

    /** Every element becomes several: the adjoint of an average, times their number. */
    private static Node repeated(Node x, int axis, int times) {
        Shape s = x.shape();
        int extent = s.dim(axis);
        Node rows = Reshape.of(x, Shape.of(extents(s, 0, axis), extent, 1, extents(s, axis + 1, s.rank())));
        Window window = new Window(times, 1, times, 1, 1, 1, 0, 0, 0, 0);
        Node spread = AveragePool2dGradient.of(rows, window, Math.multiplyExact(extent, times), 1);
        return Reshape.of(Affine.of(spread, times, 0), s.with(axis, extent * times));
    }

    private static Node product(Node x, int axis, Node matrix) {
        Shape s = x.shape();
        int from = s.dim(axis);
        int to = matrix.shape().dim(0);
        int before = extents(s, 0, axis);
        int after = extents(s, axis + 1, s.rank());
        if (after == 1) {
            return Reshape.of(MatMul.of(Reshape.of(x, Shape.of(before, from)), matrix, false, true), s.with(axis, to));
        }
        Node rows = Reshape.of(x, Shape.of(before, from, after));
        Node first = before == 1 ? rows : Transpose.of(rows, 1, 0, 2);
        Node y = MatMul.of(matrix, Reshape.of(first, Shape.of(from, Math.multiplyExact(before, after))));
        Node resized = Reshape.of(y, Shape.of(to, before, after));
        return Reshape.of(before == 1 ? resized : Transpose.of(resized, 1, 0, 2), s.with(axis, to));
    }

    private static int extents(Shape s, int from, int to) {
        return IntStream.range(from, to).map(s::dim).reduce(1, Math::multiplyExact);
    }
}
