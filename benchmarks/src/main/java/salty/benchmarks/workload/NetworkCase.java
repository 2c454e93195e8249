package salty.benchmarks.workload;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.SplittableRandom;

import salty.engine.model.Model;
import salty.engine.model.Vgg16;
import salty.loader.ModelLoader;
import salty.loader.file.LoadOptions;
import salty.loader.keras.KerasLoader;
import salty.loader.keras.SeededWeights;

/**
 * A whole network and the pixels that it is measured on.
 *
 * @param pixels as many as the model's input {@code (n, h, w, 3)} has, preprocessed
 */
public record NetworkCase(Model model, float[] pixels) {
    /** The network whose weights and photograph can be chosen. */
    public static final String VGG16 = "vgg16";
    /** The networks that are measured beside VGG16. */
    public static final List<String> SEEDED = List.of("resnet50", "mobilenetv2", "inceptionv3");
    private static final long SEED = 16;

    /**
     * The case of a name.
     *
     * @param network {@link #VGG16}, one of {@link #SEEDED}, or a model's file
     */
    public static NetworkCase of(String network, int batch, Setting setting) {
        if (network.equals(VGG16)) {
            return vgg16(batch, setting.weights(), setting.photograph().toArray());
        }
        return SEEDED.contains(network) ? seeded(network, batch) : ofFile(Path.of(network), batch);
    }

    /** A network in a file of any format, and normal draws as its pixels. */
    public static NetworkCase ofFile(Path file, int batch) {
        Model model = ModelLoader.load(file, LoadOptions.DEFAULT.withBatch(batch));
        return new NetworkCase(model, normal(model.input().shape().intSize()));
    }

    /** VGG16 and one photograph {@code (1, 224, 224, 3)} again and again. */
    public static NetworkCase vgg16(int batch, Vgg16.Weights weights, float[] photograph) {
        float[] pixels = new float[batch * photograph.length];
        for (int i = 0; i < batch; i++) {
            System.arraycopy(photograph, 0, pixels, i * photograph.length, photograph.length);
        }
        return new NetworkCase(Vgg16.classifier(batch, 1000, weights), pixels);
    }

    /**
     * A network with weights and pixels that every process draws alike: the weights are those of {@code salty init}, in
     * a file that the JVM deletes when it ends, the pixels normal draws, as centred and scaled ones are about.
     */
    public static NetworkCase seeded(String network, int batch) {
        try {
            Path file = Files.createTempFile("salty-" + network, ".h5");
            file.toFile().deleteOnExit();
            SeededWeights.write(file, network, SEED);
            Model model = KerasLoader.load(file, LoadOptions.DEFAULT.withBatch(batch));
            return new NetworkCase(model, normal(model.input().shape().intSize()));
        } catch (IOException e) {
            throw new UncheckedIOException(network + ": its seeded weights cannot be written", e);
        }
    }

    private static float[] normal(int size) {
        SplittableRandom random = new SplittableRandom(SEED);
        float[] draws = new float[size];
        for (int i = 0; i < size; i++) {
            draws[i] = (float) random.nextGaussian();
        }
        return draws;
    }
}
