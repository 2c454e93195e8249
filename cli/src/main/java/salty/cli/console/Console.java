package salty.cli.console;

import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.Locale;

import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/**
 * Where a command speaks, as a mixin: results go to stdout, progress, notes and warnings to stderr. Numbers are written
 * the same in every locale.
 */
public final class Console {
    @Spec(Spec.Target.MIXEE)
    private CommandSpec command;

    @Option(names = {"-q", "--quiet"}, description = "Be silent about progress and notes.")
    private boolean quiet;

    @Option(names = "--debug", description = "Show the stack trace of a failure.")
    private boolean debug;

    @Option(names = {"-h", "--help"}, usageHelp = true, description = "Show this help.")
    private boolean help;

    /** Writes one line of results. */
    public void result(String format, Object... arguments) {
        out().println(arguments.length == 0 ? format : String.format(Locale.ROOT, format, printable(arguments)));
    }

    /** Tells something worth knowing, unless asked to be quiet. */
    public void note(String format, Object... arguments) {
        if (!quiet) {
            warn(format, arguments);
        }
    }

    /** Warns of something that makes the result other than expected. */
    public void warn(String format, Object... arguments) {
        err().println("salty: " + String.format(Locale.ROOT, format, printable(arguments)));
    }

    /** What comes from files, such as layers' names, drives no terminal and forges no line. */
    private static Object[] printable(Object... arguments) {
        Object[] all = arguments.clone();
        for (int i = 0; i < all.length; i++) {
            if (all[i] instanceof String || all[i] instanceof Path) {
                all[i] = Printable.text(all[i].toString());
            }
        }
        return all;
    }

    /** Whether it was asked to be quiet. */
    public boolean isQuiet() {
        return quiet;
    }

    /** Begins to report on {@code total} steps. */
    public Progress progress(String task, int total) {
        return Progress.start(task, total, quiet, err());
    }

    private PrintWriter out() {
        return command.commandLine().getOut();
    }

    private PrintWriter err() {
        return command.commandLine().getErr();
    }
}
