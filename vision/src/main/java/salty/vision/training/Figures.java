package salty.vision.training;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalDouble;
import java.util.stream.IntStream;

import salty.engine.evaluate.Confusion;
import salty.engine.evaluate.Ranking;

/**
 * How good probabilities are.
 *
 * @param loss     the mean of {@code -ln p} of the true classes, each example counted by its class's weight
 * @param accuracy the share of examples whose greatest probability is that of the true class
 * @param auc      the area under the ROC curve of the second of two classes; of more, the mean of each against the rest;
 *                 empty where it is undefined
 */
public record Figures(double loss, double accuracy, OptionalDouble auc) {
    /** Where float32 has rounded a probability to 0, its logarithm is that of the least normal number. */
    private static final double LEAST = Float.MIN_NORMAL;

    /**
     * Compares probabilities with the truth.
     *
     * @param weights what the examples of each class count; empty for 1
     */
    static Figures of(float[][] probabilities, List<Example> examples, List<Float> weights) {
        double[] losses = losses(probabilities, examples);
        double loss = 0;
        double total = 0;
        long right = 0;
        for (int i = 0; i < probabilities.length; i++) {
            int label = examples.get(i).label();
            double weight = weights.isEmpty() ? 1 : weights.get(label);
            loss += weight * losses[i];
            total += weight;
            right += Confusion.best(probabilities[i], 0, probabilities[i].length) == label ? 1 : 0;
        }
        return new Figures(total == 0 ? 0 : loss / total, (double) right / Math.max(1, probabilities.length),
                area(probabilities, examples));
    }

    /** The loss of each example, {@code -ln p} of its true class. */
    static double[] losses(float[][] probabilities, List<Example> examples) {
        return IntStream.range(0, probabilities.length).mapToDouble(i ->
                -Math.log(Math.max(LEAST, probabilities[i][examples.get(i).label()]))).toArray();
    }

    /**
     * What someone says of every example who knows how frequent classes are and never looks at a picture.
     *
     * @param training where the frequencies come from
     */
    static float[][] prior(List<Example> training, List<Example> examples, int classes, List<Float> weights) {
        double[] counts = new double[classes];
        training.forEach(example -> counts[example.label()] += weights.isEmpty() ? 1 : weights.get(example.label()));
        double total = Arrays.stream(counts).sum();
        float[] own = new float[classes];
        for (int k = 0; k < classes; k++) {
            own[k] = (float) (counts[k] / total);
        }
        return examples.stream().map(example -> own).toArray(float[][]::new);
    }

    /**
     * The figures of someone who knows how frequent classes are and never looks at a picture.
     *
     * @param training where the frequencies come from
     */
    static Figures ofPrior(List<Example> training, List<Example> examples, int classes, List<Float> weights) {
        int[] counts = new int[classes];
        training.forEach(example -> counts[example.label()]++);
        int most = 0;
        for (int k = 0; k < classes; k++) {
            most = counts[k] > counts[most] ? k : most;
        }
        int best = most;
        long right = examples.stream().filter(example -> example.label() == best).count();
        return new Figures(of(prior(training, examples, classes, weights), examples, weights).loss, (double) right / Math.max(1, examples.size()),
                OptionalDouble.empty());
    }

    private static OptionalDouble area(float[][] probabilities, List<Example> examples) {
        List<Double> areas = new ArrayList<>();
        int classes = probabilities.length == 0 ? 0 : probabilities[0].length;
        for (int k = classes == 2 ? 1 : 0; k < classes; k++) {
            double[] scores = new double[probabilities.length];
            boolean[] positive = new boolean[scores.length];
            for (int i = 0; i < scores.length; i++) {
                scores[i] = probabilities[i][k];
                positive[i] = examples.get(i).label() == k;
            }
            Ranking.of(scores, positive).rocArea().ifPresent(areas::add);
        }
        return areas.stream().mapToDouble(Double::doubleValue).average();
    }
}
