package salty.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import salty.vision.drawing.Motif;

/** What happens to runs while they run: their model changes, or they are ended. */
@Timeout(300)
class InterruptionTest {
    private static final int COUNT = 24;

    @TempDir
    private Path folder;
    private Path data;
    private Path model;

    @BeforeEach
    void draw() throws IOException {
        data = folder.resolve("data");
        DrawnFolders.draw(data.resolve("sfw"), 1, COUNT, Motif.STRIPES);
        DrawnFolders.draw(data.resolve("nsfw"), 1, COUNT, Motif.DISC);
        model = Files.copy(Run.VGG, folder.resolve("model.h5"));
    }

    /** Starts a command, does something once it says that its model is read, and waits for its end. */
    private Run interrupted(String sign, Action action, Object... words) throws Exception {
        Path out = folder.resolve("out.txt");
        Process process = ChildJvm.salty(List.of(), List.of(words)).redirectOutput(out.toFile()).start();
        List<String> lines = new ArrayList<>();
        try (BufferedReader errors = process.errorReader()) {
            for (String line = errors.readLine(); line != null; line = errors.readLine()) {
                if (line.contains(sign)) {
                    action.on(process);
                } else if (!line.startsWith("WARNING")) {
                    lines.add(line);
                }
            }
        }
        return new Run(process.waitFor(), Files.readString(out), String.join("\n", lines));
    }

    private interface Action {
        void on(Process process) throws Exception;
    }

    private void overwrite(Process process) {
        try (RandomAccessFile file = new RandomAccessFile(model.toFile(), "rw")) {
            file.seek(file.length() / 2);
            file.write(new byte[64]);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Test
    void nothingIsTrainedFromAModelThatChanges() throws Exception {
        Path head = folder.resolve("head.h5");
        Run run = interrupted("pictures to learn from", this::overwrite, "train", "--backend", "reference", "--base",
                model, "--preprocess", "tf", "--data", data, "--classes", "sfw,nsfw", "--force", "-o", head);

        assertThat(run.status()).as(run.err()).isEqualTo(2);
        assertThat(run.errors()).last().asString().startsWith("salty: " + model + ": was changed meanwhile");
        assertThat(head).doesNotExist();
    }

    @Test
    void aScanThatIsEndedNamesResume() throws Exception {
        Path rows = folder.resolve("rows.csv");
        Run run = interrupted("preprocess=", process -> {
            while (process.isAlive() && !Files.exists(folder.resolve("rows.csv.journal"))) {
                TimeUnit.MILLISECONDS.sleep(5);
            }
            process.toHandle().destroy();
        }, "scan", "--backend", "reference", "-b", 1, "--nsfw", "disc", "-r", data, "-o", rows, "--format", "csv");

        assertThat(run.status()).isEqualTo(128 + 15);
        assertThat(run.errors()).contains("salty: " + rows
                + ": the scan was interrupted; the same words with --resume go on with it");
        assertThat(rows).doesNotExist();
    }
}
