package salty.vision.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import salty.engine.backend.Backend;
import salty.engine.backend.BackendOptions;
import salty.engine.backend.Backends;
import salty.engine.graph.Shape;
import salty.engine.graph.Tensor;
import salty.engine.train.Adam;
import salty.engine.train.CrossEntropy;
import salty.engine.train.GradientClipping;
import salty.engine.train.Schedule;
import salty.loader.image.ImageDecoder;
import salty.loader.image.Png;
import salty.loader.image.Preprocessing;
import salty.loader.image.Resize;
import salty.loader.keras.KerasNetwork;
import salty.vision.drawing.Motif;
import salty.vision.drawing.PictureGenerator;

/** A classifier of two textures, nine to one, on frozen features and with unfrozen layers. */
class TrainerTest {
    private static final Shape SIZE = Shape.of(1, 32, 32, 3);
    private static final int MANY = 54;
    private static final int FEW = 6;

    @TempDir
    private Path folder;
    private ImageFolder pictures;
    private final Backend backend = Backends.open("vector", new BackendOptions(2, ""), line -> { });

    @BeforeEach
    void drawPictures() throws IOException {
        draw(Motif.STRIPES, MANY);
        draw(Motif.DOTS, FEW);
        pictures = ImageFolder.read(folder, List.of("stripes", "dots"),
                new ImageFolder.Reading(ImageDecoder.KERAS, Resize.PIL_BILINEAR, SIZE));
    }

    private void draw(Motif motif, int count) throws IOException {
        Path own = Files.createDirectories(folder.resolve(motif.label()));
        for (int i = 0; i < count; i++) {
            Files.write(own.resolve(i + ".png"), Png.encode(new PictureGenerator(5, 40, false).draw(motif, i)));
        }
    }

    private Trainer trainer(Backend on, Recipe recipe, String... unfrozen) throws IOException {
        KerasNetwork network = KerasNetwork.fresh("pocket", 0, 1).withHead(SIZE, new KerasNetwork.Head(2, true, 0), 2);
        Trainer.Task task = new Trainer.Task(network, 32, layer -> layer.name().equals("predictions")
                || List.of(unfrozen).stream().anyMatch(prefix -> layer.name().startsWith("pocket/" + prefix)), false,
                Split.of(pictures.examples(), .3, 1), Preprocessing.TF, folder.resolve("features"));
        return new Trainer(on, task, recipe, new Silence());
    }

    private record Silence() implements Trainer.Listener {
        @Override
        public void computed(int count, int of) {}

        @Override
        public void stepped(int epoch, int step, int of, double loss) {}
    }

    private Recipe recipe(int epochs, double rate, float dropout, Augmentation augmentation) {
        return new Recipe(epochs, 8, new Adam(), new Schedule.Constant(rate),
                new CrossEntropy(0, Recipe.balanced(pictures.counts())), 1e-4f, new GradientClipping.ByGlobalNorm(5),
                !augmentation.equals(Augmentation.NONE), dropout, augmentation, 0, 3);
    }

    private static Map<String, Tensor> run(Trainer trainer) {
        while (!trainer.isDone()) {
            trainer.run();
        }
        return trainer.trained().weights();
    }

    private static void assertSame(Map<String, Tensor> actual, Map<String, Tensor> expected) {
        expected.forEach((name, tensor) -> assertThat(actual.get(name).toArray()).as(name)
                .containsExactly(tensor.toArray()));
    }

    @Test
    void theLossFallsAndTheFrozenPartStays() throws IOException {
        try (Trainer trainer = trainer(backend, recipe(6, .02, 0, Augmentation.NONE))) {
            Map<String, Tensor> weights = run(trainer);
            assertThat(trainer.past().getLast().loss()).isLessThan(.7 * trainer.past().getFirst().loss());
            KerasNetwork before = KerasNetwork.fresh("pocket", 0, 1);
            before.weights().forEach((name, tensor) -> assertThat(weights.get("pocket/" + name).toArray())
                    .containsExactly(tensor.toArray()));
        }
    }

    @Test
    void cachedFeaturesGiveWhatTheWholeNetworkGives() throws IOException {
        Augmentation hardlyAny = new Augmentation(false, 0, 0, 0, 1e-9, 0);
        try (Trainer cached = trainer(backend, recipe(2, .01, 0, Augmentation.NONE));
                Trainer whole = trainer(backend, recipe(2, .01, 0, hardlyAny))) {
            Map<String, Tensor> expected = run(whole);
            Map<String, Tensor> actual = run(cached);
            assertThat(actual.get("predictions/kernel").toArray())
                    .containsExactly(expected.get("predictions/kernel").toArray(), within(1e-3f));
            assertThat(cached.explain()).doesNotContain("convolution");
            assertThat(whole.explain()).contains("convolution");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "block4"})
    void aResumedRunGivesTheSameWeights(String unfrozen) throws IOException {
        String[] prefixes = unfrozen.isEmpty() ? new String[0] : new String[] {unfrozen};
        Recipe recipe = recipe(4, .005, .2f, unfrozen.isEmpty() ? Augmentation.NONE
                : Augmentation.parse("flip,rot=10"));
        Map<String, Tensor> whole;
        try (Trainer trainer = trainer(backend, recipe, prefixes)) {
            whole = run(trainer);
        }
        Path file = folder.resolve("run.checkpoint");
        try (Trainer interrupted = trainer(backend, recipe, prefixes)) {
            interrupted.run();
            interrupted.run();
            interrupted.checkpoint("this").write(file);
        }
        try (Trainer resumed = trainer(backend, recipe, prefixes)) {
            resumed.restore(Checkpoint.read(file, "this"));
            assertSame(run(resumed), whole);
        }
        assertThatThrownBy(() -> Checkpoint.read(file, "other")).hasMessageContaining("checkpoint of another run");
    }

    @Test
    void theNumberOfThreadsDoesNotMatter() throws IOException {
        Recipe recipe = recipe(2, .005, .2f, Augmentation.parse("flip"));
        try (Backend one = Backends.open("vector", new BackendOptions(1, ""), line -> { });
                Backend three = Backends.open("vector", new BackendOptions(3, ""), line -> { });
                Trainer alone = trainer(one, recipe, "block3", "block4");
                Trainer together = trainer(three, recipe, "block3", "block4")) {
            assertSame(run(together), run(alone));
        }
    }

    @Test
    void aLossThatExplodesStopsWithARemedy() throws IOException {
        Recipe recipe = new Recipe(3, 8, new Adam(), new Schedule.Constant(3e38), new CrossEntropy(), 0,
                new GradientClipping.None(), false, 0, Augmentation.NONE, 0, 1);
        try (Trainer trainer = trainer(backend, recipe)) {
            assertThatThrownBy(() -> run(trainer)).isInstanceOf(TrainingException.class)
                    .hasMessageMatching("the loss is (NaN|Infinity|-Infinity) in epoch 1, step .*smaller --rate.*");
        }
    }
}
