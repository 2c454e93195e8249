package salty.loader.keras.networks;

import salty.loader.keras.networks.Architecture.Convolution;

/**
 * ResNet-50 of He et al., "Deep residual learning for image recognition" (2015), table 1, with Keras' names of layers.
 */
final class ResNet50 {

    private static final int IMAGE = 224;
    private static final int[] FILTERS = {64, 128, 256, 512};
    private static final int[] BLOCKS = {3, 4, 6, 3};
    private static final double EPSILON = 1.001e-5;

    private ResNet50() {
    }

    /** The network; without classes it is the convolutional part alone, for images of any size. */
    static Architecture network(int classes) {
        Architecture net = new Architecture("resnet50");
        String x = net.zeroPadding(net.input("input_1", classes == 0 ? null : IMAGE, 3), "conv1_pad", 3, 3);
        x = normalised(net, x, "conv1", "_conv", "_bn", 64, 7, 2, "valid");
        x = net.zeroPadding(net.activation(x, "conv1_relu", "relu"), "pool1_pad", 1, 1);
        x = net.maxPool(x, "pool1_pool", 3, 2, "valid");
        for (int stage = 0; stage < BLOCKS.length; stage++) {
            for (int block = 1; block <= BLOCKS[stage]; block++) {
                int stride = block == 1 && stage > 0 ? 2 : 1;
                x = bottleneck(net, x, "conv" + (stage + 2) + "_block" + block, FILTERS[stage], stride, block == 1);
            }
        }
        if (classes > 0) {
            net.dense(net.globalAverage(x, "avg_pool"), "predictions", classes, "softmax");
        }
        return net;
    }

    /** A 1x1 convolution to few channels, a 3x3 one, a 1x1 one to many, and the input added. */
    private static String bottleneck(Architecture net, String x, String name, int filters, int stride,
                                     boolean projected) {
        String shortcut = projected ? normalised(net, x, name, "_0_conv", "_0_bn", 4 * filters, 1, stride, "valid") : x;
        String y = normalised(net, x, name, "_1_conv", "_1_bn", filters, 1, stride, "valid");
        y = net.activation(y, name + "_1_relu", "relu");
        y = normalised(net, y, name, "_2_conv", "_2_bn", filters, 3, 1, "same");
        y = net.activation(y, name + "_2_relu", "relu");
        y = normalised(net, y, name, "_3_conv", "_3_bn", 4 * filters, 1, 1, "valid");
        return net.activation(net.sum(name + "_add", shortcut, y), name + "_out", "relu");
    }

    private static String normalised(Architecture net, String x, String name, String conv, String norm, int filters,
                                     int size,
                                     int stride, String padding) {
        String y = net.conv(x, name + conv, new Convolution(filters, size, size, stride, padding, 1, "linear", true));
        return net.batchNorm(y, name + norm, EPSILON, true);
    }
}
