package salty.vision.model;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

import salty.engine.UserException;
import salty.engine.backend.CacheFolder;
import salty.loader.ModelLoader;
import salty.loader.download.PublishedFile;
import salty.loader.file.LoadOptions;
import salty.loader.keras.KerasLoader;
import salty.loader.keras.KerasModel;
import salty.loader.keras.OpenedModel;
import salty.vision.output.InputFiles;

/**
 * A model's file and what its user calls it, which is what messages call it, too.
 *
 * @param path where it lies
 * @param name as it was given; of the demonstration model, whose file is a temporary one, its own name
 */
public record ModelFile(Path path, String name) {
    /** The file itself, or the published one or the demonstration model that is called so. */
    public static ModelFile of(Path named) {
        if (isDemonstration(named)) {
            return demonstration();
        }
        Path file = published(named, Path.of(System.getProperty("user.home")), CacheFolder.standard());
        return new ModelFile(file, file.toString());
    }

    /** Whether the demonstration model is meant, by its name or by none. */
    public static boolean isDemonstration(Path named) {
        return named == null || named.toString().equals(DemonstrationModel.NAME) && !Files.exists(named);
    }

    private static ModelFile demonstration() {
        return new ModelFile(DemonstrationModel.file(), DemonstrationModel.NAME);
    }

    /** The file itself; {@code vgg16}, where no such file lies, is Keras' file in its folder or in Salty's cache. */
    static Path published(Path named, Path home, Path cache) {
        Optional<PublishedFile> published = PublishedFile.of(named.toString());
        if (Files.exists(named) || published.isEmpty()) {
            return named;
        }
        PublishedFile wanted = published.get();
        return wanted.find(home, cache).orElseThrow(() -> new UserException(named + ": no " + wanted.name() + " in "
                + PublishedFile.kerasFolder(home) + " or " + wanted.inCache(cache).getParent()
                + "; fetch it with: salty download " + named));
    }

    /** The files that it is read from, with others that a command reads. */
    public InputFiles inputs(Path... others) {
        try {
            return InputFiles.of(others).add(ModelHash.files(path));
        } catch (IOException e) {
            throw new UserException(name + ": cannot be read (" + e.getMessage() + ")", e);
        }
    }

    /**
     * Opens it without building its graph. Weights whose digest is known, since Salty wrote the file or brings it
     * along, are compared with it.
     */
    public OpenedModel open(LoadOptions options) {
        if (name.equals(path.toString())) {
            OpenedModel model = ModelLoader.open(path, options);
            model.verify();
            return model;
        }
        KerasModel model = KerasLoader.open(path, name, options);
        model.verify(DemonstrationModel.WEIGHTS_SHA256);
        return model;
    }
}
