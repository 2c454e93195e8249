package salty.loader.keras.layers;

import java.util.stream.IntStream;
import salty.engine.graph.Node;
import salty.engine.graph.Shape;
import salty.engine.op.Transpose;

/**
 * A value between layers. The graph keeps channels last; where the model means channels first, the flag says so, and
 * axes and shapes of the configuration are translated.
 *
 * @param node          the value as the graph computes it
 * @param channelsFirst whether Keras means {@code (n, c, h, w)} where the node holds {@code (n, h, w, c)}
 * @param preactivation what the layer's own activation was applied to; the node itself where it has none
 */
public record Value(Node node, boolean channelsFirst, Node preactivation) {

    static Value of(Node node) {
        return new Value(node, false, node);
    }

    /** A value whose axes are in the order that the configuration means, kept with channels last all the same. */
    static Value ofDeclared(Node declared, boolean channelsFirst) {
        Node node = new Value(declared, false, declared).channelsLast(channelsFirst);
        return new Value(node, channelsFirst && node.shape().rank() >= 3, node);
    }

    /** Another value in the same layout. */
    Value with(Node other) {
        return new Value(other, channelsFirst, other);
    }

    /** This value after the layer's activation. */
    Value activated(Node after) {
        return new Value(after, channelsFirst, node);
    }

    public Shape shape() {
        return node.shape();
    }

    /** The node's axis that the configuration's axis stands for; negative axes count from the last. */
    int axis(int declared) {
        int rank = node.shape().rank();
        int axis = declared < 0 ? declared + rank : declared;
        if (axis < 0 || axis >= rank) {
            throw new IllegalArgumentException("there is no axis " + declared + " in " + node.shape());
        }
        if (!channelsFirst || rank < 3 || axis == 0) {
            return axis;
        }
        return axis == 1 ? rank - 1 : axis - 1;
    }

    /** The node in exactly the order of axes that the configuration means. */
    Node declared() {
        int rank = node.shape().rank();
        if (!channelsFirst || rank < 3) {
            return node;
        }
        return Transpose.of(node, IntStream.range(0, rank).map(a -> a == 0 ? 0 : a == 1 ? rank - 1 : a - 1).toArray());
    }

    /** The node with channels last, of a value that is declared with channels first or last. */
    Node channelsLast(boolean layerWantsChannelsFirst) {
        if (layerWantsChannelsFirst == channelsFirst || node.shape().rank() < 3) {
            return node;
        }
        Node declared = declared();
        int rank = declared.shape().rank();
        return layerWantsChannelsFirst
                ? Transpose.of(declared,
                        IntStream.range(0, rank).map(a -> a == 0 ? 0 : a == rank - 1 ? 1 : a + 1).toArray())
                : declared;
    }
}
