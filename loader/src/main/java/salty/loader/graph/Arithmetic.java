package salty.loader.graph;

import java.util.Arrays;
import java.util.function.BinaryOperator;
import java.util.function.DoubleBinaryOperator;
import java.util.function.LongBinaryOperator;
import java.util.function.UnaryOperator;
import salty.engine.graph.Node;
import salty.engine.op.Add;
import salty.engine.op.Affine;
import salty.engine.op.Exp;
import salty.engine.op.Mask;
import salty.engine.op.Maximum;
import salty.engine.op.Mul;
import salty.engine.op.Power;

/** Functions of one element, or of two that stand at the same place: known ones are computed here. */
public final class Arithmetic {

    /** Exponents that differ are below 2 to this power, and so many at most. */
    private static final int EXPONENT_BITS = 4;
    private static final int MAX_EXPONENTS = 1 << 16;

    private Arithmetic() {
    }

    /** A function of each element, as the engine computes it. */
    public static Value map(Value x, UnaryOperator<Node> function) {
        if (x instanceof Known known && known.type() != Known.Type.REAL) {
            throw new IllegalArgumentException("is not computed of whole numbers");
        }
        return x instanceof Computed computed ? computed.with(function.apply(computed.node()))
                : Computed.of(function.apply(x.declared()));
    }

    public static Value add(Value a, Value b) {
        return combined(a, b, Long::sum, Double::sum, Add::of);
    }

    public static Value subtract(Value a, Value b) {
        return combined(a, b, (x, y) -> x - y, (x, y) -> x - y, (x, y) -> Add.of(x, Affine.of(y, -1, 0)));
    }

    public static Value multiply(Value a, Value b) {
        return combined(a, b, (x, y) -> x * y, (x, y) -> x * y, Mul::of);
    }

    /** A quotient; of whole numbers the part before the point. */
    public static Value divide(Value a, Value b) {
        if (b instanceof Known divisor && a instanceof Computed) {
            return multiply(a, Folding.mapped(divisor, x -> 1 / x));
        }
        return combined(a, b, (x, y) -> x / y, (x, y) -> x / y, (x, y) -> Mul.of(x, Power.of(y, -1)));
    }

    public static Value maximum(Value a, Value b) {
        return combined(a, b, Math::max, Math::max, Maximum::of);
    }

    public static Value minimum(Value a, Value b) {
        return combined(a, b, Math::min, Math::min,
                (x, y) -> Affine.of(Maximum.of(Affine.of(x, -1, 0), Affine.of(y, -1, 0)), -1, 0));
    }

    /** A power; exponents that differ from element to element have to be whole numbers that are constants. */
    public static Value power(Value base, Value exponent) {
        if (base instanceof Computed x && exponent instanceof Known known && known.isUniform()
                && Arrays.equals(Broadcasting.dims(x.dims(), known.dims()), x.dims())) {
            double e = known.real(0);
            return x.with(e == 2 ? Mul.of(x.node(), x.node()) : Power.of(x.node(), (float) e));
        }
        if (base instanceof Known b && b.isUniform() && b.real(0) > 0 && exponent instanceof Computed e) {
            return e.with(Exp.of(Affine.of(e.node(), (float) Math.log(b.real(0)), 0)));
        }
        if (base instanceof Known && exponent instanceof Known) {
            return combined(base, exponent, (x, y) -> (long) Math.pow(x, y), Math::pow, (x, y) -> x);
        }
        if (base instanceof Computed && exponent instanceof Known known && known.size() <= MAX_EXPONENTS
                && Arrays.stream(known.reals()).allMatch(e -> e == Math.rint(e) && Math.abs(e) < 1 << EXPONENT_BITS)) {
            return wholePower(base, known.as(Known.Type.WHOLE));
        }
        throw new IllegalArgumentException("raises to powers that are neither one constant nor whole constants,"
                + " which is not supported");
    }

    /** The product of those of {@code x, x^2, x^4, x^8} that an exponent's bits name. */
    private static Value wholePower(Value base, Known exponent) {
        Known one = Known.reals(new int[0], 1);
        Value power = one;
        Value square = base;
        for (int bit = 0; bit < EXPONENT_BITS; bit++) {
            long mask = 1L << bit;
            Known set = Folding.combined(exponent, exponent, Known.Type.TRUTH, (e, same) -> Math.abs(e) & mask,
                    (e, same) -> e);
            power = multiply(power, where(set, square, one));
            square = multiply(square, square);
        }
        Value negative = compare(exponent, Known.vector(0).reshaped(), (e, zero) -> e < 0 ? 1 : 0, (e, zero) -> e);
        return where(negative, divide(one, power), power);
    }

    /** The first value where the condition is true, else the second. */
    public static Value where(Value condition, Value a, Value b) {
        Value yes = condition instanceof Known known ? known.as(Known.Type.REAL) : condition;
        if (yes instanceof Known mask && a instanceof Known x && b instanceof Known y) {
            Known left = Folding.combined(mask.as(Known.Type.TRUTH), x, x.type(), (m, v) -> m == 0 ? 0 : v,
                    (m, v) -> m == 0 ? 0 : v);
            Known right = Folding.combined(mask.as(Known.Type.TRUTH), y, y.type(), (m, v) -> m == 0 ? v : 0,
                    (m, v) -> m == 0 ? v : 0);
            return add(left, right);
        }
        Value no = subtract(Known.reals(new int[0], 1), yes);
        return add(masked(a, yes), masked(b, no));
    }

    private static Value masked(Value value, Value mask) {
        return value instanceof Known v && mask instanceof Known m
                ? Folding.combined(m, v, Known.Type.REAL, (x, y) -> x > 0 ? y : 0, (x, y) -> x > 0 ? y : 0)
                : Broadcasting.combined(value, mask, Mask::of);
    }

    /** A comparison of known values. */
    public static Value compare(Value a, Value b, LongBinaryOperator wholes, DoubleBinaryOperator reals) {
        if (a instanceof Known x && b instanceof Known y) {
            return Folding.combined(x, y, Known.Type.TRUTH, wholes, reals);
        }
        throw new IllegalArgumentException("compares what the model computes; only constants can be compared");
    }

    /** A function of known real numbers that the engine does not have: rounding. */
    public static Value known(Value x, UnaryOperator<Known> function) {
        if (x instanceof Known known) {
            return known.type() == Known.Type.REAL ? function.apply(known) : known;
        }
        throw new IllegalArgumentException("is supported of constants alone");
    }

    /** The greatest whole number that is no greater. */
    public static Value floor(Value x) {
        return known(x, k -> Folding.mapped(k, Math::floor));
    }

    /** The least whole number that is no less. */
    public static Value ceil(Value x) {
        return known(x, k -> Folding.mapped(k, Math::ceil));
    }

    /** The nearest whole number, of two the even one. */
    public static Value round(Value x) {
        return known(x, k -> Folding.mapped(k, Math::rint));
    }

    private static Value combined(Value a, Value b, LongBinaryOperator wholes, DoubleBinaryOperator reals,
                                  BinaryOperator<Node> nodes) {
        if (a instanceof Known x && b instanceof Known y) {
            boolean exact = x.type() != Known.Type.REAL && y.type() != Known.Type.REAL;
            return Folding.combined(x, y, exact ? Known.Type.WHOLE : Known.Type.REAL, wholes, reals);
        }
        return Broadcasting.combined(a, b, nodes);
    }
}
