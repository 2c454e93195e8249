package salty.loader.keras.networks;

import salty.loader.keras.networks.Architecture.Convolution;

/**
 * Inception-v3 of Szegedy et al., "Rethinking the Inception architecture for computer vision" (2015), as Keras builds
 * it, with its names of layers: convolutions, normalisations and activations are numbered, the mixed layers are named.
 */
final class InceptionV3 {

    private static final int IMAGE = 299;
    private static final double EPSILON = 1e-3;

    private final Architecture net = new Architecture("inceptionv3");
    private int convolutions;
    private int averages;
    private int maxima;

    private InceptionV3() {
    }

    /** The network; without classes it is the convolutional part alone, for images of any size. */
    static Architecture network(int classes) {
        InceptionV3 builder = new InceptionV3();
        String x = builder.features(builder.net.input("input_1", classes == 0 ? null : IMAGE, 3));
        if (classes > 0) {
            builder.net.dense(builder.net.globalAverage(x, "avg_pool"), "predictions", classes, "softmax");
        }
        return builder.net;
    }

    private String features(String image) {
        String x = conv(conv(conv(image, 32, 3, 3, 2, "valid"), 32, 3, 3, 1, "valid"), 64, 3, 3);
        x = conv(conv(maxPool(x), 80, 1, 1, 1, "valid"), 192, 3, 3, 1, "valid");
        x = maxPool(x);
        x = grid35(x, "mixed0", 32);
        x = grid35(x, "mixed1", 64);
        x = grid35(x, "mixed2", 64);
        String b3 = conv(x, 384, 3, 3, 2, "valid");
        String twice = conv(conv(conv(x, 64, 1, 1), 96, 3, 3), 96, 3, 3, 2, "valid");
        x = net.concatenate("mixed3", b3, twice, maxPool(x));
        x = grid17(x, "mixed4", 128);
        x = grid17(x, "mixed5", 160);
        x = grid17(x, "mixed6", 160);
        x = grid17(x, "mixed7", 192);
        b3 = conv(conv(x, 192, 1, 1), 320, 3, 3, 2, "valid");
        String b7 = conv(conv(conv(conv(x, 192, 1, 1), 192, 1, 7), 192, 7, 1), 192, 3, 3, 2, "valid");
        x = net.concatenate("mixed8", b3, b7, maxPool(x));
        x = grid8(x, 0);
        return grid8(x, 1);
    }

    /** Figure 5 of the paper: the modules on the 35 x 35 grid. */
    private String grid35(String x, String name, int pooled) {
        String b1 = conv(x, 64, 1, 1);
        String b5 = conv(conv(x, 48, 1, 1), 64, 5, 5);
        String twice = conv(conv(conv(x, 64, 1, 1), 96, 3, 3), 96, 3, 3);
        return net.concatenate(name, b1, b5, twice, conv(averagePool(x), pooled, 1, 1));
    }

    /** Figure 6: 7x7 convolutions in two halves, on the 17 x 17 grid. */
    private String grid17(String x, String name, int inner) {
        String b1 = conv(x, 192, 1, 1);
        String b7 = conv(conv(conv(x, inner, 1, 1), inner, 1, 7), 192, 7, 1);
        String twice = conv(conv(conv(conv(conv(x, inner, 1, 1), inner, 7, 1), inner, 1, 7), inner, 7, 1), 192, 1, 7);
        return net.concatenate(name, b1, b7, twice, conv(averagePool(x), 192, 1, 1));
    }

    /** Figure 7: convolutions that spread out, on the 8 x 8 grid. */
    private String grid8(String x, int i) {
        String b1 = conv(x, 320, 1, 1);
        String b3 = conv(x, 384, 1, 1);
        b3 = net.concatenate("mixed9_" + i, conv(b3, 384, 1, 3), conv(b3, 384, 3, 1));
        String twice = conv(conv(x, 448, 1, 1), 384, 3, 3);
        twice = net.concatenate(i == 0 ? "concatenate" : "concatenate_" + i, conv(twice, 384, 1, 3),
                conv(twice, 384, 3, 1));
        return net.concatenate("mixed" + (9 + i), b1, b3, twice, conv(averagePool(x), 192, 1, 1));
    }

    private String conv(String x, int filters, int height, int width) {
        return conv(x, filters, height, width, 1, "same");
    }

    private String conv(String x, int filters, int height, int width, int stride, String padding) {
        String counter = convolutions == 0 ? "" : "_" + convolutions;
        convolutions++;
        String y = net.conv(x, "conv2d" + counter, Convolution.plain(filters, height, width, stride, padding));
        return net.activation(net.batchNorm(y, "batch_normalization" + counter, EPSILON, false), "activation" + counter,
                "relu");
    }

    private String averagePool(String x) {
        String counter = averages == 0 ? "" : "_" + averages;
        averages++;
        return net.averagePool(x, "average_pooling2d" + counter, 3, 1, "same");
    }

    private String maxPool(String x) {
        String counter = maxima == 0 ? "" : "_" + maxima;
        maxima++;
        return net.maxPool(x, "max_pooling2d" + counter, 3, 2, "valid");
    }
}
