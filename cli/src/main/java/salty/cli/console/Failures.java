package salty.cli.console;

import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.IntSupplier;
import java.util.regex.Pattern;

import picocli.CommandLine;
import picocli.CommandLine.MissingParameterException;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.UnmatchedArgumentException;

import salty.engine.UserException;
import salty.engine.backend.BackendUnavailableException;
import salty.engine.backend.DeviceMemoryException;
import salty.engine.model.Spelling;
import salty.kernels.opencl.ClException;
import salty.loader.download.DownloadException;
import salty.loader.file.ModelFormatException;
import salty.loader.image.ImageFormatException;
import salty.loader.image.LabelFormatException;

/** What went wrong, in one line on stderr: {@code salty: FILE: what; remedy}. A stack trace is for {@code --debug}. */
public final class Failures {
    /** The exit status of all failures: 1 means that a scan found something. */
    public static final int USAGE = CommandLine.ExitCode.USAGE;

    /** How picocli names a word that is no option's value: by its place, then by its label. */
    private static final Pattern PARAMETER = Pattern.compile("positional parameter at index \\S+ \\(([^)]*)\\)");
    /** How it lists what an option may be: as Java's constants are called. */
    private static final Pattern CHOICES = Pattern.compile("expected one of \\[[^]]*]");

    private Failures() {}

    /** Reports a command line that cannot be understood, with the nearest option or command. */
    public static int ofUsage(ParameterException e, String[] args) {
        CommandLine command = e.getCommandLine();
        ParameterException fault = e instanceof MissingParameterException ? misspelt(command, args).orElse(e) : e;
        String message = decapitalised(oneLine(asDocumented(fault.getMessage(), command.getCommandSpec())));
        if (fault instanceof UnmatchedArgumentException unmatched) {
            String word = unmatched.getUnmatched().getFirst();
            message = (word.startsWith("-") ? "unknown option '" : "unexpected word '") + word + "'"
                    + nearest(command, word).map(name -> "; did you mean " + name + "?").orElse("");
        }
        command.getErr().println("salty: " + message + "; see " + command.getCommandSpec().qualifiedName() + " --help");
        command.getErr().flush();
        return USAGE;
    }

    /**
     * Picocli's message in the words of the help. It calls an option by its longest name, which may be one that only
     * old scripts know; here it is the first.
     */
    private static String asDocumented(String message, CommandSpec command) {
        for (OptionSpec option : command.options()) {
            String longest = option.longestName();
            for (String name : option.names()) {
                if (name.startsWith("--")) {
                    message = message.replace("'" + longest + "'", "'" + name + "'")
                            .replace("'" + longest + "=", "'" + name + "=");
                    break;
                }
            }
        }
        String lowered = CHOICES.matcher(message).replaceAll(choices -> choices.group().toLowerCase(Locale.ROOT));
        return PARAMETER.matcher(lowered).replaceAll("$1").replaceFirst("^Error: ", "");
    }

    /** An option is more likely misspelt than forgotten, but picocli looks for what is missing first. */
    private static Optional<ParameterException> misspelt(CommandLine command, String[] args) {
        for (String arg : args) {
            String name = arg.replaceFirst("=.*", "");
            if (name.startsWith("--") && name.length() > 2 && command.getCommandSpec().findOption(name) == null) {
                return Optional.of(new UnmatchedArgumentException(command, List.of(name)));
            }
        }
        return Optional.empty();
    }

    /** The option or subcommand that was meant, if half of what was written is right. */
    private static Optional<String> nearest(CommandLine command, String word) {
        Collection<String> names = word.startsWith("-") ? command.getCommandSpec().optionsMap().keySet()
                : command.getSubcommands().keySet();
        return Spelling.nearest(word, names);
    }

    /** Runs a command; whatever it throws that nobody expected, one line says so as well. */
    public static int ofMachine(CommandLine command, IntSupplier run) {
        String line;
        try {
            return run.getAsInt();
        } catch (OutOfMemoryError e) {
            line = "needs more memory than the JVM may use; raise it with SALTY_JAVA_OPTS=-Xmx...";
        } catch (StackOverflowError e) {
            line = "some input is nested too deeply";
        } catch (InternalError e) {
            // The JVM's word for a mapped page that the disk has not or no longer.
            line = "a file that is being read was cut off meanwhile, or the disk is full (" + oneLine(e.getMessage())
                    + ")";
        } catch (Throwable e) {
            line = describe(e);
        }
        command.getErr().println("salty: " + line);
        command.getErr().flush();
        return USAGE;
    }

    /** Reports what a command threw. */
    public static int ofExecution(Exception e, CommandLine command, ParseResult parsed) {
        if (e instanceof StdoutException) {
            return USAGE;
        }
        if (wantsTrace(parsed)) {
            e.printStackTrace(command.getErr());
        }
        command.getErr().println("salty: " + describe(e));
        command.getErr().flush();
        return USAGE;
    }

    /** The message of one line for what was thrown. */
    public static String describe(Throwable e) {
        if (isUsers(e)) {
            return oneLine(e.getMessage());
        }
        return "internal error, " + oneLine(e.toString()) + "; --debug shows where";
    }

    /** Whether the cause lies in what the user gave or has, and the message was written for them. */
    public static boolean isUsers(Throwable e) {
        return e instanceof UserException || e instanceof ModelFormatException || e instanceof ImageFormatException
                || e instanceof LabelFormatException || e instanceof BackendUnavailableException
                || e instanceof DeviceMemoryException || e instanceof ClException
                || e instanceof DownloadException
                || e instanceof UnsupportedOperationException;
    }

    private static boolean wantsTrace(ParseResult parsed) {
        for (ParseResult at = parsed; at != null; at = at.hasSubcommand() ? at.subcommand() : null) {
            if (at.hasMatchedOption("--debug")) {
                return true;
            }
        }
        return false;
    }

    private static String oneLine(String message) {
        return message == null ? "no message" : Printable.text(message.strip().replaceAll("\\R\\s*", " "));
    }

    /** Picocli begins its messages with a capital. */
    private static String decapitalised(String message) {
        return message.isEmpty() ? message : Character.toLowerCase(message.charAt(0)) + message.substring(1);
    }
}
