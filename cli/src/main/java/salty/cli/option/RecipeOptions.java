package salty.cli.option;

import java.util.List;
import java.util.OptionalDouble;

import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

import salty.engine.UserException;
import salty.engine.train.Adam;
import salty.engine.train.CrossEntropy;
import salty.engine.train.GradientClipping;
import salty.engine.train.Optimiser;
import salty.engine.train.RmsProp;
import salty.engine.train.Schedule;
import salty.engine.train.Sgd;
import salty.vision.training.Augmentation;
import salty.vision.training.Recipe;
import salty.vision.training.SolvedHead;

/**
 * How a network is trained, as a mixin. Where the base is frozen, the classifier has one best solution, and steps are
 * only taken from there if an option of steps is given.
 */
public final class RecipeOptions {
    /** The share of the rate that a cosine ends at. */
    private static final double COSINE_FLOOR = .01;
    /** By how much a stepwise or exponential schedule has shrunk the rate at the end. */
    private static final double DECAY = .01;
    /** The steps of a stepwise schedule. */
    private static final int STAIRS = 4;

    /** What makes no difference to a solution. */
    private static final List<String> OF_STEPS = List.of("--epochs", "--optimizer", "--rate", "--schedule", "--warm-up",
            "--label-smoothing", "--dropout", "--clip-norm", "--clip-value", "--augment", "--patience");

    /** The rules that parameters follow. */
    enum Rule { adam, adamw, sgd, rmsprop }

    /** What becomes of the rate. */
    enum Course { constant, cosine, exponential, step }

    /** What classes count. */
    enum ClassWeight { balanced, none }

    @Spec(Spec.Target.MIXEE)
    private CommandSpec command;

    @Option(names = {"--epochs", "--train_epochs"}, paramLabel = "N", defaultValue = "20",
            description = "How often all pictures are seen (default: ${DEFAULT-VALUE}). The classifier of a frozen base "
                    + "is solved instead; steps from there are taken if this or another option of steps is given: "
                    + "--optimizer, --rate, --schedule, --warm-up, --label-smoothing, --dropout, --clip-norm, "
                    + "--clip-value, --augment, --patience.")
    private int epochs;

    @Option(names = {"--batch", "--batch_size"}, paramLabel = "N", defaultValue = "32",
            description = "Pictures in a step (default: ${DEFAULT-VALUE}).")
    private int batch;

    @Option(names = "--optimizer", paramLabel = "O", defaultValue = "adam",
            description = "${COMPLETION-CANDIDATES} (default: ${DEFAULT-VALUE}).")
    private Rule optimizer;

    @Option(names = {"--rate", "--learning_rate"}, paramLabel = "R",
            description = "The learning rate (default: Keras' for the optimizer).")
    private Double rate;

    @Option(names = "--schedule", paramLabel = "S", defaultValue = "constant",
            description = "${COMPLETION-CANDIDATES}: what becomes of the rate (default: ${DEFAULT-VALUE}).")
    private Course schedule;

    @Option(names = "--warm-up", paramLabel = "STEPS", defaultValue = "0",
            description = "Steps in which the rate climbs first (default: ${DEFAULT-VALUE}).")
    private long warmUp;

    @Option(names = {"--label-smoothing", "--label_smoothing"}, paramLabel = "A", defaultValue = "0",
            description = "The share of a label spread over all classes (default: ${DEFAULT-VALUE}).")
    private float smoothing;

    @Option(names = "--class-weight", paramLabel = "W", defaultValue = "balanced",
            description = "${COMPLETION-CANDIDATES}: whether rare classes count more (default: ${DEFAULT-VALUE}).")
    private ClassWeight classWeight;

    @Option(names = "--l2", paramLabel = "F",
            description = "The penalty on the squares of kernels; adamw shrinks weights by it instead (default: 0). For "
                    + "a solution that on the weights of standardised features (default: by cross-validation).")
    private Float l2;

    @Option(names = {"--dropout", "--dropout_rate"}, paramLabel = "P", defaultValue = "0",
            description = "The share of the classifier's features to drop (default: ${DEFAULT-VALUE}).")
    private float dropout;

    @Option(names = "--batch-norm",
            description = "Normalise trained convolutions by the batch; folded into them at the end.")
    private boolean batchNorm;

    @Option(names = "--clip-norm", paramLabel = "N", defaultValue = "0",
            description = "Bounds the norm of all gradients together; 0 does not (default: ${DEFAULT-VALUE}).")
    private float clipNorm;

    @Option(names = "--clip-value", paramLabel = "V", defaultValue = "0",
            description = "Bounds every element of a gradient; 0 does not (default: ${DEFAULT-VALUE}).")
    private float clipValue;

    @Option(names = "--augment", paramLabel = "LIST", defaultValue = "none",
            description = "Variations: flip,shift=.1,rot=20,zoom=.2,channel=20,brightness=.2 "
                    + "(default: ${DEFAULT-VALUE}).")
    private String augment;

    @Option(names = "--patience", paramLabel = "N", defaultValue = "5",
            description = "Epochs without a better validation loss before it stops; 0 for never "
                    + "(default: ${DEFAULT-VALUE}).")
    private int patience;

    @Option(names = "--seed", paramLabel = "N", defaultValue = "0",
            description = "Of weights, order, variations and the split (default: ${DEFAULT-VALUE}).")
    private long seed;

    /** What is drawn is drawn from this. */
    public long seed() {
        return seed;
    }

    /** Whether convolutions are to be normalised. */
    public boolean normalises() {
        return batchNorm;
    }

    /** Whether an option is given that a solution has no use for. */
    public boolean wantsSteps() {
        return OF_STEPS.stream().anyMatch(command.commandLine().getParseResult()::hasMatchedOption);
    }

    /** What a solution minimises, for pictures of classes. */
    public SolvedHead.Objective objective(int[] counts) {
        return new SolvedHead.Objective(batch, weights(counts),
                l2 == null ? OptionalDouble.empty() : OptionalDouble.of(2.0 * l2), seed);
    }

    private List<Float> weights(int[] counts) {
        return classWeight == ClassWeight.none ? List.of() : Recipe.balanced(counts);
    }

    /**
     * The recipe for pictures of classes.
     *
     * @param counts how many training pictures each class has
     */
    public Recipe recipe(int[] counts) {
        long total = 0;
        for (int count : counts) {
            total += count;
        }
        long steps = epochs * ((total + batch - 1) / batch);
        CrossEntropy loss = new CrossEntropy(smoothing, weights(counts));
        float penalty = l2 == null || optimizer == Rule.adamw ? 0 : l2;
        return new Recipe(epochs, batch, optimiser(), schedule(steps), loss, penalty, clipping(), batchNorm, dropout,
                augmentation(), patience, seed);
    }

    /** Refuses numbers that no training can use, before anything is read. */
    public void check() {
        OptionCheck.atLeast(1, "--epochs", epochs);
        OptionCheck.atLeast(1, "--batch", batch);
        OptionCheck.atLeast(0, "--patience", patience);
        OptionCheck.atLeast(0, "--warm-up", warmUp);
        OptionCheck.properShare("--label-smoothing", smoothing);
        OptionCheck.properShare("--dropout", dropout);
        if (l2 != null) {
            OptionCheck.notNegative("--l2", l2);
        }
        OptionCheck.notNegative("--clip-norm", clipNorm);
        OptionCheck.notNegative("--clip-value", clipValue);
        if (rate != null && !(rate > 0)) {
            throw new UserException("--rate " + rate + ": must be above 0");
        }
        augmentation();
        clipping();
    }

    private Augmentation augmentation() {
        return OptionCheck.read("--augment", () -> Augmentation.parse(augment));
    }

    private Optimiser optimiser() {
        return switch (optimizer) {
            case adam -> new Adam();
            case adamw -> new Adam(.9, .999, 1e-7, l2 == null || l2 == 0 ? .004 : l2);
            case sgd -> new Sgd(.9, true);
            case rmsprop -> new RmsProp();
        };
    }

    private Schedule schedule(long steps) {
        double begin = rate == null ? optimiser().defaultRate() : rate;
        long after = Math.max(1, steps - warmUp);
        Schedule course = switch (schedule) {
            case constant -> new Schedule.Constant(begin);
            case cosine -> new Schedule.Cosine(begin, COSINE_FLOOR, after);
            case exponential -> new Schedule.Exponential(begin, DECAY, after);
            case step -> new Schedule.Step(begin, StrictMath.pow(DECAY, 1.0 / (STAIRS - 1)),
                    Math.max(1, (after + STAIRS - 1) / STAIRS));
        };
        return warmUp > 0 ? new Schedule.WarmUp(warmUp, course) : course;
    }

    private GradientClipping clipping() {
        if (clipNorm > 0 && clipValue > 0) {
            throw new UserException("--clip-norm and --clip-value: give one of them");
        }
        return clipNorm > 0 ? new GradientClipping.ByGlobalNorm(clipNorm)
                : clipValue > 0 ? new GradientClipping.ByValue(clipValue) : new GradientClipping.None();
    }
}
