package salty.kernels.vector;

import java.util.Random;

/** Made-up data, and the distance between what came out and what should have. */
public final class Numbers {
    private Numbers() {
    }

    public static float[] random(int seed, int length, double scale) {
        Random random = new Random(seed);
        float[] values = new float[length];
        for (int i = 0; i < length; i++) {
            values[i] = (float) (random.nextGaussian() * scale);
        }
        return values;
    }

    /** The relative L2 distance. */
    public static double distance(float[] actual, double[] expected) {
        double error = 0;
        double norm = 0;
        for (int i = 0; i < expected.length; i++) {
            error += (actual[i] - expected[i]) * (actual[i] - expected[i]);
            norm += expected[i] * expected[i];
        }
        return Math.sqrt(error) / Math.max(Math.sqrt(norm), 1e-30);
    }

    /** a (m, k) times b (k, n), in float64. */
    public static double[] product(int m, int k, int n, float[] a, float[] b) {
        double[] c = new double[m * n];
        for (int i = 0; i < m; i++) {
            for (int p = 0; p < k; p++) {
                for (int j = 0; j < n; j++) {
                    c[i * n + j] += (double) a[i * k + p] * b[p * n + j];
                }
            }
        }
        return c;
    }
}
