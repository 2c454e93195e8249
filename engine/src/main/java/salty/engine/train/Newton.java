package salty.engine.train;

/**
 * Newton's method on a logistic regression, also called iteratively reweighted least squares, with steps halved until
 * they descend (Boyd and Vandenberghe, "Convex optimization", 2004, algorithm 9.5).
 */
final class Newton {
    private static final int MAX_STEPS = 100;
    private static final int MAX_HALVINGS = 50;
    private static final double DECREASE = 1e-4;

    private Newton() {}

    /**
     * Goes downhill until no partial derivative exceeds the tolerance.
     *
     * @return where it came to; what is left is for a method that needs no inverse
     */
    static double[] minimise(SoftmaxLoss loss, double[] start, double tolerance) {
        double[] point = start.clone();
        double[] gradient = new double[point.length];
        double value = loss.at(point, gradient);
        for (int i = 0; i < MAX_STEPS && Vectors.greatest(gradient) > tolerance; i++) {
            double[] direction = new double[point.length];
            Vectors.add(direction, -1, gradient);
            if (!Cholesky.solve(loss.hessian(point), direction)) {
                return point;
            }
            double slope = Vectors.dot(direction, gradient);
            double[] next = null;
            double length = 1;
            for (int k = 0; k < MAX_HALVINGS && next == null; k++, length /= 2) {
                double[] tried = point.clone();
                Vectors.add(tried, length, direction);
                double reached = loss.at(tried, gradient);
                if (reached <= value + DECREASE * length * slope) {
                    next = tried;
                    value = reached;
                }
            }
            if (next == null) {
                return point;
            }
            point = next;
        }
        return point;
    }
}
