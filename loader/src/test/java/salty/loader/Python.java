package salty.loader;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Assumptions;

/** Runs the independent judges of what is written here: Debian's python3-h5py and hdf5-tools. */
public final class Python {

    private static final String INTERPRETER = "/usr/bin/python3";

    private Python() {
    }

    /** What the script prints; the test is skipped, and says so, where h5py is not installed. */
    public static String h5py(String script, Object... arguments) {
        Assumptions.assumeTrue(run(List.of(INTERPRETER, "-c", "import h5py")).status() == 0,
                "skipped: install python3-h5py");
        List<String> command = new ArrayList<>(List.of(INTERPRETER, "-c", script));
        for (Object argument : arguments) {
            command.add(argument.toString());
        }
        return successful(command);
    }

    /** What h5dump prints; the test is skipped, and says so, where it is not installed. */
    public static String h5dump(Object... arguments) {
        List<String> command = new ArrayList<>(List.of("h5dump"));
        Assumptions.assumeTrue(run(List.of("sh", "-c", "command -v h5dump")).status() == 0,
                "skipped: install hdf5-tools");
        for (Object argument : arguments) {
            command.add(argument.toString());
        }
        return successful(command);
    }

    private record Result(int status, String output) {
    }

    private static String successful(List<String> command) {
        Result result = run(command);
        if (result.status() != 0) {
            throw new AssertionError(command + " ended with " + result.status() + ":\n" + result.output());
        }
        return result.output();
    }

    private static Result run(List<String> command) {
        try {
            Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
            process.getOutputStream().close();
            String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            return new Result(process.waitFor(), output);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError(e);
        } catch (IOException e) {
            if (e.getMessage() != null && e.getMessage().contains("No such file")) {
                return new Result(127, e.getMessage());
            }
            throw new UncheckedIOException(e);
        }
    }
}
