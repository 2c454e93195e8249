package salty.cli;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;

/**
 * TF.js models that anyone can do in the head, for pictures of 16 x 16: a convolution that passes red and green on,
 * their means, a dense layer. With the mean red r and green g, 0 to 1, the logit of nsfw or porn is 16 r - 8, that of
 * sexy 16 g - 8, that of sfw or neutral 0, the others' -20.
 */
public final class RednessModel {
    private static final int SIZE = 16;

    private RednessModel() {}

    /** One output: P(nsfw) is its sigmoid. */
    public static Path sigmoid(Path folder) throws IOException {
        return write(folder, "sigmoid", new float[][] {{16}, {0}}, -8);
    }

    /** Classes sfw and nsfw. */
    public static Path two(Path folder) throws IOException {
        return write(folder, "softmax", new float[][] {{0, 16}, {0, 0}}, 0, -8);
    }

    /** Classes drawings, hentai, neutral, porn and sexy. */
    public static Path five(Path folder) throws IOException {
        return write(folder, "softmax", new float[][] {{0, 0, 0, 16, 0}, {0, 0, 0, 0, 16}}, -20, -20, 0, -8, -8);
    }

    /** Five classes, their names beside the model. */
    public static Path labels(Path folder) throws IOException {
        return Files.writeString(folder.resolve("labels.txt"), "drawings\nhentai\nneutral\nporn\nsexy\n");
    }

    private static Path write(Path folder, String activation, float[][] kernel, float... bias) throws IOException {
        Files.createDirectories(folder);
        float[] passing = {1, 0, 0, 1, 0, 0};
        ByteBuffer weights = ByteBuffer.allocate(4 * (passing.length + 2 + 3 * bias.length))
                .order(ByteOrder.LITTLE_ENDIAN);
        put(weights, passing);
        put(weights, 0, 0);
        put(weights, kernel[0]);
        put(weights, kernel[1]);
        put(weights, bias);
        Files.write(folder.resolve("weights.bin"), weights.array());
        String json = String.format(Locale.ROOT, """
                {"format": "layers-model", "modelTopology": {"keras_version": "2.15.0", "backend": "tensorflow",
                 "model_config": {"class_name": "Sequential", "config": {"name": "redness", "layers": [
                  {"class_name": "Conv2D", "config": {"name": "conv", "batch_input_shape": [null, %d, %d, 3],
                   "filters": 2, "kernel_size": [1, 1], "strides": [1, 1], "padding": "same",
                   "data_format": "channels_last", "dilation_rate": [1, 1], "activation": "relu", "use_bias": true}},
                  {"class_name": "GlobalAveragePooling2D", "config": {"name": "mean", "data_format": "channels_last"}},
                  {"class_name": "Dense", "config": {"name": "head", "units": %d, "activation": "%s",
                   "use_bias": true}}]}}},
                 "weightsManifest": [{"paths": ["weights.bin"], "weights": [
                  {"name": "conv/kernel", "shape": [1, 1, 3, 2], "dtype": "float32"},
                  {"name": "conv/bias", "shape": [2], "dtype": "float32"},
                  {"name": "head/kernel", "shape": [2, %d], "dtype": "float32"},
                  {"name": "head/bias", "shape": [%d], "dtype": "float32"}]}]}
                """, SIZE, SIZE, bias.length, activation, bias.length, bias.length);
        return Files.writeString(folder.resolve("model.json"), json);
    }

    private static void put(ByteBuffer buffer, float... values) {
        for (float value : values) {
            buffer.putFloat(value);
        }
    }
}
