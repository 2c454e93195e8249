package salty.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import salty.vision.scan.SoakPictures;

/**
 * The command as a process of 512 MB, with the model that it brings along, on a folder of many pictures, some damaged:
 * every file is answered once and in order, and killed processes that are resumed give the same bytes. {@code
 * -Dsalty.soak=10000} makes the folder the large one.
 */
class ScanSoakTest {
    private static final int COUNT = Integer.getInteger("salty.soak", 120);
    private static final int KILLS = COUNT >= 10_000 ? 5 : 1;

    @TempDir
    private Path folder;
    @TempDir
    private Path elsewhere;

    @Test
    void answersEveryFileOnceWhateverIsKilled() throws Exception {
        SoakPictures.make(folder, COUNT);
        Path whole = elsewhere.resolve("whole.csv");
        Path again = elsewhere.resolve("again.csv");
        long start = System.nanoTime();
        assertThat(scan(whole, Long.MAX_VALUE)).isTrue();
        long ms = (System.nanoTime() - start) / 1_000_000;
        List<String> lines = Files.readAllLines(whole);
        assertThat(lines).hasSize(COUNT + 1);
        assertThat(lines.subList(1, COUNT + 1)).isSorted();
        List<String> damaged = lines.stream().filter(line -> line.contains(",ERROR,")).toList();
        assertThat(damaged).hasSize((COUNT + 92) / 100);
        for (int i = 0; i < COUNT; i++) {
            if (SoakPictures.isDamaged(i)) {
                String path = folder + "/" + SoakPictures.name(i) + ",";
                assertThat(damaged).anyMatch(line -> line.startsWith(path));
            }
        }

        SplittableRandom random = new SplittableRandom(17);
        int killed = 0;
        for (int i = 0; i < KILLS; i++) {
            killed += scan(again, ms / 8 + random.nextLong(ms / 3)) ? 0 : 1;
        }
        if (!Files.exists(again)) {
            assertThat(scan(again, Long.MAX_VALUE)).isTrue();
        }
        assertThat(Files.mismatch(whole, again)).isEqualTo(-1);
        System.out.printf(Locale.ROOT,
                "soak: %d files by the command, %d of %d processes killed in time, whole run %d ms%n", COUNT,
                killed, KILLS, ms);
    }

    /** Scans, or goes on; whether the process came to its end before it was killed. */
    private boolean scan(Path out, long killAfterMs) throws IOException, InterruptedException {
        List<Object> command = new ArrayList<>(List.of("scan", "-r", "-q", "--backend", "vector", "--nsfw", "disc",
                "--format", "csv", "-o", out, folder));
        if (Files.exists(out.resolveSibling(out.getFileName() + ".journal"))) {
            command.add("--resume");
        }
        Path log = elsewhere.resolve("log");
        Process process = ChildJvm.salty(List.of("-Xmx512m"), command).redirectErrorStream(true)
                .redirectOutput(log.toFile()).start();
        if (!process.waitFor(Math.min(killAfterMs, 3_600_000), TimeUnit.MILLISECONDS)) {
            process.destroyForcibly().waitFor();
            return false;
        }
        // Something is to be blocked, or some files are unreadable.
        assertThat(process.exitValue()).as(Files.readString(log)).isIn(1, 3);
        return true;
    }
}
