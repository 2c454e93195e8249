package salty.loader.keras.networks;

import salty.loader.keras.networks.Architecture.Convolution;

/**
 * AlexNet: Krizhevsky, Sutskever and Hinton, "ImageNet classification with deep convolutional neural networks" (2012),
 * with the grouped convolutions of its two graphics cards; names, and pools before normalisations, are Caffe's.
 */
final class AlexNet {

    private static final int IMAGE = 227;
    private static final int HIDDEN = 4096;

    private AlexNet() {
    }

    /** The network; without classes it is the convolutional part alone, for images of any size. */
    static Architecture network(int classes) {
        Architecture net = new Architecture("alexnet");
        String x = net.input("input_1", classes == 0 ? null : IMAGE, 3);
        x = net.conv(x, "conv1", new Convolution(96, 11, 11, 4, "valid", 1, "relu", true));
        x = net.localResponseNorm(net.maxPool(x, "pool1", 3, 2, "valid"), "norm1");
        x = net.conv(x, "conv2", new Convolution(256, 5, 5, 1, "same", 2, "relu", true));
        x = net.localResponseNorm(net.maxPool(x, "pool2", 3, 2, "valid"), "norm2");
        x = net.conv(x, "conv3", 384, 3, "relu");
        x = net.conv(x, "conv4", new Convolution(384, 3, 3, 1, "same", 2, "relu", true));
        x = net.conv(x, "conv5", new Convolution(256, 3, 3, 1, "same", 2, "relu", true));
        x = net.maxPool(x, "pool5", 3, 2, "valid");
        if (classes > 0) {
            x = net.flatten(x, "flatten", 36);
            x = net.dropout(net.dense(x, "fc6", HIDDEN, "relu"), "drop6", .5);
            x = net.dropout(net.dense(x, "fc7", HIDDEN, "relu"), "drop7", .5);
            net.dense(x, "fc8", classes, "softmax");
        }
        return net;
    }
}
