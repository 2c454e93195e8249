package salty.cli;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** The command in a JVM of its own, started as the launcher starts it. */
final class ChildJvm {
    private static final Path JAVA = Path.of(System.getProperty("java.home"));

    private ChildJvm() {}

    /**
     * What starts {@code salty} with these words.
     *
     * @param options for the JVM
     */
    static ProcessBuilder salty(List<String> options, List<?> words) {
        List<String> command = new ArrayList<>(List.of(JAVA.resolve("bin/java").toString(),
                "--add-modules", "jdk.incubator.vector", "--enable-native-access=ALL-UNNAMED",
                "-Djava.awt.headless=true", "-XX:+UseSerialGC", "-cp", System.getProperty("java.class.path")));
        command.addAll(options);
        command.add(Salty.class.getName());
        words.forEach(word -> command.add(word.toString()));
        ProcessBuilder process = new ProcessBuilder(command);
        // OpenCL's compiler takes signals that the JVM stops its threads by, and the process dies of some of them.
        process.environment().put("LD_PRELOAD", JAVA.resolve("lib/libjsig.so").toString());
        return process;
    }
}
