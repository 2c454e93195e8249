package salty.vision.training;

import java.util.List;

import salty.engine.backend.Backend;
import salty.engine.model.Model;
import salty.loader.image.Preprocessing;
import salty.vision.model.Scorer;

/** What a network says of pictures, one at a time as where it is used. */
public final class Scores {
    private Scores() {}

    /**
     * Scores pictures.
     *
     * @param model for one picture
     * @return {@code (examples, outputs)}
     */
    public static float[][] of(Backend backend, Model model, Preprocessing preprocessing, List<Example> examples) {
        float[][] scores = new float[examples.size()][];
        int channels = model.input().shape().dim(-1);
        try (Scorer classifier = new Scorer(backend, model)) {
            for (int i = 0; i < scores.length; i++) {
                scores[i] = classifier.score(examples.get(i).input(preprocessing, channels));
            }
        }
        return scores;
    }
}
