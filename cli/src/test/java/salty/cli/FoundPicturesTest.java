package salty.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;

import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Pictures that real use found, each of which was once {@code SAFE}, or wrongly {@code ERROR}. */
class FoundPicturesTest {

    @ParameterizedTest
    @CsvSource({"21-animations/anim.gif, BLOCK, 0-4 of 5", "21-animations/anim.png, BLOCK, 0-4 of 5",
            "21-animations/anim.webp, BLOCK, 0-4 of 5", "21-animations/h_apng_default.png, BLOCK, ''",
            "23-gif/an_cut.gif, BLOCK, frame 2: truncated GIF", "23-gif/gif-same-picture-BLOCK.gif, BLOCK, ''",
            "23-gif/gif-double-clear-SAFE-but-browsers-show-disc.gif, BLOCK, ''",
            "23-gif/gif-10-percent-SAFE.gif, ERROR, incomplete GIF: 6 of 64 rows",
            "24-jpeg-cut/jpeg-92-percent-missing-SAFE.jpg, ERROR, corrupt JPEG", "25-alpha/h_alpha.png, BLOCK, ''"})
    void theyAreScoredAsBrowsersShowThemOrRefused(String file, String verdict, String told) {
        String fixtures = System.getProperty("salty.fixtures", "");
        Path picture = Path.of(fixtures, "finds").resolve(file);
        Assumptions.assumeTrue(!fixtures.isEmpty() && Files.exists(picture), "skipped: set -Dsalty.fixtures");

        Run run = Run.salty("scan", "-q", "--nsfw", "disc", "--frames", "all", "--format", "csv", picture);
        assertThat(run.out().lines().toList().getLast()).startsWith(picture + "," + verdict + ",").contains(told);
        assertThat(run.status()).isEqualTo(verdict.equals("BLOCK") ? 1 : 3);
    }
}
