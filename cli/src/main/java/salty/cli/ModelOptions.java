package salty.cli;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

import picocli.CommandLine.Option;

import salty.engine.model.Model;
import salty.loader.FileKind;
import salty.loader.ModelBytes;
import salty.loader.ModelLoader;
import salty.loader.keras.LoadOptions;
import salty.loader.keras.ModelCard;

/** Which model, as a mixin. */
public final class ModelOptions {
    /** The files that Keras keeps under {@code ~/.keras/models}, by the names that {@code --model} takes for them. */
    private static final List<String> VGG16_FILES = List.of("vgg16_weights_tf_dim_ordering_tf_kernels.h5", "vgg16.h5");

    @Option(names = {"-m", "--model"}, required = true, paramLabel = "FILE",
            description = "A model: Keras (.h5, .keras, .weights.h5) or TF.js (model.json), "
                    + "or vgg16 for the one in ~/.keras/models.")
    private Path model;

    @Option(names = {"--image-size", "--image_dim"}, paramLabel = "PIXELS",
            description = "Height and width, for models that leave theirs open.")
    private Integer imageSize;

    @Option(names = "--labels", paramLabel = "FILE",
            description = "The classes' names: a line each, or JSON (default: ImageNet's, for 1000 classes).")
    private Path labels;

    /** Loads the model. */
    public Network load() {
        return load(1);
    }

    /** Loads the model for so many images a run. */
    public Network load(int batch) {
        return load(model, imageSize, labels, LoadOptions.DEFAULT.withBatch(batch));
    }

    /** Loads the model of a file. */
    static Network load(Path named, Integer imageSize, Path labels) {
        return load(named, imageSize, labels, LoadOptions.DEFAULT);
    }

    private static Network load(Path named, Integer imageSize, Path labels, LoadOptions most) {
        Path file = resolve(named);
        LoadOptions options = most;
        if (imageSize != null) {
            if (imageSize < 1) {
                throw new UserException("--image-size " + imageSize + ": at least 1 pixel is needed");
            }
            options = options.withImageSize(imageSize);
        }
        Model loaded = ModelLoader.load(file, options);
        return new Network(file, loaded, card(file), labels);
    }

    /** What the file says of itself; only HDF5 files can. */
    static Optional<ModelCard> card(Path file) {
        boolean hdf5 = Files.isRegularFile(file) && FileKind.of(ModelBytes.map(file)) == FileKind.HDF5;
        return hdf5 ? ModelCard.read(file) : Optional.empty();
    }

    /** The file itself, or Keras' download of vgg16 under the user's home. */
    static Path resolve(Path named) {
        return resolve(named, Path.of(System.getProperty("user.home")));
    }

    /** The file itself; {@code vgg16}, where no such file lies, stands for Keras' own download of it. */
    static Path resolve(Path named, Path home) {
        if (Files.exists(named) || !named.toString().equals("vgg16")) {
            return named;
        }
        Path folder = home.resolve(".keras").resolve("models");
        for (String name : VGG16_FILES) {
            if (Files.exists(folder.resolve(name))) {
                return folder.resolve(name);
            }
        }
        throw new UserException("vgg16: no " + VGG16_FILES.getFirst() + " in " + folder
                + "; put Keras' file there or name another with --model FILE");
    }
}
