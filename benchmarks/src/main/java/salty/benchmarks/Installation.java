package salty.benchmarks;

import java.io.File;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import salty.benchmarks.workload.Setting;

/** Where this build lies, for the processes that benchmarks start. */
final class Installation {
    private Installation() {}

    /** {@code benchmarks/target}, which holds the classes or the jar of this class. */
    private static Path target() {
        try {
            return Path.of(Installation.class.getProtectionDomain().getCodeSource().getLocation().toURI())
                    .toAbsolutePath().getParent();
        } catch (URISyntaxException e) {
            throw new IllegalStateException("this build lies at no file path: " + e.getMessage(), e);
        }
    }

    /** The launcher {@code salty}. */
    static Path launcher() {
        return target().resolve("../../salty").normalize();
    }

    /** A folder that may be filled and deleted: natives, logs and converted models of the peers. */
    static Path scratch() {
        return target().resolve("peers-scratch");
    }

    /**
     * The command that starts a main class of the peers in a JVM like the measured ones.
     *
     * @throws IllegalArgumentException if the peers are not built
     */
    static List<String> peer(Setting setting, String mainClass) {
        Path libraries = target().resolve("peers-lib");
        if (!Files.isDirectory(libraries)) {
            throw new IllegalArgumentException("the peers are not built; run"
                    + " 'mvn -Ppeers -pl benchmarks -am package -DskipTests' first");
        }
        List<String> command =
                new ArrayList<>(List.of(Path.of(System.getProperty("java.home"), "bin", "java").toString()));
        command.addAll(Measuring.JVM);
        command.addAll(setting.properties());
        command.addAll(List.of("-Dai.djl.offline=true", "-DOPT_OUT_TRACKING=true",
                "-Dai.djl.pytorch.num_threads=" + setting.threads(), "-Dai.djl.pytorch.num_interop_threads=1",
                "-DDJL_CACHE_DIR=" + scratch(),
                "-cp", System.getProperty("java.class.path") + File.pathSeparator + libraries.resolve("*"), mainClass));
        return command;
    }
}
