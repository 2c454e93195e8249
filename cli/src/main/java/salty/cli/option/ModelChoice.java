package salty.cli.option;

import java.nio.file.Path;

import picocli.CommandLine.Model.CommandSpec;

import salty.vision.model.DemonstrationModel;
import salty.vision.model.ModelFile;

/** Which model a command takes where none may be named. */
public final class ModelChoice {
    private ModelChoice() {}

    /**
     * The model that was named, else the demonstration model, which is then said unless the command is to be quiet.
     *
     * @param option the option that names one; empty where a word of its own does
     */
    public static ModelFile of(Path named, String option, CommandSpec command) {
        if (named == null && !command.commandLine().getParseResult().hasMatchedOption("--quiet")) {
            command.commandLine().getErr().println("salty: " + DemonstrationModel.notice(option));
        }
        return ModelFile.of(named);
    }
}
