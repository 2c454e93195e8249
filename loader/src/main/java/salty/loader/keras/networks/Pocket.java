package salty.loader.keras.networks;

/**
 * The small sister of VGG that Salty brings along: the same 3x3 convolutions in blocks, fewer and narrower, for images
 * of 64 pixels. With 16 classes it has 0.17 million parameters.
 */
final class Pocket {

    private static final int[][] BLOCKS = {{16}, {32}, {48, 48}, {64, 64}};
    private static final int HIDDEN = 64;
    private static final int IMAGE = 64;

    private Pocket() {
    }

    /** The network; without classes it is the convolutional part alone, for images of any size. */
    static Architecture network(int classes) {
        Architecture net = new Architecture("pocket");
        String x = net.input("input_1", classes == 0 ? null : IMAGE, 3);
        for (int block = 1; block <= BLOCKS.length; block++) {
            int[] filters = BLOCKS[block - 1];
            for (int i = 1; i <= filters.length; i++) {
                x = net.conv(x, "block" + block + "_conv" + i, filters[i - 1], 3, "relu");
            }
            x = net.maxPool(x, "block" + block + "_pool", 2, 2, "valid");
        }
        if (classes > 0) {
            int side = IMAGE >> BLOCKS.length;
            x = net.flatten(x, "flatten", side * side);
            x = net.dense(x, "fc1", HIDDEN, "relu");
            net.dense(x, "predictions", classes, "softmax");
        }
        return net;
    }
}
