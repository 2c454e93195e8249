package salty.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import salty.engine.backend.Backend;
import salty.engine.backend.BackendOptions;
import salty.engine.backend.Backends;
import salty.engine.explain.GradCam;
import salty.loader.image.FloatImage;
import salty.loader.image.Preprocessing;
import salty.vision.drawing.Motif;
import salty.vision.drawing.PictureGenerator;
import salty.vision.drawing.Upsample;
import salty.vision.model.DemonstrationModel;
import salty.vision.model.LayerChoice;
import salty.vision.model.Network;

/** Without a model the bundled one steps in, says so, knows what is drawn and where it is. */
class DemonstrationModelTest {
    private static final int PICTURES = 6;
    private static final long UNSEEN = 99;

    @TempDir
    private Path folder;

    @Test
    void namesWhatIsDrawn() throws IOException {
        DrawnFolders.draw(folder, UNSEEN, PICTURES, Motif.values());
        List<Object> words = new ArrayList<>(List.of("classify", "--top", 1));
        for (Motif motif : Motif.values()) {
            for (int i = 0; i < PICTURES; i++) {
                words.add(folder.resolve(motif.label() + "-" + i + ".png"));
            }
        }

        Run run = Run.salty(words.toArray());

        assertThat(run.errors()).filteredOn(line -> line.contains("demonstration model")).singleElement().asString()
                .contains("16 drawn shapes and textures", "salty download vgg16", "--model vgg16");
        String text = run.out();
        long right = 0;
        for (Motif motif : Motif.values()) {
            right += text.lines().filter(line -> line.matches(" +1  " + motif.label() + " .*")).count();
        }
        assertThat(right).isGreaterThanOrEqualTo(Math.round(.97 * PICTURES * Motif.values().length));
    }

    /** Textures fill their patch; plain shapes are often known by the corners and bays of their outline. */
    @Test
    void seesTexturesWhereTheyAre() {
        Network network = Run.network(DemonstrationModel.file());
        PictureGenerator generator = DrawnFolders.generator(UNSEEN);
        int hits = 0;
        int all = 0;
        try (Backend backend = Backends.open("vector", BackendOptions.DEFAULT, line -> { });
                GradCam cam = new GradCam(backend, network.model().input(),
                        LayerChoice.forClassActivation(network).output(), network.evidence())) {
            for (Motif motif : Motif.values()) {
                for (int i = 0; motif.isTexture() && i < PICTURES; i++) {
                    float[] pixels = Preprocessing.TF.apply(FloatImage.of(generator.draw(motif, i)));
                    GradCam.Result result = cam.run(pixels, network.classNames().names().indexOf(motif.label()));
                    float[] map = Upsample.HALF_PIXEL.resize(result.map(), result.height(), result.width(),
                            generator.size(), generator.size());
                    hits += contrast(map, generator.mask(motif, i)) > 1.5 ? 1 : 0;
                    all++;
                }
            }
        }
        assertThat(hits).isGreaterThanOrEqualTo(Math.round(.95f * all));
    }

    /** How much hotter the map is on the motif than around it. */
    private static double contrast(float[] map, boolean[] mask) {
        double[] sums = new double[2];
        int[] counts = new int[2];
        for (int i = 0; i < map.length; i++) {
            sums[mask[i] ? 1 : 0] += map[i];
            counts[mask[i] ? 1 : 0]++;
        }
        return sums[1] / counts[1] / (sums[0] / counts[0]);
    }

    @Test
    void visualizeNeedsNeitherModelNorPicture() {
        Path page = folder.resolve("page");

        Run run = Run.salty("visualize", "--filters", 1, "--iterations", 2, "-o", page);

        assertThat(run.status()).isZero();
        assertThat(run.errors()).anyMatch(line -> line.equals("salty: no --image given, so this is drawn-spiral.png"));
        assertThat(run.out()).contains("  spiral (index=10): ");
        assertThat(page.resolve("index.html")).isNotEmptyFile();
        assertThat(page.resolve("activation/drawn-spiral.png")).isNotEmptyFile();
    }

    @Test
    void everyCommandFallsBackOnIt() throws IOException {
        Path data = folder.resolve("data");
        for (Motif motif : Motif.values()) {
            DrawnFolders.draw(data.resolve(motif.label()), UNSEEN, 2, motif);
        }
        Path image = data.resolve("star/star-0.png");

        assertNoticed("filters", "--layers", "block1_conv1", "--filters", 1, "--iterations", 2, "-o",
                folder.resolve("f"));
        assertNoticed("activations", "-o", folder.resolve("a"));
        assertNoticed("cam", "-o", folder.resolve("c"));
        assertNoticed("gradient", "--layer", "block2_conv1", "--filter", 0, "--image", image, "-o",
                folder.resolve("g"));
        assertNoticed("inspect");
        assertNoticed("eval", "--data", data, "-o", folder.resolve("e"));
        assertNoticed("train", "--data", data, "--classes", "star,disc", "--epochs", 1, "-o", folder.resolve("t.h5"));
        assertThat(Run.salty("scan", "-q", "--nsfw", "star", image).out()).startsWith("BLOCK");
        assertThat(Run.salty("cam", "-q", "-o", folder.resolve("c")).err()).isEmpty();
    }

    private static void assertNoticed(Object... words) {
        Run run = Run.salty(words);
        assertThat(run.status()).as(run.err()).isZero();
        assertThat(run.errors()).filteredOn(line -> line.contains("demonstration model")).hasSize(1);
    }

    @Test
    void otherModelsStillNeedAPicture() {
        assertThat(Run.salty("cam", "--model", Run.VGG).errors()).containsExactly(
                "salty: no picture given; use --image FILE; see salty cam --help");
    }

    @Test
    void isSmall() throws IOException {
        assertThat(Files.size(DemonstrationModel.file())).isLessThan(2_000_000);
    }
}
