package salty.engine.train;

/** Solves symmetric positive definite systems by {@code A = L L^T}. */
final class Cholesky {
    private Cholesky() {}

    /**
     * Solves {@code A x = b} in place.
     *
     * @param a the lower triangle of A by rows; becomes L
     * @param b becomes x
     * @return false if A is not positive definite; then b is as it was
     */
    static boolean solve(double[][] a, double[] b) {
        int n = b.length;
        for (int i = 0; i < n; i++) {
            for (int j = 0; j <= i; j++) {
                double sum = a[i][j];
                for (int k = 0; k < j; k++) {
                    sum -= a[i][k] * a[j][k];
                }
                if (i > j) {
                    a[i][j] = sum / a[j][j];
                } else if (sum > 0) {
                    a[i][i] = Math.sqrt(sum);
                } else {
                    return false;
                }
            }
        }
        for (int i = 0; i < n; i++) {
            for (int k = 0; k < i; k++) {
                b[i] -= a[i][k] * b[k];
            }
            b[i] /= a[i][i];
        }
        solveTransposed(a, b);
        return true;
    }

    /** Solves {@code L^T x = b} in place, L being the lower triangle of the first rows. */
    static void solveTransposed(double[][] l, double[] b) {
        for (int i = b.length - 1; i >= 0; i--) {
            b[i] /= l[i][i];
            for (int k = 0; k < i; k++) {
                b[k] -= l[i][k] * b[i];
            }
        }
    }
}
