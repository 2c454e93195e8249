package salty.vision.training;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import java.util.stream.IntStream;

import salty.engine.backend.Backend;
import salty.engine.graph.Node;
import salty.engine.graph.Shape;
import salty.engine.graph.Tensor;
import salty.engine.model.Layer;
import salty.engine.model.Model;
import salty.engine.op.Input;
import salty.engine.random.SplitMix64;
import salty.engine.train.BatchStatistics;
import salty.engine.train.Dropout;
import salty.engine.train.FoldedNormalization;
import salty.engine.train.L2;
import salty.engine.train.Parameters;
import salty.engine.train.TrainingStep;
import salty.loader.file.LoadOptions;
import salty.loader.image.Preprocessing;
import salty.loader.keras.KerasNetwork;

/**
 * Trains a network on pictures, epoch after epoch. The order of pictures, their variations and the dropout masks are
 * drawn from the seed, the epoch and the picture alone: neither threads nor an interruption change the result. Where
 * nothing varies the pictures, the frozen part of the network runs once a picture.
 */
public final class Trainer implements AutoCloseable {
    private static final long ORDER = 1;
    private static final long VARIATION = 2;
    private static final long MASK = 3;

    /**
     * What is trained on what.
     *
     * @param network       with the weights to begin with
     * @param size          height and width of its images, where the file leaves them open
     * @param trained       which layers learn
     * @param fresh         whether nothing has learned before, so that batch normalisations go by the batch
     * @param split         the pictures
     * @param preprocessing of the pictures
     * @param features      the file for features of the frozen part
     */
    public record Task(KerasNetwork network, int size, Predicate<Layer> trained, boolean fresh, Split split,
                       Preprocessing preprocessing, Path features) {
        /** The same with another network, whose features lie elsewhere. */
        Task with(KerasNetwork other, Path file) {
            return new Task(other, size, trained, fresh, split, preprocessing, file);
        }
    }

    /** Is told how far things are. */
    public interface Listener {
        /** Some pictures have gone through the frozen part. */
        void computed(int pictures, int of);

        /** A step is done. */
        void stepped(int epoch, int step, int of, double loss);
    }

    private final Task task;
    private final Recipe recipe;
    private final Listener listener;
    private final Parameters parameters;
    private final Node entry;
    private final Node targets;
    private final Node logits;
    private final BatchStatistics statistics;
    private final FoldedNormalization normalization;
    private final Dropout dropout;
    private final FrozenFeatures features;
    private final TrainingStep step;
    private final Validation validation;
    private final boolean convex;
    private final List<Epoch> past = new ArrayList<>();
    private int best;
    private Map<String, float[]> kept = Map.of();

    /**
     * Compiles the step, and computes the features of the frozen part.
     *
     * @throws IOException if the features cannot be kept
     */
    public Trainer(Backend backend, Task task, Recipe recipe, Listener listener) throws IOException {
        this.task = task;
        this.recipe = recipe;
        this.listener = listener;
        Model model = task.network.trainable(LoadOptions.DEFAULT.withBatch(recipe.batch()).withImageSize(task.size));
        Parameters whole = parameters(model);
        Node image = model.input();
        Node frozen = recipe.augmentation().equals(Augmentation.NONE)
                ? Frontier.of(Logits.of(whole.model()), image, whole.inputs().values()) : image;
        this.features = frozen == image ? null
                : FrozenFeatures.of(file(model, frozen), task, backend, image, frozen, listener);
        this.entry = frozen == image ? image : Input.of("features", frozen.shape());
        Model shortened = frozen == image ? whole.model() : whole.model().substituted(Map.of(frozen, entry));
        this.parameters = new Parameters(shortened, whole.inputs(), whole.initial());
        this.statistics = BatchStatistics.of(parameters);
        this.normalization = recipe.normalised() ? FoldedNormalization.of(statistics.parameters())
                : new FoldedNormalization(statistics.parameters(), Map.of(), List.of());
        Model learning = normalization.parameters().model();
        this.convex = frozen == Logits.classified(Logits.of(whole.model())) && recipe.isPlain();
        this.dropout = recipe.dropout() == 0 ? null
                : Dropout.of(learning, Logits.classified(Logits.of(learning)), recipe.dropout());
        this.logits = Logits.of(dropout == null ? learning : dropout.model());
        this.targets = Input.of("targets", logits.shape());
        this.step = TrainingStep.compile(backend, objective(), normalization.parameters(), recipe.optimiser());
        this.validation = new Validation(backend, Logits.of(shortened), entry, parameters,
                recipe.loss().classWeights());
    }

    private Parameters parameters(Model model) {
        try {
            return task.fresh ? Parameters.withAverages(model, task.trained) : Parameters.of(model, task.trained);
        } catch (IllegalArgumentException e) {
            throw new TrainingException(e.getMessage());
        }
    }

    /** The features that a classifier alone learns from lie where {@link SolvedHead} keeps them. */
    private Path file(Model model, Node frozen) {
        return frozen == Logits.classified(Logits.of(model)) ? task.features
                : task.features.resolveSibling(task.features.getFileName() + "-unfrozen");
    }

    private TrainingStep.Objective objective() {
        Node loss = recipe.loss().categorical(logits, targets);
        if (recipe.l2() > 0) {
            List<Node> kernels = parameters.inputs().entrySet().stream()
                    .filter(parameter -> parameters.isKernel(parameter.getKey())).map(Map.Entry::getValue).toList();
            loss = loss.plus(L2.penalty(kernels, recipe.l2()));
        }
        Map<Node, Node> averages = new LinkedHashMap<>(statistics.averages());
        averages.putAll(normalization.averages());
        return new TrainingStep.Objective(loss, recipe.clipping(), List.of(logits), averages);
    }

    /** The epochs that are done. */
    public List<Epoch> past() {
        return List.copyOf(past);
    }

    /** The epoch with the least validation loss so far. */
    public Epoch best() {
        return past.stream().filter(epoch -> epoch.number() == best).findFirst().orElseThrow();
    }

    /** Whether all epochs are done, or too many without improvement. */
    public boolean isDone() {
        int number = done();
        return number >= recipe.epochs() || recipe.patience() > 0 && number - best >= recipe.patience();
    }

    private int done() {
        return past.isEmpty() ? 0 : past.getLast().number();
    }

    /**
     * Judges the network as it is before the first step, as epoch 0: if no epoch is better, it is what is kept. Where
     * only a classifier learns by its log loss, it is kept anyhow: it is the solution, and steps lead from there to
     * classifiers that are surer of themselves, which a few kept pictures praise and others do not bear out.
     */
    public Epoch judgeBeginning() {
        Map<String, float[]> beginning = new LinkedHashMap<>();
        parameters.initial().forEach((name, value) -> beginning.put(name, value.toArray()));
        Figures training = validation.run(beginning, task.split.training(), this::fill);
        return add(beginning, 0, training.loss(), training.accuracy());
    }

    private Epoch add(Map<String, float[]> state, int number, double loss, double accuracy) {
        Figures figures = validation.run(state, task.split.validation(), this::fill);
        Epoch epoch = new Epoch(number, loss, accuracy, figures.loss(), figures.accuracy(), figures.auc());
        boolean solved = convex && !past.isEmpty() && past.getFirst().number() == 0;
        if (past.isEmpty() || !solved && figures.loss() < best().validationLoss()) {
            best = number;
            kept = state;
        }
        past.add(epoch);
        return epoch;
    }

    /**
     * Runs one epoch.
     *
     * @throws TrainingException if the loss is no number any more
     */
    public Epoch run() {
        int number = done() + 1;
        List<Example> examples = task.split.training();
        int[] order = IntStream.range(0, examples.size()).toArray();
        SplitMix64.of(recipe.seed(), ORDER, number).shuffle(order);
        int steps = (order.length + recipe.batch() - 1) / recipe.batch();
        double sum = 0;
        long right = 0;
        for (int s = 0; s < steps; s++) {
            int first = s * recipe.batch();
            List<Example> batch = IntStream.range(first, first + recipe.batch())
                    .mapToObj(i -> examples.get(order[i % order.length])).toList();
            float loss = step(number, s, steps, batch);
            if (!Float.isFinite(loss)) {
                throw new TrainingException("the loss is " + loss + " in epoch " + number + ", step " + (s + 1)
                        + "; try a smaller --rate, or --clip-norm 1");
            }
            sum += loss;
            right += Validation.right(step.read(logits), logits.shape().dim(1), batch);
            listener.stepped(number, s + 1, steps, sum / (s + 1));
        }
        return add(settled(step.state()), number, sum / steps, (double) right / ((long) steps * recipe.batch()));
    }

    /** The parameters of the network as it is used, from what a step carries. */
    private Map<String, float[]> settled(Map<String, float[]> state) {
        Map<String, float[]> all = new HashMap<>(state);
        all.putAll(normalization.folded(state));
        return statistics.settled(all);
    }

    private float step(int number, int s, int steps, List<Example> batch) {
        int size = entry.shape().intSize() / recipe.batch();
        float[] values = new float[entry.shape().intSize()];
        IntStream.range(0, batch.size()).parallel().forEach(i -> {
            Example example = batch.get(i);
            if (features != null || recipe.augmentation().equals(Augmentation.NONE)) {
                fill(example, values, i * size);
            } else {
                SplitMix64 random = SplitMix64.of(recipe.seed(), VARIATION, number, (long) s * recipe.batch() + i);
                float[] varied = Example.input(recipe.augmentation().apply(example.picture().get(), random),
                        task.preprocessing, entry.shape().dim(-1));
                System.arraycopy(varied, 0, values, i * size, size);
            }
        });
        step.write(entry, values);
        step.write(targets, Validation.oneHot(batch, logits.shape().dim(1)));
        if (dropout != null) {
            step.write(dropout.mask(), dropout.draw(SplitMix64.of(recipe.seed(), MASK, number, s)));
        }
        return step.run(recipe.schedule().rate((long) (number - 1) * steps + s));
    }

    /** Copies what enters the trained part for a picture. */
    private void fill(Example example, float[] to, int offset) {
        if (features != null) {
            features.copy(example, to, offset);
        } else {
            float[] pixels = example.input(task.preprocessing, entry.shape().dim(-1));
            System.arraycopy(pixels, 0, to, offset, pixels.length);
        }
    }

    /** This run as it stands, to go on from later. */
    public Checkpoint checkpoint(String run) {
        return new Checkpoint(run, past, best, step.state(), kept);
    }

    /** Goes on from where a run stood. */
    public void restore(Checkpoint checkpoint) {
        step.restore(checkpoint.state());
        past.clear();
        past.addAll(checkpoint.past());
        best = checkpoint.best();
        kept = checkpoint.kept();
    }

    /** The network with the weights of the best epoch. */
    public KerasNetwork trained() {
        Map<String, Tensor> learned = new HashMap<>();
        kept.forEach((name, values) -> {
            Shape shape = parameters.inputs().get(name).shape();
            learned.put(name, Tensor.of(shape, values));
        });
        return task.network.learned(learned);
    }

    /** The kernels of a step. */
    public String explain() {
        return step.explain();
    }

    @Override
    public void close() {
        step.close();
        validation.close();
    }
}
