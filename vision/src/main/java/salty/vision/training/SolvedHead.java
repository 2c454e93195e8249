package salty.vision.training;

import java.io.IOException;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.TreeMap;

import salty.engine.backend.Backend;
import salty.engine.graph.Node;
import salty.engine.graph.Shape;
import salty.engine.graph.Tensor;
import salty.engine.model.Model;
import salty.engine.random.SplitMix64;
import salty.engine.train.LabelledFeatures;
import salty.engine.train.LogisticRegression;
import salty.engine.train.PenaltyPath;
import salty.loader.file.LoadOptions;
import salty.loader.keras.KerasNetwork;

/**
 * The classifier of a network whose other layers are frozen. It is a logistic regression on what they make of the
 * pictures, so there is one best classifier, which is found and not stepped towards.
 *
 * @param network the network with that classifier
 * @param l2      the penalty on the weights of standardised features
 * @param folds   the loss by cross-validation, by which the penalty was chosen; empty where it was not
 */
public record SolvedHead(KerasNetwork network, double l2, Optional<PenaltyPath> folds) {
    /** The layer that {@link KerasNetwork#withHead} adds. */
    public static final String LAYER = "predictions";

    private static final int FOLDS = 5;
    /** Where every class has one picture alone, nothing can be cross-validated. */
    private static final double UNKNOWN = .01;

    /**
     * What is minimised.
     *
     * @param batch        pictures in a run of the frozen part
     * @param classWeights what each class's pictures count; empty for 1
     * @param l2           the penalty; empty chooses it by cross-validation
     * @param seed         of the folds
     */
    public record Objective(int batch, List<Float> classWeights, OptionalDouble l2, long seed) {}

    /**
     * Solves a task's network for its training pictures.
     *
     * @throws IOException if the features cannot be kept
     */
    public static SolvedHead of(Backend backend, Trainer.Task task, Objective objective, Trainer.Listener listener)
            throws IOException {
        Model model = task.network().model(LoadOptions.DEFAULT.withBatch(objective.batch)
                .withImageSize(task.size()));
        Node logits = Logits.of(model);
        FrozenFeatures features = FrozenFeatures.of(task.features(), task, backend, model.input(),
                Logits.classified(logits), listener);
        List<Example> training = task.split().training();
        double[] weights = new double[logits.shape().dim(1)];
        Arrays.setAll(weights, k -> objective.classWeights.isEmpty() ? 1 : objective.classWeights.get(k));
        LabelledFeatures examples = new LabelledFeatures(
                training.stream().map(features::row).toArray(double[][]::new),
                training.stream().mapToInt(Example::label).toArray(), weights);
        requireFinite(examples, training);
        int[] folds = folds(training, objective.seed);
        if (objective.l2.isPresent() || Arrays.stream(folds).max().orElse(-1) < 0) {
            double l2 = objective.l2.orElse(UNKNOWN);
            return of(task.network(), LogisticRegression.fitScaled(examples, l2), Optional.empty());
        }
        PenaltyPath path = PenaltyPath.of(examples, folds);
        return of(task.network(), path.fitted(), Optional.of(path));
    }

    private static void requireFinite(LabelledFeatures examples, List<Example> training) {
        for (int i = 0; i < training.size(); i++) {
            if (!Arrays.stream(examples.features()[i]).allMatch(Double::isFinite)) {
                throw new TrainingException(training.get(i).file() + ": the base makes of it what is no number; are its"
                        + " weights whole, and is --preprocess what it was trained with?");
            }
        }
    }

    private static SolvedHead of(KerasNetwork network, LogisticRegression solution, Optional<PenaltyPath> path) {
        int classes = solution.biases().length;
        int units = solution.weights()[0].length;
        float[] kernel = new float[units * classes];
        float[] bias = new float[classes];
        for (int k = 0; k < classes; k++) {
            for (int j = 0; j < units; j++) {
                kernel[j * classes + k] = (float) solution.weights()[k][j];
            }
            bias[k] = (float) solution.biases()[k];
        }
        return new SolvedHead(network.learned(Map.of(LAYER + "/kernel", Tensor.of(Shape.of(units, classes), kernel),
                LAYER + "/bias", Tensor.of(Shape.of(classes), bias))), solution.l2(), path);
    }

    /**
     * Deals each class's files out in turn. Copies of a file share a fold; a class of one file is in none, so that every
     * fold leaves some of each class to learn from.
     */
    static int[] folds(List<Example> examples, long seed) {
        Map<Integer, TreeMap<String, Integer>> byClass = new HashMap<>();
        examples.forEach(example -> byClass.computeIfAbsent(example.label(),
                label -> new TreeMap<>(Comparator.comparingLong((String hash) -> key(hash, seed))
                        .thenComparing(hash -> hash))).put(example.hash(), -1));
        byClass.values().forEach(files -> {
            int next = 0;
            for (Map.Entry<String, Integer> file : files.entrySet()) {
                file.setValue(files.size() == 1 ? -1 : next++ % FOLDS);
            }
        });
        return examples.stream().mapToInt(example -> byClass.get(example.label()).get(example.hash())).toArray();
    }

    private static long key(String hash, long seed) {
        return SplitMix64.of(seed, Long.parseUnsignedLong(hash.substring(16, 32), 16)).nextLong();
    }
}
