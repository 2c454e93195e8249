package salty.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import salty.vision.drawing.Motif;

/** Every known network learns, and so do layers that loading would fold or reshape. */
class TrainedArchitecturesTest {
    @TempDir
    private Path folder;

    @BeforeEach
    void draw() throws IOException {
        DrawnFolders.draw(folder.resolve("data/disc"), 3, 2, Motif.DISC);
        DrawnFolders.draw(folder.resolve("data/stripes"), 3, 2, Motif.STRIPES);
    }

    private Run train(Object... words) {
        return Run.salty(List.of("train", "--data", folder.resolve("data"), "--epochs", 1, "--batch", 2,
                "--optimizer", "sgd", "--force", "-q", "-o", folder.resolve("out.h5")), words);
    }

    /** Networks of convolutions and batch normalisations; those of huge dense layers are held by the narrow blocks. */
    @ParameterizedTest
    @CsvSource({"resnet50, 32", "mobilenetv2, 32", "inceptionv3, 75", "pocket, 64"})
    void everyArchitectureTakesAStep(String name, int size) {
        Run run = train("--arch", name, "--image-size", size);

        assertThat(run.err()).isEmpty();
        assertThat(run.status()).isZero();
        assertThat(run.out()).startsWith("epoch 1/1  loss ").doesNotContain("NaN");
    }

    /** A convolution of a residual block with its batch normalisation, and a normalisation alone. */
    @ParameterizedTest
    @ValueSource(strings = {"r1_3", "r0_1_bn"})
    void aLayerIsUnfrozenWithItsNormalisation(String prefix) {
        Run run = train("--base", Run.RESNET, "--rate", ".001", "--preprocess", "tf", "--unfreeze", prefix);

        assertThat(run.err()).isEmpty();
        assertThat(run.status()).isZero();
        assertThat(run.out()).startsWith("epoch 0/1").contains("epoch 1/1");
    }
}
