package salty.cli.console;

import java.io.File;
import java.nio.file.Path;
import java.util.List;

/** How result files are spoken of. */
public final class Results {
    private Results() {}

    /** A folder as manifests call it, with slashes on every system. */
    public static String shown(Path folder) {
        return folder.toString().replace(File.separatorChar, '/');
    }

    /** Lists the files that were written. */
    public static void list(Console console, List<Path> files) {
        for (Path file : files) {
            console.result("  --> %s", shown(file));
        }
    }
}
