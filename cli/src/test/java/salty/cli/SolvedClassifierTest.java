package salty.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import salty.loader.image.Png;
import salty.loader.image.RgbImage;
import salty.vision.drawing.Motif;
import salty.vision.drawing.PictureGenerator;

/** {@code salty train} without a thought to options: the classifier of a frozen base is solved. */
class SolvedClassifierTest {
    private static final int SIZE = 64;

    @TempDir
    private Path folder;

    private Run train(Path data, String classes, Object... more) {
        List<Object> words = new ArrayList<>(List.of("train", "--base", "pocket", "--data", data, "--classes", classes,
                "-q", "-o", folder.resolve("head.h5")));
        words.addAll(List.of(more));
        return Run.salty(words);
    }

    private JsonNode eval(Path data) throws IOException {
        Path report = folder.resolve("report");
        Run eval = Run.salty("eval", "--model", folder.resolve("head.h5"), "--data", data, "-q", "-o", report);
        assertThat(eval.err()).isEmpty();
        return new JsonMapper().readTree(Files.readString(report.resolve("eval.json")));
    }

    private static void draw(Path data, long seed, int count) throws IOException {
        DrawnFolders.draw(data.resolve("sfw"), seed, count, Motif.BRICKS, Motif.DOTS, Motif.RING, Motif.SQUARE,
                Motif.SPIRAL);
        DrawnFolders.draw(data.resolve("nsfw"), seed, count, Motif.DISC, Motif.HEART);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 3})
    void drawnMotifsAreToldApart(int seed) throws IOException {
        Path data = folder.resolve("data");
        draw(data, 31, 40);
        Path unseen = folder.resolve("unseen");
        draw(unseen, 32, 20);

        Run run = train(data, "sfw,nsfw", "--seed", seed);

        assertThat(run.err()).isEmpty();
        assertThat(run.out().lines().toList()).hasSize(2).first().asString()
                .matches("held out: loss 0\\.\\d+ acc \\S+ auc \\S+ of 56 pictures; .* alone loss 0.6931 acc 0.7143");
        assertThat(eval(unseen).get("accuracy").doubleValue()).isGreaterThan(.95);
    }

    /** Plane waves, nine to one against rings of waves, in any two colours and noise. */
    private static void drawWaves(Path data, long seed, int waves, int rings) throws IOException {
        Random random = new Random(seed);
        for (int i = 0; i < waves + rings; i++) {
            Path own = Files.createDirectories(data.resolve(i < waves ? "waves" : "rings"));
            Files.write(own.resolve(i + ".png"), Png.encode(wave(random, i >= waves)));
        }
    }

    private static RgbImage wave(Random random, boolean ring) {
        double frequency = random.nextDouble(.2, .8);
        double phase = random.nextDouble(2 * Math.PI);
        double angle = random.nextDouble(Math.PI);
        double[] centre = {random.nextDouble(16, 48), random.nextDouble(16, 48)};
        double[] colours = random.doubles(6, 0, 255).toArray();
        byte[] rgb = new byte[3 * SIZE * SIZE];
        for (int i = 0; i < rgb.length; i++) {
            double x = i / 3 % SIZE;
            double y = i / 3 / SIZE;
            double way = ring ? Math.hypot(x - centre[0], y - centre[1]) : x * Math.cos(angle) + y * Math.sin(angle);
            double share = (Math.sin(frequency * way + phase) + 1) / 2;
            double level = colours[i % 3] + share * (colours[3 + i % 3] - colours[i % 3]) + random.nextGaussian(0, 15);
            rgb[i] = (byte) Math.clamp(Math.round(level), 0, 255);
        }
        return new RgbImage(SIZE, SIZE, rgb);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 2})
    void twentyRingsAmongWavesAreFound(int seed) throws IOException {
        Path data = folder.resolve("data");
        drawWaves(data, 1, 180, 20);
        Path unseen = folder.resolve("unseen");
        drawWaves(unseen, 2, 90, 60);

        assertThat(train(data, "waves,rings", "--seed", seed).err()).isEmpty();

        assertThat(eval(unseen).get("roc_auc").doubleValue()).isGreaterThanOrEqualTo(.95);
    }

    /** One and the same kind of picture in two folders: there is nothing to learn. */
    @Test
    void whatTellsNothingIsNotWritten() throws IOException {
        Path data = folder.resolve("data");
        drawWaves(data, 5, 80, 0);
        Path other = Files.createDirectories(data.resolve("others"));
        for (int i = 0; i < 80; i += 2) {
            Files.move(data.resolve("waves").resolve(i + ".png"), other.resolve(i + ".png"));
        }

        Run run = train(data, "waves,others", "--seed", 1);

        assertThat(run.status()).isEqualTo(2);
        assertThat(run.errors()).singleElement().asString().contains("head.h5: is not written; ", "--force");
        assertThat(folder.resolve("head.h5")).doesNotExist();
        assertThat(train(data, "waves,others", "--seed", 1, "--force").status()).isZero();
        assertThat(folder.resolve("head.h5")).exists();
    }

    /** One picture a class: nothing is left to judge by. */
    @Test
    void whatCannotBeJudgedIsNotWritten() throws IOException {
        Path data = folder.resolve("data");
        drawWaves(data, 5, 1, 1);

        assertThat(train(data, "waves,rings").errors()).singleElement().asString().contains("none was left to judge by");
        assertThat(train(data, "waves,rings", "--force").status()).isZero();
    }

    /** Pictures of other sizes, brought to size in a way that leaves values between the levels. */
    @Test
    void classifyGivesTheScoresThatTrainingAndEvaluationJudge() throws IOException {
        Path data = folder.resolve("data");
        for (Motif motif : List.of(Motif.DISC, Motif.STRIPES)) {
            Path own = Files.createDirectories(data.resolve(motif.label()));
            for (int i = 0; i < 12; i++) {
                Files.write(own.resolve(i + ".png"), Png.encode(
                        new PictureGenerator(8, 50, false).draw(motif, i)));
            }
        }
        Run run = train(data, "disc,stripes", "--resize", "tf-bilinear");
        assertThat(run.err()).isEmpty();

        eval(data);
        List<String> scores = Files.readAllLines(folder.resolve("report/scores.csv")).stream().skip(1).toList();
        List<Object> words = new ArrayList<>(List.of("classify", "-q", "--format", "json", "--model",
                folder.resolve("head.h5")));
        try (Stream<Path> files = Files.walk(data)) {
            words.addAll(files.filter(Files::isRegularFile).sorted().toList());
        }
        List<String> classified = Run.salty(words).out().lines().toList();
        assertThat(classified).hasSameSizeAs(scores);
        for (int i = 0; i < scores.size(); i++) {
            String probability = classified.get(i)
                    .replaceFirst(".*\"label\":\\s*\"stripes\",\\s*\"probability\":\\s*([^,}]+).*", "$1");
            assertThat(Float.parseFloat(probability)).isEqualTo(Float.parseFloat(scores.get(i).split(",")[2]));
        }
    }

    @Test
    void optionsThatMeanNothingAreRefused() throws IOException {
        assertThat(train(folder, "a,b", "--batch-norm").errors()).singleElement().asString()
                .startsWith("salty: --batch-norm: normalises convolutions that learn");
        assertThat(Run.salty("train", "--arch", "pocket", "--unfreeze", "block4", "--data", folder, "-o",
                folder.resolve("x.h5")).errors()).singleElement().asString().startsWith("salty: --unfreeze: is for a");
    }
}
