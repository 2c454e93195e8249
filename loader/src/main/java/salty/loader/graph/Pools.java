package salty.loader.graph;

import salty.engine.graph.Node;
import salty.engine.graph.Shape;
import salty.engine.op.AveragePool2d;
import salty.engine.op.MaxPool2d;
import salty.engine.op.Maximum;
import salty.engine.op.Pad;
import salty.engine.op.Slice;
import salty.engine.op.Window;

/**
 * Pools over images {@code (n, h, w, c)}, also where the engine's own want their windows denser or their padding
 * less.
 */
public final class Pools {

    private Pools() {
    }

    /** The greatest value under each window. */
    public static Node max(Node x, Window w) {
        boolean seesTheImage = Math.max(w.top(), w.bottom()) < w.height() && Math.max(w.left(), w.right()) < w.width();
        if (w.dense() && seesTheImage) {
            return MaxPool2d.of(x, w);
        }
        Node padded = padded(x, w, Float.NEGATIVE_INFINITY);
        Window bare = new Window(w.height(), w.width(), w.strideY(), w.strideX(), w.dilationY(), w.dilationX(), 0, 0, 0,
                0);
        return w.dense() ? MaxPool2d.of(padded, bare) : dilated(padded, bare);
    }

    /** A maximum over taps that are not adjacent: of the images that each tap sees. */
    private static Node dilated(Node x, Window w) {
        Shape s = x.shape();
        int rows = (w.outHeight(s.dim(1)) - 1) * w.strideY() + 1;
        int columns = (w.outWidth(s.dim(2)) - 1) * w.strideX() + 1;
        if (rows < 1 || columns < 1) {
            throw new IllegalArgumentException("has a window " + w + " that does not fit the image " + s);
        }
        Window strides = new Window(1, 1, w.strideY(), w.strideX(), 1, 1, 0, 0, 0, 0);
        Node max = null;
        for (int i = 0; i < w.height(); i++) {
            for (int j = 0; j < w.width(); j++) {
                int top = i * w.dilationY();
                int left = j * w.dilationX();
                Node seen = Slice.of(x, new int[] {0, top, left, 0},
                        new int[] {s.dim(0), top + rows, left + columns, s.dim(3)});
                Node tap = w.unitStride() ? seen : MaxPool2d.of(seen, strides);
                max = max == null ? tap : Maximum.of(max, tap);
            }
        }
        return max;
    }

    /**
     * The mean under each window.
     *
     * @param counted how much of the window's padding counts as pixels of 0, as a window of that padding; null if none
     */
    public static Node average(Node x, Window w, Window counted) {
        if (!w.dense()) {
            throw new IllegalArgumentException("is an average with dilations, which is not supported");
        }
        boolean zeros = counted != null && counted.top() + counted.bottom() + counted.left() + counted.right() > 0;
        if (!zeros) {
            return AveragePool2d.of(x, w);
        }
        Window rest = new Window(w.height(), w.width(), w.strideY(), w.strideX(), 1, 1, w.top() - counted.top(),
                w.bottom() - counted.bottom(), w.left() - counted.left(), w.right() - counted.right());
        return AveragePool2d.of(padded(x, counted, 0), rest);
    }

    private static Node padded(Node x, Window w, float value) {
        return Pad.of(x, new int[] {0, w.top(), w.left(), 0}, new int[] {0, w.bottom(), w.right(), 0}, value);
    }
}
