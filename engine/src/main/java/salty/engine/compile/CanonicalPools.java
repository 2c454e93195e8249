package salty.engine.compile;

import java.util.function.Predicate;

import salty.engine.graph.Node;
import salty.engine.op.Clip;
import salty.engine.op.MaxPool2d;
import salty.engine.op.Pad;
import salty.engine.op.Relu;
import salty.engine.op.Window;

/**
 * A border of zeros around values that are nowhere negative becomes a max pool's own padding: zeros never beat such a
 * value, and as every window sees a pixel of the image, padding that is never looked at gives the same maximum.
 * ResNet's first pool is written with such a border.
 */
final class CanonicalPools {
    private CanonicalPools() {}

    static Node apply(Node node, Predicate<Node> only) {
        if (!(node.op() instanceof MaxPool2d pool) || !(node.input(0).op() instanceof Pad pad)
                || !CanonicalConvolutions.isBorder(pad) || !isNeverNegative(node.input(0).input(0))) {
            return null;
        }
        Window padded = CanonicalConvolutions.padded(pool.window(), pad);
        boolean seesTheImage = Math.max(padded.top(), padded.bottom()) < padded.height()
                && Math.max(padded.left(), padded.right()) < padded.width();
        return seesTheImage ? MaxPool2d.of(node.input(0).input(0), padded) : null;
    }

    private static boolean isNeverNegative(Node value) {
        return value.op() instanceof Relu || value.op() instanceof Clip clip && clip.low() >= 0;
    }
}
