package salty.vision.scan;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import salty.loader.file.Sha256;
import salty.loader.image.ImageDecoder;
import salty.vision.moderation.Verdict;

/**
 * A folder of many pictures, some damaged: every file is answered once and in order, also by processes of 512 MB of
 * which several are killed. {@code -Dsalty.soak=10000} makes it the large one.
 */
class SoakTest {

    private static final int COUNT = Integer.getInteger("salty.soak", 240);
    private static final int KILLS = COUNT >= 10_000 ? 5 : 2;

    @TempDir
    private Path folder;
    @TempDir
    private Path elsewhere;

    @Test
    void answersEveryFileOnceWhateverIsKilled() throws Exception {
        SoakPictures.make(folder, COUNT);
        long start = System.nanoTime();
        run(elsewhere.resolve("journal"), elsewhere.resolve("whole"), Long.MAX_VALUE);
        long whole = (System.nanoTime() - start) / 1_000_000;
        List<String> lines = Files.readAllLines(elsewhere.resolve("whole"));
        assertThat(lines).hasSize(COUNT).isSorted();
        for (int i = 0; i < COUNT; i++) {
            String path = folder + "/" + SoakPictures.name(i) + " ";
            int index = i;
            assertThat(lines.stream().filter(line -> line.startsWith(path))).singleElement().satisfies(line ->
                    assertThat(line.contains("\"ERROR\"")).as(line).isEqualTo(SoakPictures.isDamaged(index)));
        }

        SplittableRandom random = new SplittableRandom(9);
        int killed = 0;
        for (int i = 0; i < KILLS; i++) {
            long after = 300 + random.nextLong(whole);
            killed += run(elsewhere.resolve("killed"), elsewhere.resolve("again"), after) ? 0 : 1;
        }
        run(elsewhere.resolve("killed"), elsewhere.resolve("again"), Long.MAX_VALUE);
        assertThat(Files.mismatch(elsewhere.resolve("whole"), elsewhere.resolve("again"))).isEqualTo(-1);
        System.out.printf(Locale.ROOT, "soak: %d files, %d of %d processes killed in time, whole run %d ms%n", COUNT,
                killed,
                KILLS, whole);
    }

    /** Whether the process came to its end before it was killed. */
    private boolean run(Path journal, Path result, long killAfterMs) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx512m",
                "--enable-native-access=ALL-UNNAMED", "-cp", System.getProperty("java.class.path"),
                "-Djava.awt.headless=true", "salty.vision.scan.SoakScan", folder.toString(), journal.toString(),
                result.toString()).redirectErrorStream(true).redirectOutput(elsewhere.resolve("log").toFile()).start();
        if (!process.waitFor(Math.min(killAfterMs, 3_600_000), TimeUnit.MILLISECONDS)) {
            process.destroyForcibly().waitFor();
            return false;
        }
        assertThat(process.exitValue()).as(Files.readString(elsewhere.resolve("log"))).isZero();
        return true;
    }

    /** What scanning costs beyond decoding, where decoding dominates; printed, for a busy machine makes times vary. */
    @Test
    void keepsPaceWithItsDecoder() throws Exception {
        SoakPictures.make(folder, COUNT);
        List<Double> shares = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            long decoding = decodeAll();
            long start = System.nanoTime();
            List<ScanRecord> records = TestScan.run(new SortedWalk(PathName.of(folder), true),
                    TestScan.settings(FrameChoice.FIRST), 16, 2, TestScan::fromDisk, Optional.empty(),
                    Optional.empty());
            shares.add((double) decoding / (System.nanoTime() - start));
            assertThat(records).hasSize(COUNT).filteredOn(record -> record.verdict() == Verdict.ERROR)
                    .hasSize((COUNT + 92) / 100);
        }
        shares.sort(null);
        System.out.printf(Locale.ROOT, "soak: %d files, scanning at %.2f of the decoder's own throughput%n", COUNT,
                shares.get(1));
    }

    private long decodeAll() throws InterruptedException {
        long start = System.nanoTime();
        ExecutorService pool = Executors.newFixedThreadPool(2);
        Iterator<PathName> names = new SortedWalk(PathName.of(folder), true);
        while (names.hasNext()) {
            PathName name = names.next();
            pool.execute(() -> {
                try {
                    byte[] data = TestScan.fromDisk(name);
                    Sha256.hex(data);
                    TestScan.settings(FrameChoice.FIRST).pipeline().apply(ImageDecoder.KERAS.decode(data, ""), 4, 4, 3);
                } catch (RuntimeException e) {
                    assertThat(e).hasMessageContaining(":");
                }
            });
        }
        pool.shutdown();
        pool.awaitTermination(1, TimeUnit.HOURS);
        return System.nanoTime() - start;
    }
}
