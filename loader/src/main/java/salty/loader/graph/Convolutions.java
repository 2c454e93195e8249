package salty.loader.graph;

import salty.engine.graph.Node;
import salty.engine.op.Add;
import salty.engine.op.Broadcast;
import salty.engine.op.Conv2d;
import salty.engine.op.Conv2dInputGradient;
import salty.engine.op.Window;

/** Convolutions, and their adjoints. */
public final class Convolutions {

    private Convolutions() {
    }

    /**
     * Convolves images {@code (n, h, w, c)}.
     *
     * @param filter {@code (kh, kw, c / groups, k)}
     * @param bias   {@code (k)}, or null
     */
    public static Node convolution(Call call, Node images, Node filter, Value bias, Window window, int groups) {
        return biased(call, Conv2d.of(images, call.weight("kernel", filter), window, groups), bias);
    }

    /**
     * The adjoint of a convolution that makes images {@code (n, oh, ow, k)} of {@code (n, height, width, c)}.
     *
     * @param filter {@code (kh, kw, c / groups, k)}
     * @param bias   {@code (c)}, or null
     */
    public static Node transposed(Call call, Node images, Node filter, Value bias, Conv2dInputGradient geometry) {
        return biased(call, Node.of(geometry, images, call.weight("kernel", filter)), bias);
    }

    private static Node biased(Call call, Node y, Value bias) {
        return bias == null ? y : Add.of(y, Broadcast.channels(call.weight("bias", bias.declared()), y.shape()));
    }

    /** The padding of one axis, before and after, with which {@code ceil(size / stride)} come out. */
    public static int[] same(int size, int extent, int stride, int dilation, boolean moreBefore) {
        int total = Math.max(0, ((size + stride - 1) / stride - 1) * stride + (extent - 1) * dilation + 1 - size);
        int less = total / 2;
        return moreBefore ? new int[] {total - less, less} : new int[] {less, total - less};
    }
}
