package salty.engine.train;

/**
 * By how much a loss falls below that of someone who knows the classes' shares alone, as a weighted mean over examples
 * that the judged classifier has not seen.
 *
 * @param mean  in nats, below 0 where the loss is greater
 * @param error its standard error, from how examples differ (Cochran, "Sampling techniques", 1977, section 6.3)
 */
public record Gain(double mean, double error) {
    /** Chance alone reaches a mean of so many errors once in 44 times. */
    private static final double ERRORS = 2;

    /**
     * Averages gains.
     *
     * @param gains   one an example; those that are no number were never judged and are left out
     * @param weights what each example counts
     */
    public static Gain of(double[] gains, double[] weights) {
        double total = 0;
        double sum = 0;
        for (int i = 0; i < gains.length; i++) {
            if (!Double.isNaN(gains[i])) {
                total += weights[i];
                sum += weights[i] * gains[i];
            }
        }
        double mean = sum / total;
        double squares = 0;
        for (int i = 0; i < gains.length; i++) {
            if (!Double.isNaN(gains[i])) {
                double own = weights[i] * (gains[i] - mean) / total;
                squares += own * own;
            }
        }
        return new Gain(mean, Math.sqrt(squares));
    }

    /** What is left of the gain if chance has flattered it by two standard errors. */
    public double sure() {
        return mean - ERRORS * error;
    }
}
