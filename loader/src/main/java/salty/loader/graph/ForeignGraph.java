package salty.loader.graph;

import java.util.List;
import java.util.Map;

/**
 * A graph as its framework wrote it.
 *
 * @param file      what messages call the file
 * @param name      the graph's own name
 * @param nodes     in any order
 * @param constants tensors in the file, by name
 * @param inputs    what is written before a run
 * @param outputs   the names of the values that it gives
 */
public record ForeignGraph(String file, String name, List<ForeignNode> nodes, Map<String, Known> constants,
                           List<Input> inputs, List<String> outputs) {

    /** An extent that the file leaves open. */
    public static final int OPEN = -1;

    /** Copies lists and map. */
    public ForeignGraph {
        nodes = List.copyOf(nodes);
        constants = Map.copyOf(constants);
        inputs = List.copyOf(inputs);
        outputs = List.copyOf(outputs);
    }

    /**
     * A value that is written before a run.
     *
     * @param name          its name
     * @param dims          its extents, {@link #OPEN} where the file does not say
     * @param channelsFirst whether it is images {@code (n, c, h, w)}, which the engine takes as {@code (n, h, w, c)}
     */
    public record Input(String name, int[] dims, boolean channelsFirst) {
    }
}
