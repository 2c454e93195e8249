package salty.engine.train;

import java.util.Arrays;

/**
 * Brings features to mean 0 and standard deviation 1, so that one penalty fits all of them. Features that do not vary
 * beyond rounding become 0.
 *
 * @param means  of each feature
 * @param scales the inverse of its standard deviation, 0 for a constant one
 */
record Standardisation(double[] means, double[] scales) {
    /** What is smaller beside the feature's size is rounding of float32. */
    private static final double ROUNDING = 1e-6;

    static Standardisation of(double[][] features) {
        double[] means = new double[features[0].length];
        double[] deviations = new double[means.length];
        for (double[] row : features) {
            Vectors.add(means, 1.0 / features.length, row);
        }
        for (double[] row : features) {
            for (int j = 0; j < means.length; j++) {
                deviations[j] += (row[j] - means[j]) * (row[j] - means[j]) / features.length;
            }
        }
        double[] scales = new double[means.length];
        for (int j = 0; j < means.length; j++) {
            double deviation = Math.sqrt(deviations[j]);
            scales[j] = deviation > ROUNDING * Math.abs(means[j]) ? 1 / deviation : 0;
        }
        return new Standardisation(means, scales);
    }

    double[][] apply(double[][] features) {
        return Arrays.stream(features).map(row -> {
            double[] standard = Vectors.difference(row, means);
            for (int j = 0; j < standard.length; j++) {
                standard[j] *= scales[j];
            }
            return standard;
        }).toArray(double[][]::new);
    }

    /** The same regression on features as they were. */
    LogisticRegression folded(LogisticRegression standard) {
        double[][] weights = new double[standard.weights().length][means.length];
        double[] biases = standard.biases().clone();
        for (int k = 0; k < weights.length; k++) {
            for (int j = 0; j < means.length; j++) {
                weights[k][j] = standard.weights()[k][j] * scales[j];
            }
            biases[k] -= Vectors.dot(weights[k], means);
        }
        return new LogisticRegression(weights, biases, standard.l2());
    }
}
