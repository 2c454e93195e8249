package salty.cli;

import java.io.OutputStreamWriter;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;

import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The command {@code salty}: runs one of its subcommands and turns what happens into an exit status. */
@Command(name = "salty", mixinStandardHelpOptions = true, versionProvider = Version.class,
        description = "Classifies images with convolutional networks and shows what the networks see in them.",
        synopsisSubcommandLabel = "COMMAND",
        footer = {"", "Example:", "  salty classify --model vgg16.h5 photo.jpg", "",
                "salty COMMAND --help tells more of each command."},
        subcommands = {ClassifyCommand.class, VisualizeCommand.class, FiltersCommand.class, ActivationsCommand.class,
                CamCommand.class, GradientCommand.class, InspectCommand.class, DevicesCommand.class, TuneCommand.class,
                InitCommand.class, ConvertCommand.class, TrainCommand.class, EvalCommand.class,
                PicturesCommand.class, ScanCommand.class, MergeCommand.class, SkinCommand.class})
public final class Salty implements Runnable {
    @Spec
    private CommandSpec spec;

    /** A bare {@code salty} is a usage error: it names no command. */
    @Override
    public void run() {
        throw new ParameterException(spec.commandLine(), "no command given");
    }

    /** The command line with its error handling, for the JVM's entry and for tests. */
    static CommandLine commandLine() {
        CommandLine line = new CommandLine(new Salty()) {
            @Override
            public int execute(String... args) {
                return Failures.ofMachine(this, () -> super.execute(ScanInputs.ownLists(args)));
            }
        };
        line.setUseSimplifiedAtFiles(true);
        line.setCaseInsensitiveEnumValuesAllowed(true);
        line.setUsageHelpAutoWidth(true);
        line.setParameterExceptionHandler(Failures::ofUsage);
        line.setExecutionExceptionHandler(Failures::ofExecution);
        return line;
    }

    /**
     * Runs the command and exits.
     *
     * @param args the command and its options
     */
    public static void main(String[] args) {
        PrintWriter out = new PrintWriter(new ByteNameWriter(System.out), true);
        PrintWriter err = new PrintWriter(new OutputStreamWriter(System.err, StandardCharsets.UTF_8), true);
        int status = commandLine().setOut(out).setErr(err).execute(args);
        out.flush();
        err.flush();
        System.exit(status);
    }
}
