package salty.engine.train;

import java.util.Arrays;

/**
 * Maps laid out place after place, with their averages over all places as further features. A classifier of both is one
 * of the maps alone, since averages are linear in them, but the penalty differs: what holds anywhere in the picture is
 * cheaper to say than what holds in one place, as in models of shared and own effects (Evgeniou and Pontil,
 * "Regularized multi-task learning", 2004). Few pictures do not tell places apart; many do.
 *
 * @param width    the number of values of all maps
 * @param channels of them in a place
 */
record AveragedMaps(int width, int channels) {
    private int places() {
        return width / channels;
    }

    /** Features with their averages behind them. */
    double[][] joined(double[][] rows) {
        return Arrays.stream(rows).map(row -> {
            double[] joined = Arrays.copyOf(row, width + channels);
            for (int j = 0; j < width; j++) {
                joined[width + j % channels] += row[j] / places();
            }
            return joined;
        }).toArray(double[][]::new);
    }

    /** Scales by which maps and averages vary as much as each other, and together as the channels alone would. */
    Standardisation balanced(Standardisation standard) {
        double[] scales = standard.scales().clone();
        for (int j = 0; j < scales.length; j++) {
            scales[j] *= Math.sqrt(j < width ? .5 / places() : .5);
        }
        return new Standardisation(standard.means(), scales);
    }

    /** A regression on maps and averages as one on maps. */
    LogisticRegression separated(LogisticRegression joined) {
        double[][] weights = new double[joined.weights().length][width];
        for (int k = 0; k < weights.length; k++) {
            for (int j = 0; j < width; j++) {
                weights[k][j] = joined.weights()[k][j] + joined.weights()[k][width + j % channels] / places();
            }
        }
        return new LogisticRegression(weights, joined.biases(), joined.l2());
    }
}
