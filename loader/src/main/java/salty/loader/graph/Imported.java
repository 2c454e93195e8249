package salty.loader.graph;

import java.util.List;
import salty.engine.model.Model;

/**
 * A foreign graph as a graph of the engine.
 *
 * @param model   the engine's: images {@code (n, h, w, c)}, a layer for each of the foreign nodes that is left
 * @param inputs  the foreign graph's inputs, in its order
 * @param outputs its outputs, in its order
 */
public record Imported(Model model, List<Value> inputs, List<Value> outputs) {

    /** Copies the lists. */
    public Imported {
        inputs = List.copyOf(inputs);
        outputs = List.copyOf(outputs);
    }
}
