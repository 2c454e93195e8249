package salty.vision.training;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import salty.engine.backend.Backend;
import salty.engine.train.Gain;
import salty.engine.train.PenaltyPath;
import salty.loader.keras.KerasNetwork;

/**
 * What a trained network says of the pictures that were kept to judge by, computed as it will be used: from the
 * picture, through the whole network, one at a time.
 *
 * @param examples the pictures
 * @param scores   the probabilities of each, {@code (examples, classes)}
 * @param figures  how good they are
 * @param prior    how good the classes' frequencies alone would be
 * @param gain     by how much better than those, over these pictures and the others as cross-validation judged them,
 *                 since a few pictures alone do not tell; empty where nothing was cross-validated
 */
public record HeldOut(List<Example> examples, float[][] scores, Figures figures, Figures prior, Optional<Gain> gain) {
    /**
     * Judges a network.
     *
     * @param task         what it was trained on
     * @param classWeights what each class's pictures count; empty for 1
     * @param folds        how its classifier was chosen
     */
    public static HeldOut of(Backend backend, KerasNetwork trained, Trainer.Task task, List<Float> classWeights,
                             Optional<PenaltyPath> folds) {
        List<Example> training = task.split().training();
        List<Example> examples = task.split().validation();
        var model = trained.model(task.size());
        float[][] scores = Scores.of(backend, model, task.preprocessing(), examples);
        int classes = model.output().shape().dim(-1);
        double[] losses = Figures.losses(scores, examples);
        double[] priors = Figures.losses(Figures.prior(training, examples, classes, classWeights), examples);
        Optional<Gain> gain = folds.map(path -> Gain.of(
                DoubleStream.concat(DoubleStream.of(path.gains()),
                        IntStream.range(0, losses.length).mapToDouble(i -> priors[i] - losses[i])).toArray(),
                Stream.concat(training.stream(), examples.stream()).mapToDouble(example -> classWeights.isEmpty() ? 1
                        : classWeights.get(example.label())).toArray()));
        return new HeldOut(examples, scores, Figures.of(scores, examples, classWeights),
                Figures.ofPrior(training, examples, classes, classWeights), gain);
    }

    /** Why a network must not come into use: nothing shows that it knows more than that some classes are frequent. */
    public Optional<String> fault() {
        if (examples.isEmpty()) {
            return Optional.of("no class has two pictures, so none was left to judge by");
        }
        if (gain.isPresent()) {
            return gain.filter(own -> !(own.sure() > 0)).map(own -> String.format(Locale.ROOT, "on pictures that it was not"
                    + " trained on its loss is %.4f below that of not looking at them, with a standard error of %.4f,"
                    + " which is not told from chance", own.mean(), own.error()));
        }
        return figures.loss() < prior.loss() ? Optional.empty() : Optional.of(String.format(Locale.ROOT, "on pictures that"
                + " it was not trained on its loss is %.4f, and %.4f without a look at them", figures.loss(), prior.loss()));
    }
}
