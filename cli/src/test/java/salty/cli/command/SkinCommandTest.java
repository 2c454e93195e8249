package salty.cli.command;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import salty.cli.Run;
import salty.loader.image.ImageDecoder;
import salty.vision.skin.SkinFilter;

/** {@code salty skin}: a share, a mask, a warning. */
class SkinCommandTest {
    private static final Path BLOB = Path.of("../vision/src/test/resources/salty/vision/skin/golden/blob.png");
    private static final Path PATCHES = BLOB.resolveSibling("patches.png");

    @TempDir
    private Path folder;

    @Test
    void measuresSkinAndWarns() {
        Run run = Run.salty("skin", BLOB, "-o", folder);

        assertThat(run.out()).isEqualTo("skin 0.30 largest_region 0.30 verdict=stop " + BLOB + System.lineSeparator());
        assertThat(run.errors()).containsExactly("salty: warning: " + SkinFilter.WARNING);
        assertThat(run.status()).isZero();
        assertThat(ImageDecoder.KERAS.decode(folder.resolve("skin.png")).width()).isEqualTo(64);
    }

    @Test
    void passesOnWhatHasSkinEnough() {
        Run run = Run.salty("skin", BLOB, PATCHES, "-o", folder);

        assertThat(run.out()).contains("skin 0.50 largest_region 0.50 verdict=pass-on " + PATCHES);
        assertThat(run.status()).isEqualTo(1);
        assertThat(folder.resolve("_/vision/src/test/resources/salty/vision/skin/golden/blob.png.skin.png")).exists();
    }

    @Test
    void namesWhatItCannotRead() throws IOException {
        Path bad = Files.writeString(folder.resolve("bad.png"), "hello");

        Run run = Run.salty("skin", bad, "-o", folder);

        assertThat(run.out())
                .isEqualTo("error " + bad + ": not an image (starts with 'hello')" + System.lineSeparator());
        assertThat(run.status()).isEqualTo(3);
    }

    @Test
    void statesItsBiasInItsHelp() {
        assertThat(Run.salty("skin", "--help").out().replaceAll("\\s+", " ")).contains(SkinFilter.WARNING);
    }
}
