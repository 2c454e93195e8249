package salty.loader.keras.layers;

import java.util.Arrays;
import salty.engine.graph.Node;
import salty.engine.graph.Shape;
import salty.engine.graph.Tensor;
import salty.engine.op.Constant;
import salty.engine.op.Reshape;
import salty.engine.op.Reverse;
import salty.engine.op.Transpose;

/**
 * Convolution kernels, in place where today's Keras wrote them, rearranged where an old one did: Keras 1 kept those of
 * Theano's order as {@code (out, in, kh, kw)}, and Theano itself turned every kernel by 180 degrees
 * ({@code preprocess_weights_for_loading} in Keras 2).
 */
final class Kernels {

    private Kernels() {
    }

    static Node conv2d(LayerCall call, int kh, int kw, int in, int out) {
        int[] shape = {kh, kw, in, out};
        if (isTheanoOrder(call, new int[] {out, in, kh, kw}, shape)) {
            return rearranged(call, new int[] {out, in, kh, kw}, 2, 3, 1, 0);
        }
        return call.dialect().theano() ? rearranged(call, shape, 0, 1, 2, 3) : call.weights().constant("kernel", shape);
    }

    /** Keras 1 kept a sequence's kernel as an image's: {@code (k, 1, in, out)}. */
    static Node conv1d(LayerCall call, int width, int in, int out) {
        int[] shape = {width, in, out};
        Shape as = Shape.of(1, width, in, out);
        int[] stored = call.weights().storedShape("kernel");
        if (Arrays.equals(stored, new int[] {width, 1, in, out})) {
            return call.weights().constant("kernel", stored, as);
        }
        if (call.dialect().theano()) {
            if (call.weights().unfolded()) {
                return Reshape.of(Reverse.of(call.weights().constant("kernel", shape), 0), as);
            }
            return call.weights().computed("kernel", () -> {
                float[] turned = permuted(call.weights().tensor("kernel", shape), new int[] {0, 1, 2}, 1);
                return Constant.of(as, turned);
            });
        }
        return call.weights().constant("kernel", shape, as);
    }

    /** A transposed convolution's kernel is {@code (kh, kw, out, in)}, seen from the layer. */
    static Node transposed(LayerCall call, int kh, int kw, int out, int in) {
        int[] shape = {kh, kw, out, in};
        if (call.dialect().kerasMajor() == 1) {
            return call.channelsFirst() ? rearranged(call, new int[] {in, out, kh, kw}, 2, 3, 1, 0)
                    : rearranged(call, new int[] {kh, kw, in, out}, 0, 1, 3, 2);
        }
        return call.dialect().theano() ? rearranged(call, shape, 0, 1, 2, 3) : call.weights().constant("kernel", shape);
    }

    private static boolean isTheanoOrder(LayerCall call, int[] theano, int[] shape) {
        int[] stored = call.weights().storedShape("kernel");
        return Arrays.equals(stored, theano) && call.channelsFirst()
                && (call.dialect().kerasMajor() == 1 || !Arrays.equals(stored, shape));
    }

    /** The kernel with axis {@code axes[i]} of the file as its i-th, turned where Theano's convolution is meant. */
    private static Node rearranged(LayerCall call, int[] stored, int... axes) {
        if (call.weights().unfolded()) {
            Node kernel = Transpose.of(call.weights().constant("kernel", stored), axes);
            return call.dialect().theano() ? Reverse.of(kernel, 0, 1) : kernel;
        }
        return call.weights().computed("kernel", () -> {
            Tensor kernel = call.weights().tensor("kernel", stored);
            int[] shape = new int[axes.length];
            for (int i = 0; i < axes.length; i++) {
                shape[i] = stored[axes[i]];
            }
            return Constant.of(Shape.of(shape), permuted(kernel, axes, call.dialect().theano() ? 2 : 0));
        });
    }

    /** Values in another order of axes, reversed along the first {@code reversed} axes of the result. */
    private static float[] permuted(Tensor tensor, int[] axes, int reversed) {
        int rank = axes.length;
        int[] strides = tensor.shape().strides();
        float[] values = new float[tensor.shape().intSize()];
        int[] index = new int[rank];
        for (int at = 0; at < values.length; at++) {
            long from = 0;
            for (int i = 0; i < rank; i++) {
                int extent = tensor.shape().dim(axes[i]);
                from += (long) (i < reversed ? extent - 1 - index[i] : index[i]) * strides[axes[i]];
            }
            values[at] = tensor.get(from);
            for (int i = rank - 1; i >= 0 && ++index[i] == tensor.shape().dim(axes[i]); i--) {
                index[i] = 0;
            }
        }
        return values;
    }
}
