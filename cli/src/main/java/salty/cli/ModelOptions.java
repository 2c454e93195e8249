package salty.cli;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

import salty.engine.backend.CacheFolder;
import salty.loader.ModelLoader;
import salty.loader.download.PublishedFile;
import salty.loader.keras.KerasModel;
import salty.loader.keras.LoadOptions;

/** Which model, as a mixin. */
public final class ModelOptions {
    @Spec(Spec.Target.MIXEE)
    private CommandSpec command;

    @Option(names = {"-m", "--model"}, paramLabel = "FILE",
            description = "A model: Keras (.h5, .keras, .weights.h5) or TF.js (model.json), "
                    + "or vgg16 for Keras' own, see salty download (default: pocket, the demonstration model).")
    private Path model;
    private Path file;

    @Mixin
    private LoadingOptions loading;

    @Option(names = "--labels", paramLabel = "FILE",
            description = "The classes' names: a line each, or JSON (default: ImageNet's, for 1000 classes).")
    private Path labels;

    /** Loads the model. */
    public Network load() {
        return load(1);
    }

    /** Loads the model for so many images a run. */
    public Network load(int batch) {
        if (file == null) {
            file = resolve(orDemonstration(model, command));
        }
        LoadOptions options = loading.options(batch);
        KerasModel opened = ModelLoader.open(file, options);
        return new Network(file, opened.graph(options), opened.card(), labels);
    }

    /** Whether it is the model that Salty brings along. */
    public boolean isDemonstration() {
        return model == null || isDemonstration(model);
    }

    /** What people call the model: its file's name without folders. */
    public String name() {
        return isDemonstration() ? DemonstrationModel.NAME : model.getFileName().toString();
    }

    private static boolean isDemonstration(Path named) {
        return named.toString().equals(DemonstrationModel.NAME) && !Files.exists(named);
    }

    /** The model that was named, else the demonstration model, which is then said unless the command is to be quiet. */
    static Path orDemonstration(Path named, CommandSpec command) {
        if (named != null) {
            return named;
        }
        if (!command.commandLine().getParseResult().hasMatchedOption("--quiet")) {
            command.commandLine().getErr().println("salty: " + DemonstrationModel.notice());
        }
        return DemonstrationModel.file();
    }

    /** The file itself, or the published one or the demonstration model that is called so. */
    static Path resolve(Path named) {
        return isDemonstration(named) ? DemonstrationModel.file()
                : resolve(named, Path.of(System.getProperty("user.home")), CacheFolder.standard());
    }

    /** The file itself; {@code vgg16}, where no such file lies, is Keras' file in its folder or in Salty's cache. */
    static Path resolve(Path named, Path home, Path cache) {
        Optional<PublishedFile> published = PublishedFile.of(named.toString());
        if (Files.exists(named) || published.isEmpty()) {
            return named;
        }
        PublishedFile wanted = published.get();
        return wanted.find(home, cache).orElseThrow(() -> new UserException(named + ": no " + wanted.name() + " in "
                + PublishedFile.kerasFolder(home) + " or " + wanted.inCache(cache).getParent()
                + "; fetch it with: salty download " + named));
    }
}
