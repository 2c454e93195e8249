package salty.loader.keras.networks;

/** VGG16 and VGG19, configurations D and E of Simonyan and Zisserman (2015), with Keras' names of layers. */
public final class Vgg {

    private static final int[] FILTERS = {64, 128, 256, 512, 512};
    private static final int HIDDEN = 4096;
    private static final int IMAGE = 224;

    private Vgg() {
    }

    /** VGG16; without classes it is the convolutional part alone, for images of any size. */
    public static Architecture vgg16(int classes) {
        return vgg("vgg16", classes, 2, 2, 3, 3, 3);
    }

    /** VGG19; without classes it is the convolutional part alone, for images of any size. */
    static Architecture vgg19(int classes) {
        return vgg("vgg19", classes, 2, 2, 4, 4, 4);
    }

    private static Architecture vgg(String name, int classes, int... convolutions) {
        Architecture net = new Architecture(name);
        String x = net.input("input_1", classes == 0 ? null : IMAGE, 3);
        for (int block = 1; block <= FILTERS.length; block++) {
            for (int i = 1; i <= convolutions[block - 1]; i++) {
                x = net.conv(x, "block" + block + "_conv" + i, FILTERS[block - 1], 3, "relu");
            }
            x = net.maxPool(x, "block" + block + "_pool", 2, 2, "valid");
        }
        if (classes > 0) {
            x = net.flatten(x, "flatten", IMAGE / 32 * (IMAGE / 32));
            x = net.dense(x, "fc1", HIDDEN, "relu");
            x = net.dense(x, "fc2", HIDDEN, "relu");
            net.dense(x, "predictions", classes, "softmax");
        }
        return net;
    }
}
