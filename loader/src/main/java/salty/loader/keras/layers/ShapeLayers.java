package salty.loader.keras.layers;

import java.util.Arrays;
import tools.jackson.databind.JsonNode;
import salty.engine.graph.Node;
import salty.engine.graph.Shape;
import salty.engine.op.Pad;
import salty.engine.op.Reshape;
import salty.engine.op.Slice;
import salty.engine.op.Transpose;
import salty.loader.keras.config.Settings;

/** Flatten, Reshape, Permute, ZeroPadding, Cropping: layers that move values and compute nothing. */
final class ShapeLayers {

    private ShapeLayers() {
    }

    /**
     * A layer that knows its data format lays channels last before it flattens, so that the weights behind it do not
     * depend on the format; one of Keras before 2.1.6 does not know it and flattens what it gets.
     */
    static Value flatten(LayerCall call) {
        boolean formatKnown = call.settings().has("data_format");
        Node x = formatKnown && call.channelsFirst() ? call.input().channelsLast(true) : call.input().declared();
        int n = x.shape().dim(0);
        return Value.of(Reshape.of(x, Shape.of(n, Math.toIntExact(x.shape().size() / n))));
    }

    /** At most one target extent may be -1: it takes what is left. */
    static Value reshape(LayerCall call) {
        Node x = call.input().declared();
        int[] target = call.settings().integerList("target_shape");
        int n = x.shape().dim(0);
        return Value.of(Reshape.of(x, resolved(x.shape().size() / n, n, target)));
    }

    static Shape resolved(long size, int n, int[] target) {
        long known = 1;
        int open = -1;
        for (int i = 0; i < target.length; i++) {
            if (target[i] == -1 && open < 0) {
                open = i;
            } else {
                known = Math.multiplyExact(known, target[i]);
            }
        }
        int[] dims = new int[target.length + 1];
        dims[0] = n;
        System.arraycopy(target, 0, dims, 1, target.length);
        if (open >= 0) {
            if (known < 1 || size % known != 0) {
                throw new IllegalArgumentException("target_shape " + Arrays.toString(target) + " does not fit " + size
                        + " values");
            }
            dims[open + 1] = Math.toIntExact(size / known);
        }
        return Shape.of(dims);
    }

    /** Axes are counted from 1, the batch left out. */
    static Value permute(LayerCall call) {
        Node x = call.input().declared();
        int[] dims = call.settings().integerList("dims");
        int[] axes = new int[dims.length + 1];
        System.arraycopy(dims, 0, axes, 1, dims.length);
        return Value.of(Transpose.of(x, axes));
    }

    static Value zeroPadding2d(LayerCall call) {
        Node x = call.images(4);
        int[][] border = borders(call.settings(), "padding");
        return call.imageResult(Pad.of(x, new int[] {0, border[0][0], border[1][0], 0},
                new int[] {0, border[0][1], border[1][1], 0}, 0));
    }

    static Value zeroPadding1d(LayerCall call) {
        Node x = call.input().declared();
        int[] border = call.settings().json().path("padding").isArray()
                ? call.settings().integers(2, null, "padding") : filled(call.settings().integer(1, "padding"));
        return Value.ofDeclared(Pad.of(x, new int[] {0, border[0], 0}, new int[] {0, border[1], 0}, 0),
                call.input().channelsFirst());
    }

    static Value cropping2d(LayerCall call) {
        Node x = call.images(4);
        int[][] border = borders(call.settings(), "cropping");
        Shape s = x.shape();
        return call.imageResult(Slice.of(x, new int[] {0, border[0][0], border[1][0], 0},
                new int[] {s.dim(0), s.dim(1) - border[0][1], s.dim(2) - border[1][1], s.dim(3)}));
    }

    /** {@code 1}, {@code [1, 2]}, {@code [[1, 1], [2, 2]]} or Keras 1's {@code [top, bottom, left, right]}. */
    private static int[][] borders(Settings settings, String name) {
        JsonNode value = settings.find(name);
        if (value != null && value.isArray() && value.size() == 4) {
            int[] four = settings.integers(4, null, name);
            return new int[][] {{four[0], four[1]}, {four[2], four[3]}};
        }
        if (value != null && value.isArray() && value.size() == 2 && value.get(0).isArray()) {
            int[][] borders = new int[2][2];
            for (int i = 0; i < 2; i++) {
                if (!value.get(i).isArray() || value.get(i).size() != 2 || !value.get(i).get(0).isInt()
                        || !value.get(i).get(1).isInt()) {
                    throw settings.wrong(name, value, "[[top, bottom], [left, right]]");
                }
                borders[i][0] = value.get(i).get(0).intValue();
                borders[i][1] = value.get(i).get(1).intValue();
            }
            return borders;
        }
        int[] symmetric = settings.integers(2, new int[] {1, 1}, name);
        return new int[][] {filled(symmetric[0]), filled(symmetric[1])};
    }

    private static int[] filled(int both) {
        return new int[] {both, both};
    }
}
