package salty.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;

import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What commands say of models that real use found. */
class FoundModelsTest {
    private static final Path PICTURE = Path.of("../loader/src/test/resources/salty/loader/image/golden/resize/noise.png");
    private static final Path TFJS = Path.of("../loader/src/test/resources/containers/tfjs");
    private static final Path GREY = Path.of("../loader/src/test/resources/keras3/grey.keras");

    @TempDir
    private Path folder;

    @Test
    void outputsAreNamedWhereOneMustBeChosen() {
        Path model = find("11-two-outputs/cam_twoout.h5");
        Run run = Run.salty("cam", "--model", model, "--image", PICTURE, "-o", folder.resolve("out"));

        assertThat(run.status()).isEqualTo(2);
        assertThat(run.errors()).last().asString()
                .contains("has the outputs cls (1, 4), box (1, 2); choose one with --output-layer");
        assertThat(Run.salty("cam", "--model", model, "--output-layer", "cls", "--image", PICTURE, "-o",
                folder.resolve("chosen")).status()).isZero();
    }

    @Test
    void mapsOfOnePixelArePassedOver() {
        Run run = Run.salty("cam", "--model", find("09-cam-1x1/cam_mnv3.h5"), "--image", PICTURE, "-o",
                folder.resolve("out"));

        assertThat(run.err()).contains("have one pixel; looking at c2, the last with more, instead");
        assertThat(run.out()).contains("layer c2");
    }

    @Test
    void noFilterIsCalledDead() {
        Run run = Run.salty("filters", "--model", find("16-dead-filter/not_dead_filter.h5"), "--iterations", "2", "-o",
                folder.resolve("out"));

        assertThat(run.status()).isZero();
        assertThat(run.out() + run.err()).doesNotContain("is dead").doesNotContain("dead:");
    }

    @Test
    void picturesAreGreyWhereTheInputHasNoChannels() {
        assertThat(Run.salty("classify", "--model", GREY, PICTURE).status()).isZero();
    }

    /** The tests run in the module's folder: from there, in every relative spelling. */
    @ParameterizedTest
    @ValueSource(strings = {"", ".", "./", "../tfjs", "model.json", "./model.json", "../tfjs/./model.json"})
    void aModelOfShardsIsFoundInAnyRelativeSpelling(String spelling) {
        assertThat(Run.salty("inspect", Path.of(TFJS + "/" + spelling)).out()).contains("weights-sha256");
        assertThat(Run.salty("inspect", TFJS + "/" + spelling).out()).contains("weights-sha256");
    }

    private static Path find(String file) {
        String fixtures = System.getProperty("salty.fixtures", "");
        Path path = Path.of(fixtures, "finds").resolve(file);
        Assumptions.assumeTrue(!fixtures.isEmpty() && Files.exists(path),
                "skipped: set -Dsalty.fixtures");
        return path;
    }
}
