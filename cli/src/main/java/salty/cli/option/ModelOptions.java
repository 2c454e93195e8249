package salty.cli.option;

import java.io.IOException;
import java.nio.file.Path;

import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

import salty.cli.console.Console;
import salty.engine.UserException;
import salty.vision.model.DemonstrationModel;
import salty.vision.model.ModelFile;
import salty.vision.model.ModelGuard;
import salty.vision.model.Network;

/** Which model, as a mixin. */
public final class ModelOptions {
    @Spec(Spec.Target.MIXEE)
    private CommandSpec command;

    @Option(names = {"-m", "--model"}, paramLabel = "FILE",
            description = "A model: Keras (.h5, .keras, .weights.h5), TF.js (model.json) or ONNX, "
                    + "or vgg16 for Keras' own, see salty download (default: pocket, the demonstration model).")
    private Path model;
    private ModelFile file;

    @Mixin
    private LoadingOptions loading;

    @Option(names = "--labels", paramLabel = "FILE",
            description = "The classes' names: a line each, or JSON (default: ImageNet's, for 1000 classes).")
    private Path labels;

    /** Loads the model. */
    public Network load() {
        return load(1);
    }

    /** Loads the model and says so, in the words of TensorFlow.js' visualize-convnet. */
    public Network load(Console console) {
        console.note("Loading model...");
        Network network = load();
        console.note("Model loading complete.");
        return network;
    }

    /** The model's file, which need not be loaded. */
    public ModelFile file() {
        if (file == null) {
            file = ModelChoice.of(model, "--model", command);
        }
        return file;
    }

    /** Begins to watch the model's files; to be called before it is loaded. */
    public ModelGuard guard() {
        ModelFile named = file();
        try {
            return new ModelGuard(named.path(), named.name());
        } catch (IOException | RuntimeException e) {
            // What is wrong with the file, loading it says in more words.
            load();
            throw new UserException(named.name() + ": cannot be read (" + e.getMessage() + ")", e);
        }
    }

    /** Loads the model for so many images a run. */
    public Network load(int batch) {
        file();
        return Network.open(file, loading.options(batch), labels);
    }

    /** Whether it is the model that Salty brings along. */
    public boolean isDemonstration() {
        return ModelFile.isDemonstration(model);
    }

    /** What people call the model: its file's name without folders. */
    public String name() {
        return isDemonstration() ? DemonstrationModel.NAME : model.getFileName().toString();
    }
}
