package salty.engine.explain;

import salty.engine.compile.Simplify;
import salty.engine.graph.Node;
import salty.engine.op.Slice;
import salty.engine.op.Sum;

/** What an ascent makes greater. */
final class FilterScore {
    private FilterScore() {}

    /**
     * The mean of one filter's feature map. It is simplified before it is differentiated: then the gradient is that of
     * the one filter of the last layer, too.
     *
     * @param layer   the layer's output, {@code (n, h, w, k)} or {@code (n, k)}
     * @param channel the filter, counted from 0
     */
    static Node of(Node layer, int channel) {
        return Sum.mean(Simplify.of(Slice.along(layer, -1, channel, channel + 1)));
    }
}
