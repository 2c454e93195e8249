package salty.cli;

import java.io.BufferedOutputStream;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.OutputStreamWriter;
import java.io.PrintWriter;
import java.lang.reflect.Field;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;

import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

import salty.cli.command.ActivationsCommand;
import salty.cli.command.CamCommand;
import salty.cli.command.ClassifyCommand;
import salty.cli.command.ConvertCommand;
import salty.cli.command.DevicesCommand;
import salty.cli.command.DownloadCommand;
import salty.cli.command.EvalCommand;
import salty.cli.command.FiltersCommand;
import salty.cli.command.GradientCommand;
import salty.cli.command.InitCommand;
import salty.cli.command.InspectCommand;
import salty.cli.command.MergeCommand;
import salty.cli.command.PicturesCommand;
import salty.cli.command.ProfileCommand;
import salty.cli.command.ScanCommand;
import salty.cli.command.SkinCommand;
import salty.cli.command.TrainCommand;
import salty.cli.command.TuneCommand;
import salty.cli.command.VisualizeCommand;
import salty.cli.console.ByteNameWriter;
import salty.cli.console.Failures;
import salty.cli.console.StdoutException;
import salty.cli.option.EngineOptions;
import salty.cli.option.ScanInputs;
import salty.cli.option.Values;
import salty.engine.UserException;
import salty.kernels.vector.Warmup;

/** The command {@code salty}: runs one of its subcommands and turns what happens into an exit status. */
@Command(name = "salty", mixinStandardHelpOptions = true, versionProvider = Version.class,
        description = "Classifies images with convolutional networks and shows what the networks see in them.",
        synopsisSubcommandLabel = "COMMAND",
        footer = {"", "Example:", "  salty classify --model vgg16.h5 photo.jpg", "",
                "salty COMMAND --help tells more of each command."})
public final class Salty implements Runnable {
    /** The commands in the order in which the help lists them. */
    private static final Map<String, Class<?>> COMMANDS = commands();

    @Spec
    private CommandSpec spec;

    /** A bare {@code salty} is a usage error: it names no command. */
    @Override
    public void run() {
        throw new ParameterException(spec.commandLine(), "no command given");
    }

    private static Map<String, Class<?>> commands() {
        Map<String, Class<?>> commands = new LinkedHashMap<>();
        commands.put("classify", ClassifyCommand.class);
        commands.put("visualize", VisualizeCommand.class);
        commands.put("filters", FiltersCommand.class);
        commands.put("activations", ActivationsCommand.class);
        commands.put("cam", CamCommand.class);
        commands.put("gradient", GradientCommand.class);
        commands.put("inspect", InspectCommand.class);
        commands.put("profile", ProfileCommand.class);
        commands.put("devices", DevicesCommand.class);
        commands.put("tune", TuneCommand.class);
        commands.put("init", InitCommand.class);
        commands.put("download", DownloadCommand.class);
        commands.put("convert", ConvertCommand.class);
        commands.put("train", TrainCommand.class);
        commands.put("eval", EvalCommand.class);
        commands.put("pictures", PicturesCommand.class);
        commands.put("scan", ScanCommand.class);
        commands.put("merge", MergeCommand.class);
        commands.put("skin", SkinCommand.class);
        return commands;
    }

    /**
     * The command line with its error handling, for the JVM's entry and for tests. Reading the annotations of all
     * commands takes longer than classifying a picture, so where the first word names a command, the others are left
     * out.
     */
    static CommandLine commandLine(String... args) {
        CommandLine line = new CommandLine(new Salty()) {
            @Override
            public int execute(String... args) {
                return Failures.ofMachine(this, () -> super.execute(words(args)));
            }
        };
        if (args.length > 0 && COMMANDS.containsKey(args[0])) {
            line.addSubcommand(args[0], COMMANDS.get(args[0]));
        } else {
            COMMANDS.forEach(line::addSubcommand);
        }
        Values.register(line);
        line.setUseSimplifiedAtFiles(true);
        // What picocli handles itself, where it reads the words, is no picture to block either.
        line.getCommandSpec().exitCodeOnExecutionException(Failures.USAGE);
        line.setCaseInsensitiveEnumValuesAllowed(true);
        line.setUsageHelpAutoWidth(true);
        line.setParameterExceptionHandler(Failures::ofUsage);
        line.setExecutionExceptionHandler(Failures::ofExecution);
        return line;
    }

    /** The words for the parser, which reads those of an {@code @FILE} from it and expects it to be one. */
    private static String[] words(String... args) {
        for (String word : args) {
            if (word.startsWith("@") && !word.startsWith("@@") && Files.isDirectory(Path.of(word.substring(1)))) {
                throw new UserException(word.substring(1) + ": is a folder; @ is to be followed by a file of words");
            }
        }
        return ScanInputs.ownLists(args);
    }

    /** Whether the command that is named runs networks, and so takes {@link EngineOptions}. */
    static boolean runsNetworks(String... args) {
        Class<?> command = args.length == 0 ? null : COMMANDS.get(args[0]);
        if (command == null) {
            return false;
        }
        for (Field field : command.getDeclaredFields()) {
            if (field.getType() == EngineOptions.class) {
                return true;
            }
        }
        return false;
    }

    /**
     * Runs the command and exits. The launcher has a number added to the status, {@code salty.status.offset}: a JVM
     * that cannot start exits with 1 as well.
     *
     * @param args the command and its options
     */
    public static void main(String[] args) {
        int status = Failures.USAGE;
        try {
            status = run(args);
        } catch (Throwable e) {
            System.err.println("salty: the JVM gave up (" + e + "); it may need more memory or file descriptors");
        } finally {
            // Where there is no memory for as much as a message, the status still is none of an answer.
            Runtime.getRuntime().exit(Integer.getInteger("salty.status.offset", 0) + status);
        }
    }

    /** Runs the command on this process's streams; its exit status. */
    static int run(String... args) {
        ByteNameWriter stdout =
                new ByteNameWriter(new BufferedOutputStream(new FileOutputStream(FileDescriptor.out)));
        PrintWriter out = new PrintWriter(stdout, true);
        PrintWriter err = new PrintWriter(new OutputStreamWriter(System.err, StandardCharsets.UTF_8), true);
        if (runsNetworks(args)) {
            Warmup.start();
        }
        int status = commandLine(args).setOut(out).setErr(err).execute(args);
        if (out.checkError()) {
            status = Failures.USAGE;
            // Whoever reads no further, as head does, knows it and need not be told.
            if (!stdout.isPipe()) {
                err.println("salty: stdout: " + StdoutException.REASON);
            }
        }
        err.flush();
        return status;
    }
}
