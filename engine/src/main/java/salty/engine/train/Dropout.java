package salty.engine.train;

import java.util.Map;

import salty.engine.graph.Node;
import salty.engine.model.Model;
import salty.engine.op.Input;
import salty.engine.op.Mul;
import salty.engine.random.SplitMix64;

/**
 * Inverted dropout (Srivastava et al., 2014): a value times a mask of zeros and of {@code 1 / (1 - rate)}. The mask is
 * an input, drawn anew for every step from a seeded generator, so that a backend needs no randomness.
 *
 * @param model the model in which a layer's output is masked
 * @param mask  the input to write before each step
 * @param rate  the share of elements that are dropped
 */
public record Dropout(Model model, Node mask, float rate) {
    /** Masks the output of a layer of a model. */
    public static Dropout after(Model model, String layer, float rate) {
        return of(model, model.layer(layer).output(), rate);
    }

    /** Masks a value of a model. */
    public static Dropout of(Model model, Node x, float rate) {
        if (rate < 0 || rate >= 1) {
            throw new IllegalArgumentException("the dropout rate must be at least 0 and below 1, got " + rate);
        }
        Node mask = Input.of("dropout", x.shape());
        return new Dropout(model.substituted(Map.of(x, Mul.of(x, mask))), mask, rate);
    }

    /** Draws a mask, in row-major order. */
    public float[] draw(SplitMix64 random) {
        float[] values = new float[mask.shape().intSize()];
        float kept = 1 / (1 - rate);
        for (int i = 0; i < values.length; i++) {
            values[i] = random.nextBoolean(rate) ? 0 : kept;
        }
        return values;
    }
}
