package salty.engine.compile;

import java.util.List;
import java.util.function.Predicate;

import salty.engine.graph.Node;
import salty.engine.op.Conv2d;
import salty.engine.op.Conv2dInputGradient;
import salty.engine.op.Pad;
import salty.engine.op.Reverse;
import salty.engine.op.Transpose;
import salty.engine.op.Window;

/**
 * Brings convolutions to the form that backends are fastest at: a zero border becomes the window's own padding, and the
 * input gradient of a unit-stride convolution becomes a convolution with the filter turned round, so that backward runs
 * the forward's kernel.
 */
final class CanonicalConvolutions {
    private CanonicalConvolutions() {}

    static Node apply(Node node, Predicate<Node> only) {
        return switch (node.op()) {
            case Conv2d conv when node.input(0).op() instanceof Pad pad && isBorder(pad) ->
                    Conv2d.of(node.input(0).input(0), node.input(1), padded(conv.window(), pad), conv.groups());
            case Conv2dInputGradient conv when conv.groups() == 1 && conv.window().unitStride() ->
                    flipped(node, conv.window());
            default -> null;
        };
    }

    /** Whether it surrounds images with zeros. */
    static boolean isBorder(Pad pad) {
        return pad.value() == 0 && pad.before().get(0) + pad.after().get(0) == 0
                && pad.before().get(3) + pad.after().get(3) == 0;
    }

    /** The window with the border as padding of its own. */
    static Window padded(Window w, Pad border) {
        return new Window(w.height(), w.width(), w.strideY(), w.strideX(), w.dilationY(), w.dilationX(),
                w.top() + border.before().get(1), w.bottom() + border.after().get(1),
                w.left() + border.before().get(2), w.right() + border.after().get(2));
    }

    /** Null where the padding exceeds what the filter covers, so that the flipped window would need a negative one. */
    private static Node flipped(Node node, Window w) {
        int reachY = (w.height() - 1) * w.dilationY();
        int reachX = (w.width() - 1) * w.dilationX();
        if (List.of(w.top(), w.bottom()).stream().anyMatch(pad -> pad > reachY)
                || List.of(w.left(), w.right()).stream().anyMatch(pad -> pad > reachX)) {
            return null;
        }
        Window flipped = new Window(w.height(), w.width(), 1, 1, w.dilationY(), w.dilationX(),
                reachY - w.top(), reachY - w.bottom(), reachX - w.left(), reachX - w.right());
        return Conv2d.of(node.input(0), Transpose.of(Reverse.of(node.input(1), 0, 1), 0, 1, 3, 2), flipped);
    }
}
