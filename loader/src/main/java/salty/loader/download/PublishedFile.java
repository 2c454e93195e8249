package salty.loader.download;

import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * A file of weights that its makers publish.
 *
 * @param model   what {@code --model} calls it
 * @param name    the file's name
 * @param address where it lies
 * @param md5     the MD5 of its bytes, in lower-case hexadecimal, as its makers state it
 * @param bytes   how many it has
 */
public record PublishedFile(String model, String name, URI address, String md5, long bytes) {
    /** VGG16 with its classifier, at the address and with the MD5 that stand in {@code keras.applications.vgg16}. */
    public static final PublishedFile VGG16 = new PublishedFile("vgg16", "vgg16_weights_tf_dim_ordering_tf_kernels.h5",
            URI.create("https://storage.googleapis.com/tensorflow/keras-applications/vgg16/"
                    + "vgg16_weights_tf_dim_ordering_tf_kernels.h5"), "64373286793e3c8b2b4e3219cbf3544b", 553_467_096);

    /** All that can be fetched. */
    public static final List<PublishedFile> ALL = List.of(VGG16);

    /** The one that {@code --model} calls so. */
    public static Optional<PublishedFile> of(String model) {
        return ALL.stream().filter(file -> file.model.equals(model)).findFirst();
    }

    /**
     * Where it lies on this machine: in Keras' own folder {@code ~/.keras/models}, under its name or its model's, else
     * in Salty's cache.
     *
     * @param home  the user's home
     * @param cache Salty's cache
     */
    public Optional<Path> find(Path home, Path cache) {
        Path keras = kerasFolder(home);
        return List.of(keras.resolve(name), keras.resolve(model + ".h5"), inCache(cache)).stream().filter(Files::exists)
                .findFirst();
    }

    /** Where Keras keeps its files. */
    public static Path kerasFolder(Path home) {
        return home.resolve(".keras").resolve("models");
    }

    /** Where it is fetched to. */
    public Path inCache(Path cache) {
        return cache.resolve("models").resolve(name);
    }
}
