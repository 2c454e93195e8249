package salty.engine.train;

import java.util.LinkedHashMap;
import java.util.Map;

import salty.engine.graph.Node;
import salty.engine.graph.Shape;
import salty.engine.op.Affine;
import salty.engine.op.Input;

/**
 * Exponential moving averages of layers, which begin at 0. How much of them is batches, {@code share' = m share + 1 - m},
 * is carried beside them; divided by it they are means of batches from the first step on, as Adam's are (Kingma and Ba,
 * 2015, section 3).
 */
final class MovingAverages {
    /** How much of an average stays: half of it is the last 13 batches. */
    static final double MOMENTUM = .95;
    private static final String SHARE = "/moving_share";

    private final Map<Node, Node> next = new LinkedHashMap<>();

    /** Adds a layer's averages, inputs, and what they become. */
    void add(String layer, Map<Node, Node> averages) {
        Node share = Input.of(layer + SHARE, Shape.SCALAR);
        next.put(share, Affine.of(share, (float) MOMENTUM, (float) (1 - MOMENTUM)));
        next.putAll(averages);
    }

    /** What all become. */
    Map<Node, Node> next() {
        return next;
    }

    /** Whether a layer's averages have seen a batch. */
    static boolean begun(Map<String, float[]> state, String layer) {
        return state.get(layer + SHARE)[0] > 0;
    }

    /** A layer's average without its beginning at 0, from what a step carries; 0 before the first step. */
    static float[] corrected(Map<String, float[]> state, String layer, String name) {
        float share = state.get(layer + SHARE)[0];
        float[] average = state.get(layer + name).clone();
        for (int i = 0; i < average.length && share > 0; i++) {
            average[i] /= share;
        }
        return average;
    }
}
