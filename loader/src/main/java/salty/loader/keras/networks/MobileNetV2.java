package salty.loader.keras.networks;

import salty.loader.keras.networks.Architecture.Convolution;

/**
 * MobileNetV2 of width 1: Sandler et al., "MobileNetV2: inverted residuals and linear bottlenecks" (2018), table 2,
 * with Keras' names of layers.
 */
final class MobileNetV2 {

    private static final int IMAGE = 224;
    private static final double EPSILON = 1e-3;
    /** Expansion, channels, repetitions and first stride of each row of the table. */
    private static final int[][] ROWS = {{1, 16, 1, 1}, {6, 24, 2, 2}, {6, 32, 3, 2}, {6, 64, 4, 2}, {6, 96, 3, 1},
        {6, 160, 3, 2}, {6, 320, 1, 1}};

    private MobileNetV2() {
    }

    /** The network; without classes it is the convolutional part alone, for images of any size. */
    static Architecture network(int classes) {
        Architecture net = new Architecture("mobilenetv2");
        String x = net.input("input_1", classes == 0 ? null : IMAGE, 3);
        x = net.conv(x, "Conv1", Convolution.plain(32, 3, 3, 2, "same"));
        x = net.relu6(net.batchNorm(x, "bn_Conv1", EPSILON, true), "Conv1_relu");
        int in = 32;
        int id = 0;
        for (int[] row : ROWS) {
            for (int i = 0; i < row[2]; i++) {
                x = block(net, x, id++, in, row[0], row[1], i == 0 ? row[3] : 1);
                in = row[1];
            }
        }
        x = net.conv(x, "Conv_1", Convolution.plain(1280, 1, 1, 1, "valid"));
        x = net.relu6(net.batchNorm(x, "Conv_1_bn", EPSILON, true), "out_relu");
        if (classes > 0) {
            net.dense(net.globalAverage(x, "global_average_pooling2d"), "predictions", classes, "softmax");
        }
        return net;
    }

    /** Expands by a 1x1 convolution, filters every channel by itself, projects to few channels without rectifier. */
    private static String block(Architecture net, String x, int id, int in, int expansion, int filters, int stride) {
        String name = id == 0 ? "expanded_conv_" : "block_" + id + "_";
        String y = x;
        if (id > 0) {
            y = net.conv(y, name + "expand", Convolution.plain(expansion * in, 1, 1, 1, "same"));
            y = net.relu6(net.batchNorm(y, name + "expand_BN", EPSILON, true), name + "expand_relu");
        }
        if (stride == 2) {
            y = net.zeroPadding(y, name + "pad", 0, 1);
        }
        y = net.depthwise(y, name + "depthwise", stride, stride == 1 ? "same" : "valid");
        y = net.relu6(net.batchNorm(y, name + "depthwise_BN", EPSILON, true), name + "depthwise_relu");
        y = net.conv(y, name + "project", Convolution.plain(filters, 1, 1, 1, "same"));
        y = net.batchNorm(y, name + "project_BN", EPSILON, true);
        return in == filters && stride == 1 ? net.sum(name + "add", x, y) : y;
    }
}
