package salty.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import salty.vision.output.OutputLock;

/** Inputs are only read, whatever an output is called; devices, pipes and links stay what they are. */
@Timeout(120)
class OutputSafetyTest {
    @TempDir
    private Path folder;
    private Path pictures;
    private Path picture;
    private Path model;
    private byte[] before;

    @BeforeEach
    void make() throws IOException {
        model = RednessModel.two(folder.resolve("model"));
        pictures = Files.createDirectories(folder.resolve("pictures"));
        picture = pictures.resolve("a.png");
        before = ScannedFolder.picture(20, 12, 0xff0000, 0xff0000);
        Files.write(picture, before);
        Files.write(pictures.resolve("b.png"), before);
    }

    private Run scan(Object... words) {
        return Run.salty(List.of("scan", "-q", "--backend", "reference", "-m", model), words);
    }

    private void refused(Run run, String what) throws IOException {
        assertThat(run.status()).as(run.err()).isEqualTo(2);
        assertThat(run.errors()).singleElement().asString().contains(what);
        assertThat(picture).hasBinaryContent(before);
        try (Stream<Path> files = Files.list(pictures)) {
            assertThat(files).hasSize(2);
        }
    }

    @Test
    void noResultReplacesAPicture() throws IOException {
        Path link = Files.createSymbolicLink(folder.resolve("link.csv"), picture);
        Path twin = Files.createLink(folder.resolve("twin.csv"), picture);
        for (Path output : List.of(picture, link, twin, pictures.resolve("../pictures/a.png"))) {
            refused(scan(picture, "-o", output), "is the input");
        }
        // A pattern: what the shell makes of -o *.png.
        refused(scan("-o", picture, pictures.resolve("b.png")), "is a picture, which would be replaced");
        refused(scan(pictures, "-o", picture), "is a picture, which would be replaced");
        refused(Run.salty("init", "-q", "--arch", "pocket", "-o", picture), "is a picture");
        refused(Run.salty("convert", "-q", model, picture), "is a picture");
        refused(Run.salty("merge", picture, "-o", picture), "is the input");
    }

    @Test
    void noPictureOfTheEvidenceLandsAmongTheScanned() throws IOException {
        Path link = Files.createSymbolicLink(folder.resolve("link"), pictures);
        Path list = Files.writeString(folder.resolve("list.txt"), picture + "\n");
        for (String option : List.of("--blur", "--explain")) {
            refused(scan(pictures, option, pictures.resolve("inside")), "lies in the scanned folder");
            refused(scan(pictures, option, link.resolve("inside")), "lies in the scanned folder");
            refused(scan(pictures, option, "/"), "lies in the scanned folder");
            refused(scan(picture, option, pictures), "lies in the scanned folder");
            refused(scan(picture, option, link), "lies in the scanned folder");
            refused(scan(picture, option, "/"), "lies in the scanned folder");
            refused(scan("@" + list, option, pictures), "lies in the scanned folder");
            refused(scan("@" + list, option, link), "lies in the scanned folder");
            refused(scan("@" + list, option, "/"), "lies in the scanned folder");
        }
        assertThat(scan("@" + list, "--blur", folder.resolve("out")).status()).isEqualTo(1);
    }

    @Test
    void aLinkBelowTheResultsThatLeadsBackIsSeen() throws IOException {
        Path out = Files.createDirectories(folder.resolve("out"));
        Path there = out.resolve(Path.of("/").relativize(pictures));
        Files.createDirectories(there.getParent());
        Files.createSymbolicLink(there, pictures);

        refused(scan(pictures, "--blur", out), "lies in the scanned folder");
    }

    @Test
    void noOtherCommandWritesOntoItsPicture() throws IOException {
        refused(Run.salty("gradient", "-q", "-m", model, "--layer", "conv", "--filter", 0, "--image", picture, "-o",
                picture), "is the input");
        Path mask = Files.write(folder.resolve("skin.png"), before);
        assertThat(Run.salty("skin", "-q", mask, "-o", folder).status()).isEqualTo(2);
        assertThat(mask).hasBinaryContent(before);
        for (String command : List.of("cam", "activations", "visualize")) {
            Path dir = folder.resolve(command);
            List<Object> words = List.of(command, "-q", "-m", Run.VGG, "--backend", "vector", "-o", dir);
            Run first = Run.salty(words, picture);
            assertThat(first.status()).as(first.err()).isZero();
            List<Path> written;
            try (Stream<Path> files = Files.walk(dir)) {
                written = files.filter(file -> file.toString().endsWith(".png")).limit(2).toList();
            }
            assertThat(written).isNotEmpty();
            for (Path result : written) {
                byte[] content = Files.readAllBytes(result);
                Run again = Run.salty(words, result);
                assertThat(again.status()).as("%s %s", command, result).isEqualTo(2);
                assertThat(again.errors().getLast()).contains("is the input");
                assertThat(result).hasBinaryContent(content);
            }
        }
        Path same = Files.copy(Run.VGG, folder.resolve("same.h5"));
        assertThat(Run.salty("convert", "-q", same, folder.resolve("./same.h5")).errors().getLast())
                .contains("is the input");
        Path scores = Files.writeString(folder.resolve("scores.csv"), "label,a,b\na,0.9,0.1\nb,0.2,0.8\n");
        assertThat(Run.salty("eval", "--scores", scores, "-o", folder).errors().getLast()).contains("is the input");
        assertThat(scores).hasContent("label,a,b\na,0.9,0.1\nb,0.2,0.8\n");
    }

    @Test
    void aLinkStaysAndWhatItNamesIsWritten() throws IOException {
        Path there = Files.writeString(folder.resolve("there.csv"), "old");
        Path link = Files.createSymbolicLink(folder.resolve("link.csv"), Path.of("there.csv"));
        Path dangling = Files.createSymbolicLink(folder.resolve("dangling.csv"), folder.resolve("new.csv"));
        for (Path output : List.of(link, dangling)) {
            assertThat(scan(picture, "--format", "csv", "-o", output).status()).isEqualTo(1);
            assertThat(output).isSymbolicLink();
        }
        assertThat(Files.readString(there)).startsWith("path,verdict");
        assertThat(Files.readString(folder.resolve("new.csv"))).startsWith("path,verdict");
    }

    @Test
    void aPipeAndADeviceAreWrittenThrough() throws Exception {
        Path pipe = folder.resolve("pipe");
        assumeTrue(run("mkfifo", pipe) == 0, "skipped: no mkfifo here");
        CompletableFuture<String> reader = CompletableFuture.supplyAsync(() -> {
            try {
                return Files.readString(pipe);
            } catch (IOException e) {
                return e.toString();
            }
        });
        assertThat(scan(picture, "--format", "csv", "-o", pipe).status()).isEqualTo(1);
        assertThat(reader.get(20, TimeUnit.SECONDS).lines()).hasSize(2);
        assertThat(Files.isRegularFile(pipe)).isFalse();

        Path device = folder.resolve("device");
        assumeTrue(run("mknod", "-m", "666", device, "c", "1", "3") == 0, "skipped: no right to make a device");
        assertThat(scan(picture, "-o", device).status()).isEqualTo(1);
        assertThat(Run.salty("convert", "-q", Run.VGG, folder.resolve("x.h5")).status()).isZero();
        assertThat(Run.salty("gradient", "-q", "-m", model, "--layer", "conv", "--filter", 0, "--image", picture, "-o",
                device).status()).isZero();
        assertThat(Files.exists(device) && !Files.isRegularFile(device)).isTrue();
        assertThat(scan(picture, "-o", device, "--resume").errors().getLast()).contains("--resume needs");
        Run train = Run.salty("train", "-q", "--data", pictures, "-o", device);
        assertThat(train.errors().getLast()).contains("is no file");
    }

    private static int run(Object... words) throws Exception {
        return new ProcessBuilder(Stream.of(words).map(Object::toString).toList()).start().waitFor();
    }

    @Test
    void filesHaveThePermissionsOfTheUmask() throws IOException {
        var usual = Files.getPosixFilePermissions(Files.writeString(folder.resolve("usual"), ""));
        Path out = folder.resolve("out");
        scan(picture, "-o", folder.resolve("a.csv"), "--blur", out, "--cache", folder.resolve("cache"));
        Run.salty("gradient", "-q", "-m", model, "--layer", "conv", "--filter", 0, "--image", picture, "-o",
                folder.resolve("g.npy"));
        Run.salty("cam", "-q", "-m", Run.VGG, picture, "-o", out);
        Run.salty("convert", "-q", Run.VGG, folder.resolve("c.h5"));
        try (Stream<Path> files = Files.walk(folder)) {
            List<Path> all = files.filter(Files::isRegularFile).toList();
            assertThat(all).hasSizeGreaterThan(8);
            for (Path file : all) {
                assertThat(Files.getPosixFilePermissions(file)).as(file.toString()).isEqualTo(usual);
            }
        }
    }

    @Test
    void aSecondRunOntoOneOutputIsRefusedAndNothingStaysBehind() throws IOException {
        Path table = folder.resolve("t.csv");
        Path other = Files.createSymbolicLink(folder.resolve("other.csv"), table);
        Path copy = folder.resolve("m.h5");
        Path web = folder.resolve("web");
        Path gallery = Files.createDirectories(folder.resolve("gallery"));
        try (OutputLock a = OutputLock.of(table); OutputLock b = OutputLock.of(copy); OutputLock c = OutputLock.of(web);
                OutputLock d = OutputLock.of(gallery.resolve("salty"))) {
            for (Run run : List.of(scan(picture, "-o", table), scan(picture, "-o", other),
                    Run.salty("convert", "-q", Run.VGG, copy), Run.salty("convert", "-q", Run.VGG, web),
                    Run.salty("train", "-q", "--data", pictures, "-o", copy),
                    Run.salty("cam", "-q", "-m", Run.VGG, picture, "-o", gallery))) {
                assertThat(run.status()).isEqualTo(2);
                assertThat(run.errors().getLast()).contains("another run is writing it");
            }
        }
        assertThat(scan(picture, "-o", table).status()).isEqualTo(1);
        try (Stream<Path> files = Files.walk(folder)) {
            assertThat(files.map(file -> file.getFileName().toString())).noneMatch(name -> name.startsWith("."));
        }
    }
}
