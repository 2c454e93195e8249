package salty.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import salty.loader.TfjsModel;

/** Networks of which one output, one layer, one filter is not what a picture of them needs. */
class PicturedPartsTest {
    @TempDir
    private Path folder;
    private Path picture;

    @BeforeEach
    void draw() throws IOException {
        picture = Files.write(folder.resolve("a.png"), ScannedFolder.picture(16, 16, 0xff0000, 0x00ff00));
    }

    private Run cam(Path model, Object... more) {
        return Run.salty(List.of("cam", "--backend", "reference", "--model", model, "--image", picture, "-o",
                folder.resolve("out")), more);
    }

    @Test
    void ofSeveralOutputsOneIsChosen() {
        Path model = new TfjsModel().input("image", 16, 3).conv("conv", "image", 3, 3, 4, "")
                .layer("GlobalAveragePooling2D", "mean", "", "conv").dense("kinds", "mean", 4, 3)
                .dense("corners", "mean", 4, 2).write(folder.resolve("model"), "kinds", "corners");

        Run run = cam(model);
        assertThat(run.status()).isEqualTo(2);
        assertThat(run.errors()).last().asString()
                .contains("has the outputs kinds (1, 3), corners (1, 2); choose one with --output-layer");
        assertThat(cam(model, "--output-layer", "corners").status()).isZero();
    }

    @Test
    void mapsOfOnePixelArePassedOver() {
        Path model = new TfjsModel().input("image", 16, 3).conv("wide", "image", 3, 3, 4, "\"activation\": \"relu\"")
                .layer("MaxPooling2D", "pool", "\"pool_size\": [16, 16], \"strides\": [16, 16]", "wide")
                .conv("narrow", "pool", 1, 4, 4, "\"activation\": \"relu\"")
                .layer("GlobalAveragePooling2D", "mean", "", "narrow").dense("kinds", "mean", 4, 3)
                .write(folder.resolve("model"), "kinds");

        Run run = cam(model);
        assertThat(run.err()).contains("one pixel; looking at wide, the last with more, instead");
        assertThat(run.out()).contains("layer wide");
    }

    /** Its bias is met by brighter pictures than the noise that an ascent begins with. */
    @Test
    void aFilterWithoutAGradientIsNotCalledDead() {
        Path model = new TfjsModel().input("image", 16, 3).conv("conv", "image", 3, 3, 2, "\"activation\": \"relu\"")
                .of(-50).layer("GlobalAveragePooling2D", "mean", "", "conv").dense("kinds", "mean", 2, 2)
                .write(folder.resolve("model"), "kinds");

        Run run = Run.salty("filters", "--backend", "reference", "--model", model, "--iterations", 2, "-o",
                folder.resolve("out"));
        assertThat(run.status()).isZero();
        assertThat(run.err()).contains("filter 1 of conv has no gradient at the noise that its picture begins with");
        assertThat(run.out() + run.err()).doesNotContain("dead");
    }
}
