package salty.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A model is what it was written as, from the first row of a scan to the last. */
@Timeout(120)
class ModelIntegrityTest {
    @TempDir
    private Path folder;
    private Path picture;

    @BeforeEach
    void make() throws IOException {
        picture = Files.write(folder.resolve("a.png"), ScannedFolder.picture(20, 12, 0xff0000, 0xff0000));
    }

    private static void flip(Path file, long at, int bit) throws IOException {
        try (RandomAccessFile bytes = new RandomAccessFile(file.toFile(), "rw")) {
            bytes.seek(at);
            int value = bytes.read();
            bytes.seek(at);
            bytes.write(value ^ 1 << bit);
        }
    }

    @Test
    void oneFlippedBitOfAKernelIsRefused() throws IOException {
        for (String[] kind : new String[][] {{"m.h5"}, {"web"}, {"small", "--quantize", "uint8"}}) {
            Path copy = folder.resolve(kind[0]);
            List<Object> words = new ArrayList<>(List.of("convert", "-q", Run.VGG, copy));
            words.addAll(List.of(kind).subList(1, kind.length));
            Run convert = Run.salty(words.toArray());
            assertThat(convert.status()).as(convert.err()).isZero();
            assertThat(Run.salty("inspect", copy).out().lines().toList().getLast())
                    .as("what convert says is what inspect says")
                    .isEqualTo(convert.out().strip().replaceFirst("^.*: ", ""));
            Path weights = copy;
            if (Files.isDirectory(copy)) {
                try (Stream<Path> files = Files.list(copy)) {
                    weights = files.filter(file -> file.toString().endsWith(".bin")).findFirst().orElseThrow();
                }
            }
            flip(weights, Files.size(weights) / 2, 3);
            for (String command : List.of("scan", "classify", "cam")) {
                Run run = Run.salty(command, "-q", "-m", copy, picture);
                assertThat(run.status()).isEqualTo(2);
                assertThat(run.out()).isEmpty();
                assertThat(run.errors()).singleElement().asString().startsWith("salty: " + copy)
                        .matches(".*: its weights have SHA-256 [0-9a-f]{64}, but were written with [0-9a-f]{64}: .*");
            }
        }
    }

    @Test
    void theCardGoesWithTheModelThatIsConverted() throws IOException {
        Path copy = folder.resolve("pocket.h5");
        assertThat(Run.salty("convert", "-q", "pocket", copy).status()).isZero();
        assertThat(Run.salty("classify", "-q", "-m", copy, picture).out()).contains("disc", "resize=pil-bilinear");
    }

    /** The model is changed once the first picture of evidence says that rows are being made. */
    private Run scanWhile(String change) throws Exception {
        Path model = folder.resolve("model");
        RednessModel.two(model);
        Path list = folder.resolve("list");
        List<String> names = new ArrayList<>();
        for (int i = 0; i < 60; i++) {
            Path copy = folder.resolve("p%02d.png".formatted(i));
            Files.copy(picture, copy, StandardCopyOption.REPLACE_EXISTING);
            names.add(copy.toString());
        }
        Files.write(list, names);
        Path out = folder.resolve("out.txt");
        Path err = folder.resolve("err.txt");
        Process process = ChildJvm.salty(List.of(), List.of("scan", "-q", "--backend", "reference", "-b", 1, "-m",
                model.resolve("model.json"), "--decoders", 1, "@" + list, "-o",
                folder.resolve("rows.csv"), "--cache", folder.resolve("cache"), "--explain", folder.resolve("explain")))
                .redirectOutput(out.toFile()).redirectError(err.toFile()).start();
        Path weights = model.resolve("weights.bin");
        Path first = folder.resolve("explain");
        while (!Files.exists(first) && process.isAlive()) {
            Thread.sleep(5);
        }
        switch (change) {
            case "overwritten" -> flip(weights, 60, 6);
            case "truncated" -> {
                try (RandomAccessFile file = new RandomAccessFile(weights.toFile(), "rw")) {
                    file.setLength(10);
                }
            }
            default -> Files.delete(weights);
        }
        int status = process.waitFor();
        return new Run(status, Files.readString(out), Files.readString(err).replaceAll("(?m)^WARNING: .*\\R", ""));
    }

    @Test
    void aModelThatIsChangedInMidScanMakesNoRowCount() throws Exception {
        for (String change : List.of("overwritten", "truncated", "deleted")) {
            Run run = scanWhile(change);

            assertThat(run.status()).as(change + run.err()).isEqualTo(3);
            assertThat(run.errors()).as(change).singleElement().asString().contains("model.json: ")
                    .endsWith("none of this scan's rows counts: repeat it");
            for (String left : List.of("rows.csv", "rows.csv.part", "rows.csv.journal", ".rows.csv.lock")) {
                assertThat(folder.resolve(left)).as(change).doesNotExist();
            }
            try (Stream<Path> kept = Files.walk(folder.resolve("cache"))) {
                assertThat(kept.filter(Files::isRegularFile)).as("answers kept").isEmpty();
            }
            try (Stream<Path> explained = Files.walk(folder.resolve("explain"))) {
                explained.sorted(Comparator.reverseOrder()).forEach(file -> file.toFile().delete());
            }
        }
    }
}
