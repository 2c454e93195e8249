package salty.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import salty.loader.card.ModelCard;
import salty.loader.file.LoadOptions;
import salty.loader.keras.KerasLoader;

/** From drawn pictures to a trained model and its figures. */
class TrainAndEvalCommandTest {
    @TempDir
    private Path folder;

    /** Two textures, nine to one. */
    private Path pictures() throws IOException {
        Path all = folder.resolve("all");
        assertThat(Run.salty("pictures", "--count", 72, "--size", 64, "--seed", 1, "-o", all).status()).isZero();
        Path data = folder.resolve("data");
        copy(all.resolve("stripes"), data.resolve("sfw"), 72);
        copy(all.resolve("dots"), data.resolve("nsfw"), 8);
        return data;
    }

    private static void copy(Path from, Path to, int count) throws IOException {
        Files.createDirectories(to);
        for (int i = 0; i < count; i++) {
            String name = String.format("%05d.png", i);
            Files.copy(from.resolve(name), to.resolve(name));
        }
    }

    /** The base's weights are random: what it makes of eight pictures is not told from chance, so it is forced. */
    private Run train(Path data, Path output, Object... more) {
        List<Object> words =
                new ArrayList<>(List.of("train", "--base", Run.VGG, "--data", data, "--classes", "sfw,nsfw",
                "--flat", "--epochs", 6, "--batch", 8, "--rate", ".003", "--validation-split", ".25", "--patience", 0,
                "--preprocess", "tf", "--force", "-o", output, "-q"));
        words.addAll(List.of(more));
        return Run.salty(words.toArray());
    }

    @Test
    void aHeadIsTrainedMeasuredAndTheSameAgain() throws IOException {
        Path data = pictures();
        Path head = folder.resolve("head.h5");
        Run run = train(data, head);
        assertThat(run.err()).isEmpty();
        assertThat(run.status()).isZero();
        assertThat(run.out().lines().toList()).hasSize(11).allMatch(line -> !line.contains("NaN"))
                .anyMatch(line -> line.matches("epoch 6/6  loss [0-9.]+ acc [0-9.]+  val_loss .* val_auc .*"));
        assertThat(run.out()).startsWith("epoch 0/6").contains("held out: loss ", "by the classes' frequencies alone loss");
        assertThat(folder.resolve("head.curve.png")).isNotEmptyFile();
        assertThat(folder.resolve("head.h5.checkpoint")).doesNotExist();
        assertThat(KerasLoader.open(head, LoadOptions.DEFAULT).card())
                .contains(new ModelCard(List.of("sfw", "nsfw"), "tf", "pil-bilinear"));

        Path again = folder.resolve("again.h5");
        assertThat(train(data, again, "--threads", 1).status()).isZero();
        assertThat(Files.mismatch(head, again)).isEqualTo(-1);

        Path report = folder.resolve("report");
        Run eval = Run.salty("eval", "--model", head, "--data", data, "-q", "-o", report);
        assertThat(eval.err()).isEmpty();
        assertThat(eval.out()).contains("accuracy", "ROC-AUC of nsfw", "threshold for FPR<=1%");
        Run scores = Run.salty("eval", "--scores", report.resolve("scores.csv"));
        assertThat(eval.out()).startsWith(scores.out().strip());
    }

    @Test
    void whatCannotBeTrainedOnIsSaidInOneLine() throws IOException {
        Path data = folder.resolve("data");
        Files.createDirectories(data.resolve("sfw"));
        Path output = folder.resolve("x.h5");
        assertThat(train(data, output).errors()).containsExactly("salty: " + data.resolve("nsfw")
                + ": is no folder; each class needs one of its name");
        Files.createDirectories(data.resolve("nsfw"));
        assertThat(train(data, output).errors()).containsExactly("salty: " + data.resolve("sfw")
                + ": has no readable picture of class sfw");
        assertThat(Run.salty("train", "--arch", "pocket", "--data", data.resolve("sfw"), "-o", output).errors())
                .containsExactly("salty: " + data.resolve("sfw")
                        + ": has no class; training needs a folder for each of two or more");
        assertThat(Run.salty("train", "--arch", "poket", "--data", data, "-o", output).errors().getFirst())
                .startsWith("salty: --arch: no network 'poket'");
    }
}
