package salty.benchmarks.workload;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

import salty.engine.backend.Backend;
import salty.engine.backend.BackendOptions;
import salty.engine.backend.Backends;
import salty.engine.graph.Shape;
import salty.engine.graph.Tensor;
import salty.engine.model.Vgg16;

/**
 * What all rows of a run share. It reaches the forked JVMs as system properties.
 *
 * @param backend the backend's name
 * @param device  the OpenCL device; empty for the first that fits
 * @param threads its threads
 * @param model   a Keras HDF5 file of VGG16's weights; empty for seeded He-normal ones
 * @param image   an image file; empty for {@link Photograph#synthetic}
 */
public record Setting(String backend, String device, int threads, String model, String image) {
    private static final String PREFIX = "salty.bench.";

    /** The setting of this JVM, as its parent wrote it into {@link #properties}. */
    public static Setting current() {
        return new Setting(System.getProperty(PREFIX + "backend", Backends.AUTO),
                System.getProperty(PREFIX + "device", ""),
                Integer.getInteger(PREFIX + "threads", Runtime.getRuntime().availableProcessors()),
                System.getProperty(PREFIX + "model", ""), System.getProperty(PREFIX + "image", ""));
    }

    /** JVM arguments that carry this setting. */
    public List<String> properties() {
        return new ArrayList<>(List.of("-D" + PREFIX + "backend=" + backend, "-D" + PREFIX + "device=" + device,
                "-D" + PREFIX + "threads=" + threads, "-D" + PREFIX + "model=" + model,
                "-D" + PREFIX + "image=" + image));
    }

    /** The same on another backend, and a device of it. */
    public Setting on(String otherBackend, String otherDevice) {
        return new Setting(otherBackend, otherDevice, threads, model, image);
    }

    /** Opens the backend, saying on standard error why a faster one was passed over. */
    public Backend open() {
        return Backends.open(backend, new BackendOptions(threads, device), System.err::println);
    }

    /** VGG16's weights: the file's, or seeded ones. */
    public Vgg16.Weights weights() {
        return model.isEmpty() ? Weights.heNormal(16) : Weights.ofFile(Path.of(model));
    }

    /** The preprocessed image {@code (1, 224, 224, 3)}. */
    public Tensor photograph() {
        float[] pixels = image.isEmpty() ? Photograph.synthetic() : Photograph.read(Path.of(image));
        return Tensor.of(Shape.of(1, Photograph.SIDE, Photograph.SIDE, 3), pixels);
    }
}
