package salty.vision.training;

import java.util.List;

import salty.engine.backend.Backend;
import salty.loader.keras.KerasNetwork;

/**
 * What a trained network says of the pictures that were kept to judge by, computed as it will be used: from the
 * picture, through the whole network, one at a time.
 *
 * @param examples the pictures
 * @param scores   the probabilities of each, {@code (examples, classes)}
 * @param figures  how good they are
 * @param prior    how good the classes' frequencies alone would be
 */
public record HeldOut(List<Example> examples, float[][] scores, Figures figures, Figures prior) {
    /**
     * Judges a network.
     *
     * @param task         what it was trained on
     * @param classWeights what each class's pictures count; empty for 1
     */
    public static HeldOut of(Backend backend, KerasNetwork trained, Trainer.Task task, List<Float> classWeights) {
        List<Example> examples = task.split().validation();
        var model = trained.model(task.size());
        float[][] scores = Scores.of(backend, model, task.preprocessing(), examples);
        Figures prior = Figures.ofPrior(task.split().training(), examples, model.output().shape().dim(-1),
                classWeights);
        return new HeldOut(examples, scores, Figures.of(scores, examples, classWeights), prior);
    }

    /** Whether the network knows more of pictures than that some classes are frequent. */
    public boolean isBetterThanPrior() {
        return figures.loss() < prior.loss();
    }
}
