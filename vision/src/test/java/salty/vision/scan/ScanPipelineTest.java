package salty.vision.scan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import salty.engine.reference.ReferenceBackend;
import salty.loader.file.Sha256;
import salty.loader.image.ImageDecoder;
import salty.loader.image.ImageFormatException;
import salty.vision.model.Scorer;
import salty.vision.moderation.Overrides;
import salty.vision.moderation.Verdict;

/** Every file is answered once, in order, whatever the threads do. */
@Timeout(60)
class ScanPipelineTest {

    private static final byte[] RED = TestScan.picture("png", 9, 7, 0xff0000);
    private static final byte[] HALF = TestScan.picture("png", 5, 6, 0x800000);
    private static final byte[] BLUE = TestScan.picture("png", 8, 8, 0x0000ff);

    @TempDir
    private Path folder;

    private List<ScanRecord> scan() throws IOException {
        return TestScan.run(folder, FrameChoice.FIRST);
    }

    private void put(String name, byte[] bytes) {
        TestScan.write(folder.resolve(name), bytes);
    }

    @Test
    void givesAVerdictForEveryFileInOrder() throws IOException {
        put("c.png", BLUE);
        put("a/red.png", RED);
        put("b.png", HALF);

        List<ScanRecord> records = scan();

        assertThat(records).extracting(record -> record.path().toPath().getFileName().toString())
                .containsExactly("red.png", "b.png", "c.png");
        assertThat(records).extracting(ScanRecord::verdict)
                .containsExactly(Verdict.BLOCK, Verdict.REVIEW, Verdict.SAFE);
        Answer red = records.getFirst().answer();
        assertThat(red.nsfw()).isEqualTo(0.999665);
        assertThat(red.ranked().getFirst().label()).isEqualTo("nsfw");
        assertThat(red.width()).isEqualTo(9);
        assertThat(red.height()).isEqualTo(7);
        assertThat(red.sha256()).isEqualTo(Sha256.hex(RED));
    }

    @Test
    void callsNothingSafeThatItCouldNotRead() throws IOException {
        put("cut.png", Arrays.copyOf(RED, RED.length - 20));
        put("empty.png", new byte[0]);
        put("page.jpg", "<!DOCTYPE html><html>".getBytes());
        put("ok.png", BLUE);
        Files.createSymbolicLink(folder.resolve("gone.png"), folder.resolve("nowhere"));
        Files.createDirectory(folder.resolve("f"));
        Files.createSymbolicLink(folder.resolve("link"), folder.resolve("f"));

        List<ScanRecord> records = scan();

        assertThat(records).extracting(ScanRecord::verdict).containsExactly(Verdict.ERROR, Verdict.ERROR, Verdict.ERROR,
                Verdict.ERROR, Verdict.SAFE, Verdict.ERROR);
        assertThat(records).extracting(record -> record.answer().error()).containsExactly("truncated PNG",
                "empty file (0 bytes)", "no such file", "is a directory, expected a file", "",
                "not an image (starts with '<!DOCTYPE html><')");
    }

    @Test
    void turnsWhateverIsThrownIntoOneLineAndGoesOn() throws IOException {
        List<Throwable> faults = List.of(new StackOverflowError(), new OutOfMemoryError("Java heap space"),
                new IllegalStateException("a\nb"), new NullPointerException(), new InternalError("gone"));
        Iterator<PathName> names = IntStream.range(0, faults.size() + 1)
                .mapToObj(i -> PathName.ofText("f" + i)).iterator();

        List<ScanRecord> records = TestScan.run(names, TestScan.settings(FrameChoice.FIRST), 2, 2, name -> {
            int i = name.text().charAt(1) - '0';
            if (i < faults.size()) {
                ScanPipelineTest.<RuntimeException>sneak(faults.get(i));
            }
            return BLUE;
        }, Optional.empty(), Optional.empty());

        assertThat(records).extracting(record -> record.answer().error()).containsExactly(
                "damaged: its structure contains itself", "needs more memory than this JVM may use; raise it with -Xmx",
                "cannot be read (illegalstateexception: a?b)", "cannot be read (nullpointerexception)",
                "cannot be read (internalerror: gone)", "");
    }

    @SuppressWarnings("unchecked")
    private static <T extends Throwable> void sneak(Throwable thrown) throws T {
        throw (T) thrown;
    }

    @Test
    void keepsTheOrderWhateverTheTiming() throws IOException {
        List<PathName> names = IntStream.range(0, 300).mapToObj(i -> PathName.ofText(String.format("%03d", i)))
                .toList();
        ImageSource slow = name -> {
            int i = Integer.parseInt(name.text());
            TestScan.pause(ThreadLocalRandom.current().nextInt(3));
            if (i % 10 == 9) {
                throw new IllegalArgumentException("bad " + i);
            }
            return i % 3 == 0 ? RED : BLUE;
        };

        List<ScanRecord> reference = TestScan.run(names.iterator(), TestScan.settings(FrameChoice.FIRST), 1, 1, slow,
                Optional.empty(), Optional.empty());
        for (int threads : new int[] {1, 2, 7}) {
            List<ScanRecord> records = TestScan.run(names.iterator(), TestScan.settings(FrameChoice.FIRST), 5, threads,
                    slow, Optional.empty(), Optional.empty());

            assertThat(records).extracting(ScanRecord::path).isEqualTo(names);
            assertThat(records).extracting(ScanRecord::answer)
                    .isEqualTo(reference.stream().map(ScanRecord::answer).toList());
        }
    }

    @Test
    void readsNoFurtherAheadThanItsWindow() throws IOException {
        AtomicInteger read = new AtomicInteger();
        AtomicInteger answered = new AtomicInteger();
        AtomicInteger ahead = new AtomicInteger();
        Iterator<PathName> names = IntStream.range(0, 1000).mapToObj(i -> PathName.ofText("%04d".formatted(i)))
                .iterator();
        try (Scorer classifier = new Scorer(new ReferenceBackend(), TestScan.redness(4))) {
            new ScanPipeline(classifier, TestScan.settings(FrameChoice.FIRST), name -> {
                ahead.accumulateAndGet(read.incrementAndGet() - answered.get(), Math::max);
                return BLUE;
            }, Optional.empty(), Optional.empty(), 2).run(names, record -> answered.incrementAndGet());
        }

        assertThat(answered).hasValue(1000);
        assertThat(ahead.get()).isLessThanOrEqualTo(4 * 4 + 2);
    }

    @Test
    void appliesOverridesAndLeavesATrace() throws IOException {
        put("a.png", RED);
        ScanSettings plain = TestScan.settings(FrameChoice.FIRST);
        ScanSettings overruled = new ScanSettings(plain.decoder(), plain.pipeline(), plain.frames(), plain.policy(),
                new Overrides().allow(Sha256.hex(RED).getBytes(), "allow"), plain.maxTime());

        ScanRecord record = TestScan.run(new SortedWalk(PathName.of(folder), true), overruled, 1, 1, TestScan::fromDisk,
                Optional.empty(), Optional.empty()).getFirst();

        assertThat(record.verdict()).isEqualTo(Verdict.SAFE);
        assertThat(record.override()).contains(new Overrides.Trace(Verdict.BLOCK, "allow:1"));
    }

    @Test
    void asksTheModelNothingThatTheCacheKnows(@TempDir Path kept) throws IOException {
        put("a.png", RED);
        put("b.png", BLUE);
        put("c.png", new byte[3]);
        AnswerCache cache = new AnswerCache(kept, "weights and settings");
        SortedWalk walk = new SortedWalk(PathName.of(folder), true);
        List<ScanRecord> first = TestScan.run(walk, TestScan.settings(FrameChoice.FIRST), 2, 2, TestScan::fromDisk,
                Optional.empty(), Optional.of(cache));

        assertThat(cache.find(Sha256.hex(RED))).contains(first.getFirst().answer());
        assertThat(cache.find(Sha256.hex(new byte[3]))).isEmpty();
        assertThat(new AnswerCache(kept, "other settings").find(Sha256.hex(RED))).isEmpty();

        // A model that would answer otherwise is not asked.
        Path poisoned = Files.walk(kept).filter(Files::isRegularFile)
                .filter(file -> file.toString().endsWith(".json")).sorted().findFirst().orElseThrow();
        Files.writeString(poisoned, Files.readString(poisoned).replaceAll("\"nsfw\":0.[0-9]*", "\"nsfw\":0.123456"));
        List<ScanRecord> second = TestScan.run(new SortedWalk(PathName.of(folder), true),
                TestScan.settings(FrameChoice.FIRST), 2, 2, TestScan::fromDisk, Optional.empty(), Optional.of(cache));
        assertThat(second).extracting(record -> record.answer().nsfw()).contains(0.123456);

        Files.writeString(poisoned, "{");
        List<ScanRecord> third = TestScan.run(new SortedWalk(PathName.of(folder), true),
                TestScan.settings(FrameChoice.FIRST), 2, 2, TestScan::fromDisk, Optional.empty(), Optional.of(cache));
        assertThat(third).extracting(ScanRecord::answer).isEqualTo(first.stream().map(ScanRecord::answer).toList());
    }

    @Test
    void refusesAPictureThatTheHeapCannotHold() throws IOException {
        DecodeBudget budget = new DecodeBudget(512L << 20);

        assertThatThrownBy(() -> budget.take(budget.enter(), 100_000_000))
                .hasMessage("needs about 762 MB to decode 100 megapixels, half of this JVM's heap is 256 MB; raise it with"
                        + " -Xmx");
    }

    @Test
    void passesTheFaultsOfReadersOn() {
        assertThat(Fault.line(thrownBy(new byte[0]))).isEqualTo("empty file (0 bytes)");
    }

    private static ImageFormatException thrownBy(byte[] data) {
        try {
            ImageDecoder.KERAS.decode(data, "x.png");
        } catch (ImageFormatException e) {
            return e;
        }
        throw new AssertionError("decoded");
    }

    @Test
    void answersALongListOfFilesThatAreAllBad() throws IOException {
        List<PathName> names = new ArrayList<>();
        for (int i = 0; i < 2000; i++) {
            names.add(PathName.ofText("%05d".formatted(i)));
        }

        List<ScanRecord> records = TestScan.run(names.iterator(), TestScan.settings(FrameChoice.FIRST), 8, 2,
                name -> new byte[] {1, 2, 3, 4}, Optional.empty(), Optional.empty());

        assertThat(records).hasSize(2000).allMatch(record -> record.verdict() == Verdict.ERROR);
    }

    @Test
    void keysOfCachesAndJournalsHoldTheVersionOfDecodersAndRules() {
        assertThat(TestScan.settings(FrameChoice.FIRST).fingerprint("m"))
                .startsWith("version=" + ScanSettings.VERSION + " model=m ");
    }
}
