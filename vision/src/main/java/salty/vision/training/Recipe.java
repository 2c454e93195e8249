package salty.vision.training;

import java.util.List;

import salty.engine.train.CrossEntropy;
import salty.engine.train.GradientClipping;
import salty.engine.train.Optimiser;
import salty.engine.train.Schedule;

/**
 * How a network is trained. Two runs of one recipe on the same pictures give the same weights.
 *
 * @param epochs       how often all training pictures are seen at most
 * @param batch        pictures in a step
 * @param optimiser    how weights follow gradients
 * @param schedule     the learning rate
 * @param loss         label smoothing and class weights
 * @param l2           the penalty on kernels, 0 for none
 * @param clipping     how gradients are bounded
 * @param normalised   whether convolutions are normalised while they are trained
 * @param dropout      the share of the classifier's features that is dropped, 0 for none
 * @param augmentation how pictures are varied
 * @param patience     epochs without a better validation loss after which it stops, 0 for never
 * @param seed         of order, masks and variations
 */
public record Recipe(int epochs, int batch, Optimiser optimiser, Schedule schedule, CrossEntropy loss, float l2,
                     GradientClipping clipping, boolean normalised, float dropout, Augmentation augmentation,
                     int patience, long seed) {

    /**
     * Weights that make rare classes count as much as frequent ones: {@code n / (classes * count)}, as scikit-learn's
     * {@code balanced}.
     */
    public static List<Float> balanced(int[] counts) {
        long total = 0;
        for (int count : counts) {
            total += count;
        }
        Float[] weights = new Float[counts.length];
        for (int i = 0; i < counts.length; i++) {
            weights[i] = (float) ((double) total / ((long) counts.length * counts[i]));
        }
        return List.of(weights);
    }

    /** Whether the log loss of the pictures as they are is all that is minimised. */
    boolean isPlain() {
        return augmentation.equals(Augmentation.NONE) && dropout == 0 && loss.smoothing() == 0;
    }
}
