package salty.loader.keras.layers;

import java.util.List;
import salty.engine.graph.Node;
import salty.engine.graph.Shape;
import salty.engine.op.Affine;
import salty.engine.op.AveragePool2dGradient;
import salty.engine.op.Constant;
import salty.engine.op.MatMul;
import salty.engine.op.Reshape;
import salty.engine.op.Transpose;
import salty.engine.op.Window;
import salty.loader.keras.config.Settings;

/**
 * UpSampling2D and Resizing. Interpolation is linear in the pixels, so resizing is a matrix product along each axis,
 * with half-pixel centres and without smoothing when shrinking, as {@code tf.image.resize} has it.
 */
final class ResizingLayers {

    private static final int MAX_EXTENT = 16_384;

    private ResizingLayers() {
    }

    static Value upSampling2d(LayerCall call) {
        Node x = call.images(4);
        Settings settings = call.settings();
        int[] size = settings.integers(2, new int[] {2, 2}, "size");
        int height = Math.multiplyExact(x.shape().dim(1), size[0]);
        int width = Math.multiplyExact(x.shape().dim(2), size[1]);
        return call.imageResult(switch (settings.text("nearest", "interpolation")) {
            case "nearest" -> repeated(x, size[0], size[1]);
            case "bilinear" -> bilinear(x, height, width);
            case String other -> throw settings.unsupported("interpolation", other);
        });
    }

    static Value resizing(LayerCall call) {
        Node x = call.images(4);
        Settings settings = call.settings();
        int height = settings.integer("height");
        int width = settings.integer("width");
        boolean sameRatio = (long) x.shape().dim(1) * width == (long) x.shape().dim(2) * height;
        for (String name : List.of("crop_to_aspect_ratio", "pad_to_aspect_ratio")) {
            if (settings.flag(false, name) && !sameRatio) {
                throw settings.unsupported(name, true);
            }
        }
        if (settings.flag(false, "antialias")) {
            throw settings.unsupported("antialias", true);
        }
        return call.imageResult(switch (settings.text("bilinear", "interpolation")) {
            case "bilinear" -> bilinear(x, height, width);
            case "nearest" -> along2d(x, nearestMatrix(x.shape().dim(1), height),
                    nearestMatrix(x.shape().dim(2), width));
            case String other -> throw settings.unsupported("interpolation", other);
        });
    }

    /** Every pixel becomes a block: the adjoint of an average pool, times the block's size. */
    private static Node repeated(Node x, int rows, int columns) {
        Shape s = x.shape();
        Window window = new Window(rows, columns, rows, columns, 1, 1, 0, 0, 0, 0);
        Node spread = AveragePool2dGradient.of(x, window, Math.multiplyExact(s.dim(1), rows),
                Math.multiplyExact(s.dim(2), columns));
        return Affine.of(spread, Math.multiplyExact(rows, columns), 0);
    }

    private static Node bilinear(Node x, int height, int width) {
        return along2d(x, linearMatrix(x.shape().dim(1), height), linearMatrix(x.shape().dim(2), width));
    }

    /**
     * Multiplies the rows of images {@code (n, h, w, c)} by one matrix {@code (h', h)} and their columns by another.
     */
    private static Node along2d(Node x, Node rows, Node columns) {
        Shape s = x.shape();
        int n = s.dim(0);
        int w = s.dim(2);
        int c = s.dim(3);
        int newHeight = rows.shape().dim(0);
        int newWidth = columns.shape().dim(0);
        Node byRow = Reshape.of(Transpose.of(x, 1, 0, 2, 3), Shape.of(s.dim(1), Math.multiplyExact(n * w, c)));
        Node tall = Reshape.of(MatMul.of(rows, byRow), Shape.of(newHeight, n, w, c));
        Node byColumn = Reshape.of(Transpose.of(tall, 2, 1, 0, 3), Shape.of(w, Math.multiplyExact(n * newHeight, c)));
        Node wide = Reshape.of(MatMul.of(columns, byColumn), Shape.of(newWidth, n, newHeight, c));
        return Transpose.of(wide, 1, 2, 0, 3);
    }

    private static Node linearMatrix(int from, int to) {
        float[] matrix = matrix(from, to);
        for (int i = 0; i < to; i++) {
            double centre = Math.max(0, (i + .5) * from / to - .5);
            int low = Math.min((int) centre, from - 1);
            int high = Math.min(low + 1, from - 1);
            float share = (float) (centre - low);
            matrix[i * from + low] += 1 - share;
            matrix[i * from + high] += share;
        }
        return Constant.of(Shape.of(to, from), matrix);
    }

    private static Node nearestMatrix(int from, int to) {
        float[] matrix = matrix(from, to);
        for (int i = 0; i < to; i++) {
            matrix[i * from + Math.min((int) ((i + .5) * from / to), from - 1)] = 1;
        }
        return Constant.of(Shape.of(to, from), matrix);
    }

    private static float[] matrix(int from, int to) {
        if (to < 1 || to > MAX_EXTENT || from > MAX_EXTENT) {
            throw new IllegalArgumentException("resizes " + from + " pixels to " + to + ", the limit is " + MAX_EXTENT);
        }
        return new float[from * to];
    }
}
