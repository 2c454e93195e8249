package salty.engine.train;

import java.util.Arrays;

/**
 * A linear classifier, {@code softmax(W x + b)}, and how it is fitted: to the one minimum that a penalised log loss
 * has. Nothing is drawn by chance and nothing is left to stop early.
 *
 * @param weights W, {@code (classes, features)}
 * @param biases  b, one a class
 * @param l2      the penalty that it was fitted with
 */
public record LogisticRegression(double[][] weights, double[] biases, double l2) {
    /** No partial derivative of the mean loss is greater where a fit ends. */
    static final double TOLERANCE = 1e-9;
    /** With more variables, inverting their second derivatives costs more than many cheap steps. */
    private static final int MAX_NEWTON = 160;

    /**
     * Fits features as they are.
     *
     * @param l2 the penalty on squares of weights, above 0: {@code l2 / 2 |W|^2} beside the mean loss
     */
    static LogisticRegression fit(LabelledFeatures examples, double l2) {
        return fit(examples, l2, null, TOLERANCE);
    }

    /** The fit that is reached from another one, which is near where penalties are. */
    static LogisticRegression fit(LabelledFeatures examples, double l2, LogisticRegression near, double tolerance) {
        SoftmaxLoss loss = new SoftmaxLoss(examples, l2);
        double[] start = near == null ? new double[loss.size()] : near.flat();
        if (loss.size() <= MAX_NEWTON) {
            start = Newton.minimise(loss, start, tolerance);
        }
        return of(Lbfgs.minimise(loss, start, tolerance), examples.classes(), l2);
    }

    /**
     * Fits features of any scale: standardised, so that the penalty means the same for all of them, and as few as the
     * examples span; the result takes features as they are.
     *
     * @param channels as {@link Reduction} takes them
     */
    public static LogisticRegression fitScaled(LabelledFeatures examples, int channels, double l2) {
        Reduction reduction = Reduction.of(examples, channels);
        return reduction.undone(fit(reduction.examples(), l2));
    }

    private static LogisticRegression of(double[] flat, int classes, double l2) {
        int stride = flat.length / classes;
        double[][] weights = new double[classes][];
        double[] biases = new double[classes];
        for (int k = 0; k < classes; k++) {
            weights[k] = Arrays.copyOfRange(flat, k * stride, (k + 1) * stride - 1);
            biases[k] = flat[(k + 1) * stride - 1];
        }
        return new LogisticRegression(weights, biases, l2);
    }

    /** The variables of {@link SoftmaxLoss}. */
    double[] flat() {
        int stride = weights[0].length + 1;
        double[] flat = new double[weights.length * stride];
        for (int k = 0; k < weights.length; k++) {
            System.arraycopy(weights[k], 0, flat, k * stride, stride - 1);
            flat[(k + 1) * stride - 1] = biases[k];
        }
        return flat;
    }

    /** The loss of each example, {@code -ln softmax(W x + b)} of its class. */
    double[] losses(LabelledFeatures examples) {
        SoftmaxLoss loss = new SoftmaxLoss(examples, 0);
        double[] flat = flat();
        double[] probabilities = new double[biases.length];
        double[] losses = new double[examples.labels().length];
        Arrays.setAll(losses, i -> -loss.logProbabilities(flat, examples.features()[i], probabilities,
                examples.labels()[i]));
        return losses;
    }
}
