package salty.engine.op;

import java.util.List;

import salty.engine.graph.Node;

/**
 * The error function, {@code erf x = 2/sqrt(pi) * integral from 0 to x of e^(-t^2)}; GELU is built on it.
 * <p>Gradient: {@code dx = dy * 2/sqrt(pi) * e^(-x^2)}.
 */
public record Erf() implements Unary {
    private static final float TWO_OVER_SQRT_PI = (float) (2 / Math.sqrt(Math.PI));

    /** Applies it to every element. */
    public static Node of(Node x) {
        return Node.of(new Erf(), x);
    }

    /**
     * Two expansions, both from Abramowitz and Stegun, chapter 7: the series 7.1.6 up to 3, then the continued
     * fraction 7.1.14 of erfc; together exact to some 1e-15.
     */
    @Override
    public double apply(double x) {
        double magnitude = Math.abs(x);
        if (magnitude > 6) {
            return Math.signum(x);
        }
        double square = x * x;
        if (magnitude < 3) {
            double term = x;
            double sum = x;
            for (int n = 1; Math.abs(term) > 1e-17 * Math.abs(sum); n++) {
                term *= 2 * square / (2 * n + 1);
                sum += term;
            }
            return 2 / Math.sqrt(Math.PI) * Math.exp(-square) * sum;
        }
        double fraction = magnitude;
        for (int n = 60; n > 0; n--) {
            fraction = magnitude + n / 2.0 / fraction;
        }
        return Math.signum(x) * (1 - Math.exp(-square) / Math.sqrt(Math.PI) / fraction);
    }

    @Override
    public List<Node> gradient(Node y, Node dy) {
        Node x = y.input(0);
        return List.of(Mul.of(dy, Affine.of(Exp.of(Affine.of(Mul.of(x, x), -1, 0)), TWO_OVER_SQRT_PI, 0)));
    }
}
