package salty.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
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

    /** What a JVM that cannot start exits with is what a scan says that found something to block. */
    @Test
    void noSurroundingsMakeAFailureLookLikeAPictureToBlock() throws Exception {
        Path picture = folder.resolve("a.png");
        Files.write(picture, ScannedFolder.picture(64, 64, 0x808080, 0x808080));
        String[] scan = {"scan", "-q", "--backend", "reference", "--nsfw", "spiral", picture.toString()};

        assertThat(launchBuilt(LAUNCHER, Map.of("HOME", ""), scan).status()).isZero();
        assertThat(launchBuilt(LAUNCHER, Map.of("SALTY_JAVA_OPTS", "-Xmx512m"), scan).status()).isZero();
        assertThat(launchBuilt(LAUNCHER, Map.of("JAVA_TOOL_OPTIONS", "-Xmx512m"), scan).status()).isZero();
        for (String options : List.of("-Xmx16m", "-Xmx1k", "-Xmx512m -Xms1g", "-agentlib:none")) {
            Run run = launchBuilt(LAUNCHER, Map.of("SALTY_JAVA_OPTS", options), scan);
            assertThat(run.status()).as(options + run.err()).isEqualTo(2);
            assertThat(run.errors().getLast()).as(options).startsWith("salty: ");
        }
        assertThat(launchBuilt(LAUNCHER, Map.of("SALTY_JAVA_OPTS", "-version"), scan).status())
                .as("a JVM that ends well has scanned nothing").isEqualTo(2);
        for (String command : List.of("classify", "scan")) {
            Run words = launchBuilt(LAUNCHER, Map.of(), command, "@" + folder);
            assertThat(words.status()).isEqualTo(2);
            assertThat(words.errors()).containsExactly(
                    "salty: " + folder + ": is a folder; @ is to be followed by a file of words");
        }
        for (String limits : List.of("ulimit -n 20", "ulimit -v 200000", "unset HOME; ulimit -n 12")) {
            Run run = shell(limits + "; exec \"$0\" \"$@\"", scan);
            assertThat(run.status()).as(limits + run.err()).isEqualTo(2);
            assertThat(run.errors().getLast()).as(limits).startsWith("salty: ");
        }
        assertThat(shell("unset HOME; exec \"$0\" \"$@\"", scan).status()).isZero();
    }

    @Test
    void aLocaleThatIsNotInstalledHidesNoFile() throws Exception {
        Path picture = folder.resolve("\u7530.png");
        Files.write(picture, ScannedFolder.picture(64, 64, 0x808080, 0x808080));

        Run run = launchBuilt(LAUNCHER, Map.of("LC_ALL", "xx_XX.UTF-8"), "scan", "-q", "--nsfw", "spiral",
                picture.toString());

        assertThat(run.out()).startsWith("SAFE").contains("\u7530.png");
    }

    @Test
    void aReaderThatLeavesIsNoFault() throws Exception {
        Path picture = folder.resolve("a.png");
        Files.write(picture, ScannedFolder.picture(64, 64, 0x808080, 0x808080));

        Run run = shell("\"$0\" \"$@\" | true; exit ${PIPESTATUS[0]}", "scan", "-q", "--nsfw", "spiral",
                picture.toString());

        assertThat(run.err()).isEmpty();
        assertThat(run.status()).isEqualTo(2);
    }

    @Test
    void whatEndsTheLauncherEndsTheScanAndLeavesNoTemporaryFile() throws Exception {
        Path pictures = Files.createDirectories(folder.resolve("pictures"));
        for (int i = 0; i < 3000; i++) {
            Files.write(pictures.resolve("%04d.png".formatted(i)),
                    ScannedFolder.picture(64, 64, 0x808080, 0x808080));
        }
        Path temporary = Files.createDirectories(folder.resolve("tmp"));
        Path rows = folder.resolve("rows.csv");
        assertThat(launchBuilt(LAUNCHER, Map.of(), "--version").status()).isZero();
        ProcessBuilder builder = new ProcessBuilder(LAUNCHER.toString(), "scan", "-q", "--nsfw", "spiral", "--backend",
                "reference", "-b", "1", pictures.toString(), "-o", rows.toString()).redirectErrorStream(true)
                .redirectOutput(folder.resolve("out.txt").toFile());
        builder.environment().put("SALTY_JAVA_OPTS", "-Djava.io.tmpdir=" + temporary);
        Process process = builder.start();
        while (process.isAlive() && !Files.exists(folder.resolve("rows.csv.journal"))) {
            Thread.sleep(20);
        }
        List<ProcessHandle> family = process.descendants().toList();
        assertThat(family).isNotEmpty();

        process.destroy();

        assertThat(process.waitFor()).isEqualTo(143);
        assertThat(family).noneMatch(ProcessHandle::isAlive);
        assertThat(temporary).isEmptyDirectory();
        assertThat(folder.resolve(".rows.csv.lock")).doesNotExist();
        Run again = launchBuilt(LAUNCHER, Map.of(), "scan", "-q", "--nsfw", "spiral", pictures.toString(), "-o",
                rows.toString());
        assertThat(again.errors()).singleElement().asString().contains("a scan was interrupted; go on with --resume");
    }

    /** Runs a line of bash in which {@code $0} is the launcher and {@code $@} the words; the tree is built. */
    private Run shell(String line, String... words) throws Exception {
        launchBuilt(LAUNCHER, Map.of(), "--version");
        List<String> all = new ArrayList<>(List.of("-c", line, LAUNCHER.toString()));
        all.addAll(List.of(words));
        return launch(Path.of("/bin/bash"), Map.of(), all.toArray(String[]::new));
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
        assumeFalse(run.err().contains("salty: building"),
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
