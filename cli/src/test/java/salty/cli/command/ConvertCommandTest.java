package salty.cli.command;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import salty.cli.Pictures;
import salty.cli.Run;

/** {@code salty convert}: one network in another container says the same of a picture. */
class ConvertCommandTest {
    @TempDir
    private Path folder;

    @ParameterizedTest
    @ValueSource(strings = {"again.h5", "tfjs"})
    void theConvertedModelGivesTheSameProbabilities(String name) throws Exception {
        Path picture = Pictures.rings(folder.resolve("rings.png"), 80, 60);
        Path converted = folder.resolve(name);

        Run run = Run.salty("convert", Run.VGG, converted);

        assertThat(run.status()).isZero();
        assertThat(top(converted, picture)).isEqualTo(top(Run.VGG, picture));
        assertThat(sha(Run.salty("inspect", converted).out())).isEqualTo(sha(Run.salty("inspect", Run.VGG).out()))
                .isEqualTo(sha(run.out()));
    }

    /** What cannot be written would become a folder of that name. */
    @ParameterizedTest
    @ValueSource(strings = {"model.keras", "model.KERAS", "model.tflite", "model.pb", "model.h5x", "model.json"})
    void anEndingThatIsNotKnownIsRefused(String name) {
        Run run = Run.salty("convert", Run.VGG, folder.resolve(name));

        assertThat(run.status()).isEqualTo(2);
        assertThat(run.errors()).singleElement().asString().contains(name + ": cannot be written: its ending");
        assertThat(folder.resolve(name)).doesNotExist();
    }

    @Test
    void onnxIsWritten() {
        Path onnx = folder.resolve("vgg.onnx");
        assertThat(Run.salty("convert", Run.VGG, onnx).status()).isZero();
        assertThat(onnx).isNotEmptyFile();
    }

    @Test
    void quantisingIsForTfjs() {
        Run run = Run.salty("convert", Run.VGG, folder.resolve("small.h5"), "--quantize", "uint8");
        assertThat(run.status()).isEqualTo(2);
        assertThat(run.errors()).singleElement().asString().contains("--quantize is for TF.js models");
        assertThat(Files.exists(folder.resolve("small.h5"))).isFalse();
    }

    @Test
    void anUnreadableModelLeavesNothingBehind() {
        Run run = Run.salty("convert", folder.resolve("missing.h5"), folder.resolve("out.h5"));
        assertThat(run.status()).isEqualTo(2);
        assertThat(run.errors()).hasSize(1);
        assertThat(folder).isEmptyDirectory();
    }

    private static String top(Path model, Path picture) {
        String text = Run.salty("classify", "--model", model, "--preprocess", "caffe", picture).out();
        return text.substring(0, text.indexOf("preprocess="));
    }

    private static String sha(String text) {
        return text.substring(text.indexOf("weights-sha256")).strip();
    }
}
