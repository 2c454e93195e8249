package salty.loader.onnx;

import java.util.Arrays;
import java.util.Map;
import salty.engine.graph.Node;
import salty.engine.graph.Shape;
import salty.engine.op.Conv2dInputGradient;
import salty.engine.op.Window;
import salty.loader.graph.Attributes;
import salty.loader.graph.Call;
import salty.loader.graph.Convolutions;
import salty.loader.graph.Images;
import salty.loader.graph.Operator;
import salty.loader.graph.Value;

/** Convolutions and transposed convolutions over images and sequences. */
final class OnnxConvolutions {

    static final Map<String, Operator> TABLE = Map.of(
            "Conv", Operator.of(OnnxConvolutions::convolution),
            "ConvTranspose", Operator.of(OnnxConvolutions::transposed));

    private OnnxConvolutions() {
    }

    /** Filters are {@code (k, c / group, kh, kw)}. */
    private static Value convolution(Call call) {
        Images images = Images.of(call.input(0), true);
        Node x = images.node(call.input(0));
        Node filter = filter(call, images);
        Geometry geometry = Geometry.of(call.attributes(), images, extents(filter), x.shape());
        return images.value(Convolutions.convolution(call, x, filter, bias(call), geometry.window(),
                call.attributes().integer("group", 1)));
    }

    /** Filters are {@code (c, k / group, kh, kw)}: those of the convolution whose adjoint it is. */
    private static Value transposed(Call call) {
        Images images = Images.of(call.input(0), true);
        Attributes attributes = call.attributes();
        Node x = images.node(call.input(0));
        Node filter = filter(call, images);
        int group = attributes.integer("group", 1);
        Geometry given = Geometry.of(attributes, images, extents(filter), x.shape());
        int[] extra = images.spatial(attributes.integers("output_padding", new int[images.rank() - 2]), 0);
        int[] size = new int[2];
        int[] wanted = attributes.has("output_shape")
                ? images.spatial(attributes.integers("output_shape"), 1) : null;
        boolean same = attributes.text("auto_pad", "").startsWith("SAME");
        int[] before = given.before().clone();
        int[] after = given.after().clone();
        for (int i = 0; i < 2; i++) {
            int full = Math.addExact(Math.multiplyExact(x.shape().dim(1 + i) - 1, given.strides()[i]),
                    (given.kernel()[i] - 1) * given.dilations()[i] + 1 + extra[i]);
            if (wanted != null || same) {
                size[i] = wanted != null ? wanted[i]
                        : Math.multiplyExact(x.shape().dim(1 + i), given.strides()[i]);
                int total = Math.max(0, full - size[i]);
                boolean moreAfter = attributes.text("auto_pad", "").equals("SAME_UPPER");
                before[i] = moreAfter ? total / 2 : total - total / 2;
                after[i] = total - before[i];
            } else {
                size[i] = full - before[i] - after[i];
            }
            // The convolution's window needs no more padding at the end than its last step reaches.
            after[i] = Math.max(0, full - extra[i] - before[i] - size[i]);
        }
        Window window = new Geometry(given.kernel(), given.strides(), given.dilations(), before, after).window();
        return images.value(Convolutions.transposed(call, x, filter, bias(call),
                new Conv2dInputGradient(window, group, size[0], size[1])));
    }

    private static Value bias(Call call) {
        return call.has(2) ? call.input(2) : null;
    }

    /** The filter as {@code (kh, kw, c, k)}, of a sequence with a height of 1. */
    private static Node filter(Call call, Images images) {
        Value filter = call.input(1);
        int[] dims = filter.dims();
        if (dims.length != images.rank()) {
            throw new IllegalArgumentException("has a filter " + Value.text(dims) + " for a value "
                    + Value.text(call.input(0).dims()));
        }
        int[] declared = call.attributes().integers("kernel_shape", Arrays.copyOfRange(dims, 2, dims.length));
        if (!Arrays.equals(declared, Arrays.copyOfRange(dims, 2, dims.length))) {
            throw new IllegalArgumentException("has a kernel_shape other than its filter " + Value.text(dims));
        }
        Value image = dims.length == 4 ? filter : filter.reshaped(dims[0], dims[1], 1, dims[2]);
        return image.arranged(2, 3, 1, 0);
    }

    private static int[] extents(Node filter) {
        Shape shape = filter.shape();
        return new int[] {shape.dim(0), shape.dim(1)};
    }
}
