package salty.engine.train;

import java.util.Arrays;

/**
 * Examples of a classification.
 *
 * @param features one row an example, all of one length
 * @param labels   their classes, from 0
 * @param weights  what each class's examples count, one a class
 */
public record LabelledFeatures(double[][] features, int[] labels, double[] weights) {
    /** The number of classes. */
    public int classes() {
        return weights.length;
    }

    /** The number of features of an example. */
    public int width() {
        return features[0].length;
    }

    /** Some of the examples. */
    LabelledFeatures rows(int[] rows) {
        return new LabelledFeatures(Arrays.stream(rows).mapToObj(row -> features[row]).toArray(double[][]::new),
                Arrays.stream(rows).map(row -> labels[row]).toArray(), weights);
    }

    /** The same examples, described by other features. */
    LabelledFeatures with(double[][] others) {
        return new LabelledFeatures(others, labels, weights);
    }

    /** What all examples count together. */
    double total() {
        return Arrays.stream(labels).mapToDouble(label -> weights[label]).sum();
    }
}
