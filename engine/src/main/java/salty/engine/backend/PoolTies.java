package salty.engine.backend;

import java.util.List;

import salty.engine.graph.Graph;
import salty.engine.graph.Node;
import salty.engine.op.Conv2d;

/**
 * Which pixels tie under a max pool's window, for every backend. Equal ones do, and the first of them takes the
 * gradient. Where a flat region of an image went through a convolution that is not computed as its definition says
 * (Winograd's), pixels that are equal in exact arithmetic differ by its rounding, from place to place in a tile; behind
 * such a convolution, and only there, pixels tie that differ by no more than that.
 */
public final class PoolTies {
    /** Winograd's rounding, relative to the greatest pixel. */
    public static final float ROUNDING = 0x1p-18f;

    private PoolTies() {}

    /**
     * How far a pixel may be below the greatest and still tie with it, relative to it.
     *
     * @param pooled what the pool sees
     * @param direct whether all convolutions are computed as defined
     */
    public static float tolerance(Node pooled, boolean direct) {
        return !direct && Graph.order(List.of(pooled)).stream().anyMatch(PoolTies::mayBeWinograd) ? ROUNDING : 0;
    }

    private static boolean mayBeWinograd(Node node) {
        return node.op() instanceof Conv2d conv && conv.window().height() * conv.window().width() > 1;
    }
}
