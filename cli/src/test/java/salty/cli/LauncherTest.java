package salty.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The launcher {@code ./salty}: which Java it takes, from where it runs. It is not made to build here. */
class LauncherTest {
    private static final Path LAUNCHER = Path.of("../salty").toAbsolutePath().normalize();

    @TempDir
    private Path folder;

    @Test
    void aWrongJavaHomeIsNamed() throws Exception {
        Run run = launch(LAUNCHER, Map.of("SALTY_JAVA_HOME", "/nowhere"), "--version");

        assertThat(run.status()).isEqualTo(2);
        assertThat(run.out()).isEmpty();
        assertThat(run.errors()).containsExactly(
                "salty: SALTY_JAVA_HOME=/nowhere is no JDK 25; point it at one or unset it");
    }

    @Test
    void aBuiltTreeRunsFromAnywhereThroughLinks() throws Exception {
        assumeTrue(isBuilt(), "skipped: the tree is not built, or its sources are newer; run ./salty once");
        Path link = Files.createSymbolicLink(folder.resolve("eau salée"), LAUNCHER);

        Run run = launch(link, Map.of(), "--version");

        assertThat(run.status()).isZero();
        assertThat(run.out()).matches("salty \\d+\\.\\d+\\.\\d+ on Java 25\\R");
        assertThat(run.err()).isEmpty();
    }

    @Test
    void errorsAreOneLineAndTheStatusIsPassedOn() throws Exception {
        assumeTrue(isBuilt(), "skipped: the tree is not built, or its sources are newer; run ./salty once");

        Run run = launch(LAUNCHER, Map.of("LC_ALL", "C"), "classify", "--model", "brülée.h5", "x.png");

        assertThat(run.status()).isEqualTo(2);
        assertThat(run.out()).isEmpty();
        assertThat(run.errors()).containsExactly("salty: brülée.h5: no such file");
    }

    private static boolean isBuilt() throws Exception {
        Path built = LAUNCHER.resolveSibling("cli/target/salty.built");
        if (!Files.exists(built)) {
            return false;
        }
        Path root = LAUNCHER.getParent();
        for (String module : List.of("engine", "kernels", "loader", "cli")) {
            try (var files = Files.walk(root.resolve(module).resolve("src/main"))) {
                for (Path file : files.toList()) {
                    if (Files.getLastModifiedTime(file).compareTo(Files.getLastModifiedTime(built)) > 0) {
                        return false;
                    }
                }
            }
        }
        return true;
    }

    private Run launch(Path launcher, Map<String, String> environment, String... words)
            throws IOException, InterruptedException {
        ProcessBuilder process = new ProcessBuilder(launcher.toString());
        process.command().addAll(List.of(words));
        process.environment().putAll(environment);
        Path out = folder.resolve("out.txt");
        Path err = folder.resolve("err.txt");
        process.directory(folder.toFile()).redirectOutput(out.toFile()).redirectError(err.toFile());
        int status = process.start().waitFor();
        return new Run(status, Files.readString(out, StandardCharsets.UTF_8), Files.readString(err,
                StandardCharsets.UTF_8));
    }
}
