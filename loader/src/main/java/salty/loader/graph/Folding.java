package salty.loader.graph;

import java.util.function.DoubleBinaryOperator;
import java.util.function.DoubleUnaryOperator;
import java.util.function.LongBinaryOperator;

/** Arithmetic on known tensors; whole numbers stay exact. */
public final class Folding {

    private Folding() {
    }

    /**
     * Combines two tensors element by element, each repeated where the other has more.
     *
     * @param result the kind of numbers that come out
     */
    static Known combined(Known a, Known b, Known.Type result, LongBinaryOperator wholes, DoubleBinaryOperator reals) {
        int[] to = Broadcasting.dims(a.dims(), b.dims());
        Known left = a.expanded(to);
        Known right = b.expanded(to);
        Known combined = Known.fresh(to, result);
        boolean exact = a.type() != Known.Type.REAL && b.type() != Known.Type.REAL;
        for (long i = 0; i < combined.size(); i++) {
            long whole = exact ? wholes.applyAsLong(left.whole(i), right.whole(i)) : 0;
            double real = exact ? whole : reals.applyAsDouble(left.real(i), right.real(i));
            combined.set(i, real, exact ? whole : (long) real);
        }
        return combined;
    }

    /** A function of each element. */
    public static Known mapped(Known x, DoubleUnaryOperator function) {
        return combined(x.as(Known.Type.REAL), Known.vector(0).reshaped(), Known.Type.REAL, (whole, nothing) -> whole,
                (real, nothing) -> function.applyAsDouble(real));
    }

    /** Whole numbers combined along axes, which then have extent 1. */
    static Known reduced(Known tensor, int[] axes, LongBinaryOperator op) {
        Known result = tensor;
        for (int axis : axes) {
            Known next = result.sliced(axis, 0, 1, 1);
            for (int i = 1; i < result.dims()[axis]; i++) {
                next = combined(next, result.sliced(axis, i, 1, 1), tensor.type(), op, (x, y) -> 0);
            }
            result = next;
        }
        return result;
    }
}
