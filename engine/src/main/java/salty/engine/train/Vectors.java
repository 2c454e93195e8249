package salty.engine.train;

/** Vectors of float64. */
final class Vectors {
    private Vectors() {}

    static double dot(double[] a, double[] b) {
        double sum = 0;
        for (int i = 0; i < a.length; i++) {
            sum += a[i] * b[i];
        }
        return sum;
    }

    /** {@code to += factor * x}. */
    static void add(double[] to, double factor, double[] x) {
        for (int i = 0; i < to.length; i++) {
            to[i] += factor * x[i];
        }
    }

    static double[] difference(double[] a, double[] b) {
        double[] difference = a.clone();
        add(difference, -1, b);
        return difference;
    }

    /** The greatest absolute value. */
    static double greatest(double[] a) {
        double greatest = 0;
        for (double value : a) {
            greatest = Math.max(greatest, Math.abs(value));
        }
        return greatest;
    }
}
