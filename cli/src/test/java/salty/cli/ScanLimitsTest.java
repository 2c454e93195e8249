package salty.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import salty.loader.image.Png;
import salty.loader.image.RgbImage;

/** What {@code salty scan} leaves aside: its own result, and pictures beyond a limit. */
class ScanLimitsTest {
    @TempDir
    private Path folder;
    @TempDir
    private Path models;
    private Path model;

    @BeforeEach
    void make() throws IOException {
        model = RednessModel.two(models);
        Files.write(folder.resolve("a.png"), Png.encode(new RgbImage(9, 9, new byte[3 * 81])));
    }

    private Run scan(Object... more) {
        return Run.salty(List.of("scan", "-q", "--backend", "reference", "-m", model), more);
    }

    @Test
    void doesNotScanItsOwnResult() throws IOException {
        Path out = folder.resolve("out.csv");

        for (int i = 0; i < 2; i++) {
            assertThat(scan("--format", "csv", "-o", out, folder).status()).isZero();
            assertThat(Files.readString(out).lines()).hasSize(2);
        }
        assertThat(scan("--strict-files", folder).out()).as("another scan does").contains("out.csv: not an image");
    }

    @Test
    void givesUpAPictureThatTakesTooLong() throws IOException {
        Files.write(folder.resolve("large.png"), Png.encode(new RgbImage(5000, 5000, new byte[75_000_000])));

        Run run = scan("--max-seconds", 0.01, folder);

        assertThat(run.out())
                .contains("ERROR  -      " + folder + "/large.png: takes longer than 0.01 s (--max-seconds)");
        assertThat(run.status()).isEqualTo(3);
        assertThat(scan("--max-seconds", 0, folder).errors()).containsExactly(
                "salty: --max-seconds 0.0: must lie between 0.001 and 1000000");
    }

    @Test
    void answersTenThousandBadPictures() throws IOException {
        Files.delete(folder.resolve("a.png"));
        for (int i = 0; i < 10_000; i++) {
            Files.writeString(folder.resolve("%05d.jpg".formatted(i)), i % 2 == 0 ? "" : "no picture " + i);
        }

        Run run = scan(folder);

        assertThat(run.status()).isEqualTo(3);
        assertThat(run.out().lines()).hasSize(10_000).allMatch(line -> line.startsWith("ERROR  -      "));
    }
}
