package salty.cli.command;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import salty.cli.Golden;
import salty.cli.Pictures;
import salty.cli.Run;
import salty.loader.image.Npy;

/** {@code salty classify}: golden probabilities, the shape of its results, its streams. */
class ClassifyCommandTest {
    private static final JsonMapper JSON = new JsonMapper();

    @TempDir
    private Path folder;

    @Test
    void aTensorGivesTheGoldenProbabilities() throws IOException {
        float[] golden = Golden.read(Golden.VGG, "outputs/predictions");
        float[] first = Arrays.copyOf(Golden.read(Golden.VGG, "input"), 64 * 64 * 3);
        Path tensor = Files.write(folder.resolve("input.npy"), Npy.encode(first, 64, 64, 3));

        Run run = Run.salty("classify", "--model", Run.VGG, "--top", 10, "--format", "json", tensor);

        assertThat(run.status()).isZero();
        JsonNode top = JSON.readTree(run.out()).path("top");
        assertThat(top.size()).isEqualTo(10);
        for (JsonNode entry : top) {
            int index = entry.path("index").asInt();
            assertThat(entry.path("probability").asDouble()).isCloseTo(golden[index], within(1e-6));
        }
    }

    @Test
    void jsonIsOneObjectAnImageALineWithTheseKeys() throws IOException {
        Path a = Pictures.rings(folder.resolve("a.png"), 80, 60);
        Path b = Pictures.rings(folder.resolve("b b.png"), 64, 64);

        Run run = Run.salty("classify", "--model", Run.VGG, "--format", "json", "--backend", "reference", a, b);

        assertThat(run.status()).isZero();
        assertThat(run.err()).isEmpty();
        List<String> lines = run.out().lines().toList();
        assertThat(lines).hasSize(2);
        JsonNode second = JSON.readTree(lines.get(1));
        assertThat(names(second)).containsExactly("image", "model", "preprocess", "resize", "backend", "top", "ms");
        assertThat(names(second.path("top").get(0))).containsExactly("index", "label", "probability");
        assertThat(second.path("image").asString()).isEqualTo(b.toString());
        assertThat(second.path("preprocess").asString()).isEqualTo("caffe");
        assertThat(second.path("resize").asString()).isEqualTo("keras-nearest");
        assertThat(second.path("backend").asString()).isEqualTo("reference");
        assertThat(second.path("top").size()).isEqualTo(5);
    }

    @Test
    void textNamesRankLabelProbabilityAndHowThePictureWasTreated() throws IOException {
        Path labels = Files.writeString(folder.resolve("labels.txt"),
                "zero\none\ntwo\nthree\nfour\nfive\nsix\nseven\neight\nnine\n");
        Path image = Pictures.rings(folder.resolve("a.png"), 80, 60);

        Run run = Run.salty("classify", "--model", Run.VGG, "--labels", labels, "--top", 2, image);

        List<String> lines = run.out().lines().toList();
        assertThat(lines).hasSize(4);
        assertThat(lines.get(0)).isEqualTo(image.toString());
        assertThat(lines.get(1)).matches("  1  (zero|one|two|three|four|five|six|seven|eight|nine) +[01]\\.\\d{4}  "
                + "\\(index=\\d\\)");
        assertThat(lines.get(3)).matches(" +preprocess=caffe resize=keras-nearest size=64x64 backend=vector, \\d+ ms");
    }

    @Test
    void oneUnreadablePictureDoesNotCostTheOthersTheirResult() throws IOException {
        Path good = Pictures.rings(folder.resolve("good.png"), 64, 64);
        Path bad = Files.write(folder.resolve("bad.png"), new byte[0]);

        Run run = Run.salty("classify", "--model", Run.VGG, "--format", "json", bad, good);

        assertThat(run.status()).isEqualTo(2);
        assertThat(run.errors()).singleElement().asString().contains("bad.png").contains("empty");
        assertThat(run.out().lines()).singleElement().asString().contains("good.png");
    }

    @Test
    void theWordAfterGpuIsAPicture() throws IOException {
        Path image = Pictures.rings(folder.resolve("a.png"), 64, 64);

        Run run = Run.salty("classify", "--model", Run.VGG, "--format", "json", "--gpu", image);

        assertThat(run.status()).isZero();
        assertThat(run.out()).contains("a.png");
    }

    private static List<String> names(JsonNode object) {
        return new ArrayList<>(object.propertyNames());
    }
}
