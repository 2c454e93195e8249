package salty.vision;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

import javax.imageio.ImageIO;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import salty.loader.image.Png;
import salty.vision.drawing.Motif;
import salty.vision.drawing.PictureGenerator;
import salty.vision.model.RankedClass;
import salty.vision.moderation.Policy;
import salty.vision.moderation.Verdict;
import salty.vision.scan.Answer;

/** What the README shows of the library, from sixteen threads at once. */
class SharedByThreadsTest {
    private static final int THREADS = 16;
    private static final PictureGenerator PICTURES = new PictureGenerator(7, 96, false);
    /** The demonstration model by its name. */
    private static final String MODEL = "pocket";

    @TempDir
    private Path folder;
    private final List<Path> pictures = new ArrayList<>();

    @BeforeEach
    void draw() throws IOException {
        for (Motif motif : List.of(Motif.values()).subList(0, 8)) {
            Path file = folder.resolve(motif.label() + ".png");
            pictures.add(Files.write(file, Png.encode(PICTURES.draw(motif, 1))));
        }
    }

    @Test
    void aClassifierGivesEveryThreadTheSameAnswers() throws Exception {
        try (Classifier classifier = Classifier.open(Path.of(MODEL))) {
            List<List<RankedClass>> alone = new ArrayList<>();
            for (Path picture : pictures) {
                alone.add(classifier.classify(picture).ranked());
            }
            inThreads(() -> {
                for (int i = 0; i < pictures.size(); i++) {
                    assertThat(classifier.classify(pictures.get(i)).ranked()).isEqualTo(alone.get(i));
                }
                return null;
            });
            assertThat(alone.getFirst().getFirst().label()).isEqualTo(Motif.values()[0].label());
        }
    }

    @Test
    void aPictureIsTheSameAsFileBytesOrPixels() throws IOException {
        try (Classifier classifier = Classifier.open(MODEL)) {
            Path picture = pictures.getFirst();

            float[] byFile = classifier.classify(picture).probabilities();

            assertThat(classifier.classify(Files.readAllBytes(picture)).probabilities()).isEqualTo(byFile);
            assertThat(classifier.classify(ImageIO.read(picture.toFile())).probabilities()).isEqualTo(byFile);
            assertThat(classifier.classify(classifier.reader().read(picture).tensor()).probabilities())
                    .isEqualTo(byFile);
        }
    }

    @Test
    void aModeratorGivesEveryThreadTheSameVerdictsAndFailsClosed() throws Exception {
        Path cut = folder.resolve("cut.png");
        byte[] whole = Files.readAllBytes(pictures.getFirst());
        Files.write(cut, Arrays.copyOf(whole, whole.length / 2));
        try (Classifier classifier = Classifier.open(MODEL)) {
            Policy policy = Policy.of(classifier.network(), List.of(Motif.values()[0].label()), .2, .8);
            Moderator moderator = Moderator.open(classifier, policy);

            inThreads(() -> {
                assertThat(moderator.moderate(pictures.get(0)).verdict()).isEqualTo(Verdict.BLOCK);
                assertThat(moderator.moderate(pictures.get(1)).verdict()).isEqualTo(Verdict.SAFE);
                assertThat(moderator.moderate(Files.readAllBytes(pictures.get(0))).verdict()).isEqualTo(Verdict.BLOCK);
                Answer answer = moderator.moderate(cut);
                assertThat(answer.verdict()).isEqualTo(Verdict.ERROR);
                assertThat(answer.error()).isNotBlank();
                assertThat(moderator.moderate(new byte[0]).verdict()).isEqualTo(Verdict.ERROR);
                assertThat(moderator.moderate(folder.resolve("none.png")).verdict()).isEqualTo(Verdict.ERROR);
                return null;
            });
        }
    }

    @Test
    void aClosedClassifierSaysSo() throws IOException {
        Classifier classifier = Classifier.open(MODEL);
        classifier.close();
        classifier.close();

        assertThatThrownBy(() -> classifier.classify(pictures.getFirst())).isInstanceOf(IllegalStateException.class)
                .hasMessage("the classifier is closed");
    }

    private static void inThreads(Callable<Void> work) throws Exception {
        try (ExecutorService pool = Executors.newFixedThreadPool(THREADS)) {
            List<Future<Void>> running = new ArrayList<>();
            for (int i = 0; i < THREADS; i++) {
                running.add(pool.submit(work));
            }
            for (Future<Void> one : running) {
                one.get();
            }
        }
    }
}
