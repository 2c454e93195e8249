package salty.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import salty.vision.drawing.Motif;

/** A head for two textures, nine to one: the rare one is found, and a run that is killed ends as if it had not been. */
class RareClassTest {
    private static final int KILLED = 137;

    @TempDir
    private Path folder;
    private Path data;

    /** Nine pictures of waves for each of stripes. */
    private static void draw(Path folder, long seed, int rare) throws IOException {
        DrawnFolders.draw(folder.resolve("common"), seed, 9 * rare, Motif.WAVES);
        DrawnFolders.draw(folder.resolve("rare"), seed, rare, Motif.STRIPES);
    }

    @BeforeEach
    void nameFolder() {
        data = folder.resolve("data");
    }

    private List<Object> train(Path output, Object... more) {
        List<Object> words = new ArrayList<>(List.of("train", "--base", "pocket", "--data", data,
                "--batch", 16, "--rate", .003, "--patience", 0, "--seed", 4, "-q", "-o", output));
        words.addAll(List.of(more));
        return words;
    }

    @Test
    void theRareClassIsFound() throws IOException {
        draw(data, 11, 20);
        Path head = folder.resolve("head.h5");
        Run run = Run.salty(train(head, "--epochs", 60));
        assertThat(run.err()).isEmpty();

        Path unseen = folder.resolve("unseen");
        draw(unseen, 12, 20);
        Path report = folder.resolve("report");
        Run.salty("eval", "--model", head, "--data", unseen, "-q", "-o", report);
        JsonNode rare = new JsonMapper().readTree(Files.readString(report.resolve("eval.json"))).get("classes").get(1);
        assertThat(rare.get("examples").intValue()).isEqualTo(20);
        assertThat(rare.get("recall").doubleValue()).isGreaterThanOrEqualTo(.95);
    }

    /** The kill strikes an epoch that has just begun: with layers of the base unfrozen, each takes a while. */
    @Test
    void aKilledRunEndsAsAnUninterruptedOne() throws Exception {
        draw(data, 11, 8);
        Object[] recipe = {"--unfreeze", "block4", "--augment", "flip,rot=10", "--dropout", .2, "--epochs", 4};
        Path whole = folder.resolve("whole.h5");
        assertThat(Run.salty(train(whole, recipe)).status()).isZero();

        Path resumed = folder.resolve("resumed.h5");
        Path checkpoint = folder.resolve("resumed.h5.checkpoint");
        assertThat(killedAfterEpoch(2, train(resumed, recipe))).isEqualTo(KILLED);
        assertThat(resumed).doesNotExist();
        assertThat(checkpoint).exists();

        List<Object> rest = train(resumed, recipe);
        rest.addAll(List.of("--resume", "--threads", 1));
        Run run = Run.salty(rest);
        assertThat(run.out()).startsWith("epoch 3/4");
        assertThat(resumed).hasSameBinaryContentAs(whole);
        assertThat(checkpoint).doesNotExist();
    }

    /** Runs the command in a JVM of its own and kills it once an epoch is reported. */
    private static int killedAfterEpoch(int epoch, List<Object> words) throws IOException, InterruptedException {
        Process process = ChildJvm.salty(List.of(), words).redirectError(ProcessBuilder.Redirect.DISCARD).start();
        try (BufferedReader out = new BufferedReader(new InputStreamReader(process.getInputStream(),
                StandardCharsets.UTF_8))) {
            String line = out.readLine();
            while (line != null && !line.startsWith("epoch " + epoch + "/")) {
                line = out.readLine();
            }
        } finally {
            process.destroyForcibly();
        }
        return process.waitFor();
    }
}
