package salty.vision.training;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.TreeMap;
import java.util.stream.IntStream;

import salty.engine.backend.Backend;
import salty.engine.graph.Node;
import salty.engine.graph.Shape;
import salty.engine.graph.Tensor;
import salty.engine.model.Model;
import salty.engine.op.Reshape;
import salty.engine.random.SplitMix64;
import salty.engine.train.Gain;
import salty.engine.train.LabelledFeatures;
import salty.engine.train.LogisticRegression;
import salty.engine.train.PenaltyPath;
import salty.loader.file.LoadOptions;
import salty.loader.keras.KerasNetwork;

/**
 * The classifier of a network whose other layers are frozen. It is a logistic regression on what they make of the
 * pictures, so there is one best classifier, which is found and not stepped towards.
 *
 * @param task  with the network that has that classifier
 * @param l2    the penalty on the weights of standardised features
 * @param folds the losses by cross-validation; empty where no class has two pictures
 */
public record SolvedHead(Trainer.Task task, double l2, Optional<PenaltyPath> folds) {
    /** The layer that {@link KerasNetwork#withHead} adds. */
    public static final String LAYER = "predictions";

    private static final int FOLDS = 10;
    /** Few pictures are dealt out several times, as one deal is chance (Kohavi, 1995). */
    private static final int MAX_DEALS = 3;
    private static final int ENOUGH = 1000;
    /**
     * One penalty shrinks some features' classifiers more than others', so that losses differ a little where both tell
     * all pictures: by less than this share of the prior's.
     */
    private static final double MATTERS = .05;
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
    public record Objective(int batch, List<Float> classWeights, OptionalDouble l2, long seed) {
        private double weight(Example example) {
            return classWeights.isEmpty() ? 1 : classWeights.get(example.label());
        }
    }

    /**
     * Solves the classifiers of several places of a base, and takes the most general that is not told to be worse: by
     * an amount that matters, and more than a standard error over the same pictures (Breiman et al., "Classification and regression trees", 1984,
     * section 3.4.3).
     *
     * @param task     with the first network
     * @param networks the same base with a classifier at each place, the most special first
     * @throws IOException if the features cannot be kept
     */
    public static SolvedHead best(Backend backend, Trainer.Task task, List<KerasNetwork> networks, Objective objective,
                                  Trainer.Listener listener) throws IOException {
        SolvedHead best = null;
        for (int i = 0; i < networks.size(); i++) {
            Path file = i == 0 ? task.features() : task.features().resolveSibling(task.features().getFileName() + "-" + i);
            SolvedHead head = of(backend, task.with(networks.get(i), file), objective, listener);
            best = best == null || !best.isToldBetterThan(head, objective) ? head : best;
        }
        return best;
    }

    private boolean isToldBetterThan(SolvedHead other, Objective objective) {
        if (folds.isEmpty()) {
            return true;
        }
        double[] own = folds.get().gains();
        double[] others = other.folds.orElseThrow().gains();
        Gain more = Gain.of(IntStream.range(0, own.length).mapToDouble(i -> own[i] - others[i]).toArray(),
                task.split().training().stream().mapToDouble(objective::weight).toArray());
        return more.mean() > Math.max(more.error(), MATTERS * folds.get().prior());
    }

    private static SolvedHead of(Backend backend, Trainer.Task task, Objective objective, Trainer.Listener listener)
            throws IOException {
        Model model = task.network().model(LoadOptions.DEFAULT.withBatch(objective.batch)
                .withImageSize(task.size()));
        Node logits = Logits.of(model);
        Node classified = Logits.classified(logits);
        FrozenFeatures features = FrozenFeatures.of(task.features(), task, backend, model.input(), classified, listener);
        List<Example> training = task.split().training();
        double[] weights = new double[logits.shape().dim(1)];
        Arrays.setAll(weights, k -> objective.classWeights.isEmpty() ? 1 : objective.classWeights.get(k));
        LabelledFeatures examples = new LabelledFeatures(
                training.stream().map(features::row).toArray(double[][]::new),
                training.stream().mapToInt(Example::label).toArray(), weights);
        requireFinite(examples, training);
        int channels = channels(classified);
        List<int[]> deals = IntStream.range(0, Math.clamp(ENOUGH / training.size(), 1, MAX_DEALS))
                .mapToObj(deal -> folds(training, objective.seed, deal)).toList();
        if (Arrays.stream(deals.getFirst()).max().orElse(-1) < 0) {
            double l2 = objective.l2.orElse(UNKNOWN);
            return of(task, LogisticRegression.fitScaled(examples, channels, l2), Optional.empty());
        }
        PenaltyPath path = PenaltyPath.of(examples, channels, deals, objective.l2);
        return of(task, path.fitted(), Optional.of(path));
    }

    /** The length of a place's features: of maps that are laid out their channels, else all. */
    private static int channels(Node classified) {
        boolean laidOut = classified.op() instanceof Reshape && classified.input(0).shape().rank() == 4;
        return laidOut ? classified.input(0).shape().dim(3) : classified.shape().dim(1);
    }

    private static void requireFinite(LabelledFeatures examples, List<Example> training) {
        for (int i = 0; i < training.size(); i++) {
            if (!Arrays.stream(examples.features()[i]).allMatch(Double::isFinite)) {
                throw new TrainingException(training.get(i).file() + ": the base makes of it what is no number; are its"
                        + " weights whole, and is --preprocess what it was trained with?");
            }
        }
    }

    private static SolvedHead of(Trainer.Task task, LogisticRegression solution, Optional<PenaltyPath> path) {
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
        KerasNetwork solved = task.network().learned(Map.of(LAYER + "/kernel",
                Tensor.of(Shape.of(units, classes), kernel), LAYER + "/bias", Tensor.of(Shape.of(classes), bias)));
        return new SolvedHead(task.with(solved, task.features()), solution.l2(), path);
    }

    /**
     * Deals each class's files out in turn. Copies of a file share a fold; a class of one file is in none, so that every
     * fold leaves some of each class to learn from.
     */
    static int[] folds(List<Example> examples, long seed, int deal) {
        Map<Integer, TreeMap<String, Integer>> byClass = new HashMap<>();
        examples.forEach(example -> byClass.computeIfAbsent(example.label(),
                label -> new TreeMap<>(Comparator.comparingLong((String hash) -> key(hash, seed, deal))
                        .thenComparing(hash -> hash))).put(example.hash(), -1));
        byClass.values().forEach(files -> {
            int next = 0;
            for (Map.Entry<String, Integer> file : files.entrySet()) {
                file.setValue(files.size() == 1 ? -1 : next++ % FOLDS);
            }
        });
        return examples.stream().mapToInt(example -> byClass.get(example.label()).get(example.hash())).toArray();
    }

    private static long key(String hash, long seed, int deal) {
        return SplitMix64.of(seed, deal, Long.parseUnsignedLong(hash.substring(16, 32), 16)).nextLong();
    }
}
