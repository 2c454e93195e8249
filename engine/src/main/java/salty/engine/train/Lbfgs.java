package salty.engine.train;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Iterator;

/**
 * Limited-memory BFGS (Nocedal and Wright, "Numerical optimization", 2006, algorithms 7.4 and 7.5) in float64, with a
 * line search by bisection for the weak Wolfe conditions (Lewis and Overton, "Nonsmooth optimization via quasi-Newton
 * methods", 2013, algorithm 2.6). One thread and no chance: the same start gives the same bits.
 */
final class Lbfgs {
    private static final int MEMORY = 20;
    private static final int MAX_STEPS = 2000;
    private static final int MAX_BISECTIONS = 60;
    private static final double DECREASE = 1e-4;
    private static final double CURVATURE = .9;

    /** A step and the change of the gradient along it. */
    private record Pair(double[] step, double[] change, double product) {}

    private final Objective objective;
    private final Deque<Pair> pairs = new ArrayDeque<>();
    private double[] point;
    private double[] gradient;
    private double value;

    private Lbfgs(Objective objective, double[] start) {
        this.objective = objective;
        this.point = start.clone();
        this.gradient = new double[start.length];
        this.value = objective.at(point, gradient);
    }

    /**
     * Goes downhill until no partial derivative exceeds the tolerance, or until rounding hides every further descent.
     *
     * @return where it came to
     */
    static double[] minimise(Objective objective, double[] start, double tolerance) {
        Lbfgs search = new Lbfgs(objective, start);
        int steps = 0;
        while (Vectors.greatest(search.gradient) > tolerance && steps < MAX_STEPS && search.step()) {
            steps++;
        }
        return search.point;
    }

    private boolean step() {
        double[] direction = direction();
        double slope = Vectors.dot(direction, gradient);
        double[] next = new double[point.length];
        double[] nextGradient = new double[point.length];
        double low = 0;
        double high = Double.POSITIVE_INFINITY;
        double length = pairs.isEmpty() ? Math.min(1, 1 / Vectors.greatest(gradient)) : 1;
        for (int i = 0; i < MAX_BISECTIONS; i++) {
            for (int k = 0; k < next.length; k++) {
                next[k] = point[k] + length * direction[k];
            }
            double nextValue = objective.at(next, nextGradient);
            if (!(nextValue <= value + DECREASE * length * slope)) {
                high = length;
            } else if (Vectors.dot(direction, nextGradient) < CURVATURE * slope) {
                low = length;
            } else {
                remember(next, nextGradient);
                point = next;
                gradient = nextGradient;
                value = nextValue;
                return true;
            }
            length = high == Double.POSITIVE_INFINITY ? 2 * low : (low + high) / 2;
        }
        return false;
    }

    private void remember(double[] next, double[] nextGradient) {
        double[] step = Vectors.difference(next, point);
        double[] change = Vectors.difference(nextGradient, gradient);
        double product = Vectors.dot(step, change);
        if (product > 0) {
            pairs.addLast(new Pair(step, change, product));
            if (pairs.size() > MEMORY) {
                pairs.removeFirst();
            }
        }
    }

    /** The negative gradient times the approximate inverse Hessian, by two loops over the remembered pairs. */
    private double[] direction() {
        double[] q = new double[gradient.length];
        Vectors.add(q, -1, gradient);
        if (pairs.isEmpty()) {
            return q;
        }
        double[] shares = new double[pairs.size()];
        int i = pairs.size();
        for (Iterator<Pair> backwards = pairs.descendingIterator(); backwards.hasNext();) {
            Pair pair = backwards.next();
            shares[--i] = Vectors.dot(pair.step, q) / pair.product;
            Vectors.add(q, -shares[i], pair.change);
        }
        Pair last = pairs.getLast();
        double scale = last.product / Vectors.dot(last.change, last.change);
        for (int k = 0; k < q.length; k++) {
            q[k] *= scale;
        }
        for (Pair pair : pairs) {
            Vectors.add(q, shares[i++] - Vectors.dot(pair.change, q) / pair.product, pair.step);
        }
        return q;
    }
}
