package salty.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Processes of their own: other languages, a full disk, a reader that leaves, little memory, no home. */
@Timeout(120)
class SurroundingsTest {
    @TempDir
    private Path folder;
    @TempDir
    private Path pictures;
    private Path model;

    @BeforeEach
    void make() throws IOException {
        model = RednessModel.two(folder.resolve("model"));
        Pictures.rings(pictures.resolve("içinde ı.png"), 64, 48);
        Pictures.rings(pictures.resolve("b.png"), 31, 17);
    }

    /** Runs the command in a process. */
    private Run process(List<String> options, String stdout, Object... words) throws Exception {
        Path err = folder.resolve("err.txt");
        ProcessBuilder process = ChildJvm.salty(options, List.of(words)).redirectOutput(Path.of(stdout).toFile())
                .redirectError(err.toFile());
        process.environment().put("LC_ALL", "C.UTF-8");
        int status = process.start().waitFor();
        String out = Files.isRegularFile(Path.of(stdout)) ? Files.readString(Path.of(stdout)) : "";
        return new Run(status, out, Files.readString(err).replaceAll("(?m)^WARNING: .*\\R", ""));
    }

    private Run scan(List<String> options, String stdout, Object... more) throws Exception {
        List<Object> words =
                new ArrayList<>(List.of("scan", "-q", "--backend", "reference", "-m", model, "--format", "csv",
                pictures));
        words.addAll(List.of(more));
        return process(options, stdout, words.toArray());
    }

    @Test
    void noLanguageAndNoMissingFolderChangesTheResult() throws Exception {
        Run plain = scan(List.of(), folder + "/out.txt");

        assertThat(plain.status()).isZero();
        assertThat(plain.out().lines()).hasSize(3);
        for (List<String> options : List.of(List.of("-Duser.language=tr", "-Duser.country=TR"),
                List.of("-Duser.language=de", "-Duser.country=DE", "-Dfile.encoding=ISO-8859-1"),
                List.of("-Duser.language=ar", "-Duser.country=EG", "-Djava.io.tmpdir=/nowhere",
                        "-Duser.home=/nowhere"))) {
            Run run = scan(options, folder + "/out.txt");
            assertThat(run.err()).as(options.toString()).isEmpty();
            assertThat(run.out()).as(options.toString()).isEqualTo(plain.out());
        }
    }

    @Test
    void aFullDiskIsNoSuccess() throws Exception {
        Assumptions.assumeTrue(Files.exists(Path.of("/dev/full")), "skipped: no /dev/full here");

        Run run = scan(List.of(), "/dev/full");

        assertThat(run.status()).isEqualTo(2);
        assertThat(run.errors()).containsExactly(
                "salty: stdout: cannot be written: nobody reads it any more, or the disk is full");
        assertThat(process(List.of(), "/dev/full", "inspect", model).status()).isEqualTo(2);
    }

    @Test
    void aModelThatDoesNotFitSaysSo() throws Exception {
        Path large = folder.resolve("large.h5");
        Run init = process(List.of(), folder + "/out.txt", "init", "--arch", "resnet50", "--seed", 1, "-q", "-o",
                large);
        assertThat(init.err()).isEmpty();

        Run run = process(List.of("-Xmx48m"), folder + "/out.txt", "classify", "-q", "-m", large,
                pictures.resolve("b.png"));

        assertThat(run.status()).isEqualTo(2);
        assertThat(run.errors()).containsExactly(
                "salty: needs more memory than the JVM may use; raise it with SALTY_JAVA_OPTS=-Xmx...");
    }

    /** The file is mapped, so a weight can be made NaN in place. */
    @Test
    void aModelWithAWeightThatIsNoNumberGivesNoVerdict() throws IOException {
        Path broken = folder.resolve("broken.h5");
        Files.copy(Run.VGG, broken, StandardCopyOption.REPLACE_EXISTING);
        long middle = Files.size(broken) / 2 / 4 * 4;
        try (RandomAccessFile file = new RandomAccessFile(broken.toFile(), "rw")) {
            file.seek(middle);
            file.write(new byte[] {0, 0, (byte) 0xc0, 0x7f});
        }

        Run run = Run.salty("scan", "-q", "--backend", "reference", "-m", broken, "--nsfw", "class_1", pictures);

        assertThat(run.status()).isEqualTo(2);
        assertThat(run.out()).isEmpty();
        assertThat(run.errors()).singleElement().asString().startsWith("salty: " + broken + ": ")
                .contains("/kernel: holds ")
                .contains(" at element ").endsWith("train it again, or repair the file");
    }

    @Test
    void aModelThatCannotBeWrittenCanBeRead() throws IOException {
        Path locked = Files.copy(Run.VGG, folder.resolve("locked.h5"));
        assertThat(locked.toFile().setWritable(false)).isTrue();
        assertThat(folder.toFile().setWritable(false)).isTrue();
        try (FileChannel other = FileChannel.open(locked, StandardOpenOption.READ)) {
            assertThat(Run.salty("classify", "-q", "-m", locked, pictures.resolve("b.png")).status()).isZero();
            assertThat(other.isOpen()).isTrue();
        } finally {
            assertThat(folder.toFile().setWritable(true)).isTrue();
        }
    }
}
