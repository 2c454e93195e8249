package salty.cli.option;

import java.nio.file.Path;

import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

import salty.cli.console.Console;
import salty.vision.model.DemonstrationModel;

/** The one picture of a command, as a mixin: by option or as a word of its own. */
public final class ImageArgument {
    @Spec(Spec.Target.MIXEE)
    private CommandSpec command;

    @Option(names = {"--image", "--inputImage", "--image-path", "--image_source"}, paramLabel = "FILE",
            description = "The picture, or a .npy file of the preprocessed tensor; - is stdin (default for pocket: one "
                    + "that is drawn).")
    private Path option;

    @Parameters(arity = "0..1", paramLabel = "IMAGE", description = "The same as a word of its own.")
    private Path word;

    /** The picture's file. The demonstration model is shown one that is drawn for it where none is given. */
    public Path file(ModelOptions model, Console console) {
        if (option != null && word != null) {
            throw new ParameterException(command.commandLine(), "two pictures given, " + option + " and " + word);
        }
        if (option == null && word == null) {
            if (!model.isDemonstration()) {
                throw new ParameterException(command.commandLine(), "no picture given; use --image FILE");
            }
            option = DemonstrationModel.picture();
            console.note("no --image given, so this is %s", option.getFileName());
        }
        return option != null ? option : word;
    }
}
