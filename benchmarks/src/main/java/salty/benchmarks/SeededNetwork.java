package salty.benchmarks;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.SplittableRandom;

import salty.engine.graph.Shape;
import salty.engine.model.Model;
import salty.loader.keras.KerasLoader;
import salty.loader.keras.SeededWeights;

/** A published network with weights that every process draws alike, for one image: what {@code salty init} writes. */
public final class SeededNetwork {
    /** The networks that are measured beside VGG16. */
    public static final List<String> NAMES = List.of("resnet50", "mobilenetv2", "inceptionv3");
    private static final long SEED = 16;

    private SeededNetwork() {}

    /** Builds a network; its weights lie in a file that the JVM deletes when it ends. */
    public static Model load(String name) {
        try {
            Path file = Files.createTempFile("salty-" + name, ".h5");
            file.toFile().deleteOnExit();
            SeededWeights.write(file, name, SEED);
            return KerasLoader.load(file);
        } catch (IOException e) {
            throw new UncheckedIOException(name + ": its seeded weights cannot be written", e);
        }
    }

    /** Pixels of an image of a shape: normal draws, as centred and scaled pixels are about. */
    public static float[] pixels(Shape shape) {
        SplittableRandom random = new SplittableRandom(SEED);
        float[] pixels = new float[shape.intSize()];
        for (int i = 0; i < pixels.length; i++) {
            pixels[i] = (float) random.nextGaussian();
        }
        return pixels;
    }
}
