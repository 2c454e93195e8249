package salty.loader.graph;

import java.util.Arrays;
import java.util.function.LongBinaryOperator;
import java.util.stream.IntStream;
import salty.engine.graph.Node;
import salty.engine.graph.Shape;
import salty.engine.op.Affine;
import salty.engine.op.Exp;
import salty.engine.op.Log;
import salty.engine.op.MaxPool2d;
import salty.engine.op.Mul;
import salty.engine.op.Power;
import salty.engine.op.Reshape;
import salty.engine.op.Sum;
import salty.engine.op.Window;

/** Sums, means and maxima along axes, which stay with extent 1 or go. */
public final class Reductions {

    private Reductions() {
    }

    public static Value sum(Value x, int[] axes, boolean keep) {
        return reduced(x, axes, keep, Long::sum, Reductions::sum);
    }

    public static Value mean(Value x, int[] axes, boolean keep) {
        long count = IntStream.of(axes).mapToLong(axis -> x.dims()[axis]).reduce(1, Math::multiplyExact);
        return reduced(real(x), axes, keep, null, (node, own) -> Affine.of(sum(node, own), 1f / count, 0));
    }

    public static Value max(Value x, int[] axes, boolean keep) {
        return reduced(x, axes, keep, Math::max, Reductions::max);
    }

    public static Value min(Value x, int[] axes, boolean keep) {
        return reduced(x, axes, keep, Math::min,
                (node, own) -> Affine.of(max(Affine.of(node, -1, 0), own), -1, 0));
    }

    /** A product of whole numbers. */
    public static Value product(Value x, int[] axes, boolean keep) {
        if (!(x instanceof Known known) || known.type() == Known.Type.REAL) {
            throw new IllegalArgumentException("is supported of whole numbers that are constants alone");
        }
        return reduced(x, axes, keep, (a, b) -> a * b, null);
    }

    public static Value sumOfSquares(Value x, int[] axes, boolean keep) {
        return reduced(real(x), axes, keep, null, (node, own) -> sum(Mul.of(node, node), own));
    }

    public static Value norm(Value x, int[] axes, boolean keep) {
        return reduced(real(x), axes, keep, null, (node, own) -> Power.of(sum(Mul.of(node, node), own), .5f));
    }

    /** The sum of absolute values. */
    public static Value sumOfMagnitudes(Value x, int[] axes, boolean keep) {
        return sum(Arithmetic.maximum(x, Arithmetic.subtract(Known.vector(0).reshaped(), x)), axes, keep);
    }

    /** {@code ln} of the sum of {@code e^x}. */
    public static Value logSumExp(Value x, int[] axes, boolean keep) {
        return reduced(real(x), axes, keep, null, (node, own) -> Log.of(sum(Exp.of(node), own)));
    }

    private static Value real(Value x) {
        return x instanceof Known known ? known.as(Known.Type.REAL) : x;
    }

    /** Reduces a node along its own axes, which stay with extent 1. */
    private interface Reduction {
        Node apply(Node node, int[] axes);
    }

    private static Value reduced(Value x, int[] axes, boolean keep, LongBinaryOperator wholes, Reduction reals) {
        int[] dims = x.dims();
        int[] left = dims.clone();
        IntStream.of(axes).forEach(axis -> left[axis] = 1);
        Value result = x instanceof Known known && known.type() != Known.Type.REAL ? Folding.reduced(known, axes, wholes)
                : (x instanceof Computed computed ? computed : Computed.of(x.declared())).reduced(axes, reals::apply);
        int[] rest = IntStream.range(0, dims.length).filter(axis -> IntStream.of(axes).noneMatch(a -> a == axis))
                .map(axis -> dims[axis]).toArray();
        return result.reshaped(keep ? left : rest);
    }

    private static Node sum(Node node, int[] axes) {
        return axes.length == 0 ? node : Sum.of(node, axes);
    }

    /** Neighbouring axes together are the rows of an image of width 1, and the pool's window is that image. */
    private static Node max(Node node, int[] axes) {
        Node result = node;
        int[] sorted = IntStream.of(axes).sorted().toArray();
        for (int i = 0; i < sorted.length;) {
            int from = sorted[i];
            int to = from;
            while (i < sorted.length && sorted[i] == to) {
                to++;
                i++;
            }
            int[] dims = result.shape().dims();
            int before = product(dims, 0, from);
            int rows = product(dims, from, to);
            Arrays.fill(dims, from, to, 1);
            Node images = Reshape.of(result, Shape.of(before, rows, 1, product(dims, to, dims.length)));
            result = Reshape.of(MaxPool2d.of(images, Window.valid(rows, 1, 1)), Shape.of(dims));
        }
        return result;
    }

    private static int product(int[] dims, int from, int to) {
        return Arrays.stream(dims, from, to).reduce(1, Math::multiplyExact);
    }
}
