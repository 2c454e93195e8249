package salty.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The launcher {@code ./salty}: which Java it takes, from where it runs. */
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
        Path link = Files.createSymbolicLink(folder.resolve("eau salée"), LAUNCHER);

        Run run = launchBuilt(link, Map.of(), "--version");

        assertThat(run.status()).isZero();
        assertThat(run.out()).matches("salty \\d+\\.\\d+\\.\\d+ on Java 25\\R");
        assertThat(run.err()).isEmpty();
    }

    @Test
    void errorsAreOneLineAndTheStatusIsPassedOn() throws Exception {
        Run run = launchBuilt(LAUNCHER, Map.of("LC_ALL", "C"), "classify", "--model", "brülée.h5", "x.png");

        assertThat(run.status()).isEqualTo(2);
        assertThat(run.out()).isEmpty();
        assertThat(run.errors()).containsExactly("salty: brülée.h5: no such file");
    }

    /**
     * Launches it with a Maven that fails. The launcher alone knows when a tree has to be built first; here it is not:
     * where it reaches for Maven the test is skipped.
     */
    private Run launchBuilt(Path launcher, Map<String, String> environment, String... words) throws Exception {
        Path tools = Files.createDirectories(folder.resolve("tools"));
        Path maven = Files.writeString(tools.resolve("mvn"), "#!/bin/sh\nexit 1\n");
        assertThat(maven.toFile().setExecutable(true)).isTrue();
        Map<String, String> more = new HashMap<>(environment);
        more.put("PATH", tools + File.pathSeparator + System.getenv("PATH"));
        Run run = launch(launcher, more, words);
        assumeFalse(run.err().startsWith("salty: building"),
                "skipped: the tree is not built, or its sources are newer; run ./salty once");
        return run;
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
        return new Run(status, Files.readString(out), Files.readString(err));
    }
}
