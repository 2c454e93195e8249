package salty.vision.scan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import salty.engine.reference.ReferenceBackend;
import salty.vision.model.Scorer;
import salty.vision.moderation.Verdict;

/** A picture that keeps its decoder busy for ever is an error like others; the next file goes on. */
@Timeout(60)
class TimeLimitTest {

    private static final byte[] BLUE = TestScan.picture("png", 8, 8, 0x0000ff);

    private volatile boolean released;

    @AfterEach
    void release() {
        released = true;
    }

    /** As a codec in a loop: no interrupt ends it. */
    private byte[] busy() {
        while (!released) {
            Thread.onSpinWait();
        }
        return BLUE;
    }

    private byte[] sleeping() {
        while (!Thread.currentThread().isInterrupted()) {
            Thread.onSpinWait();
        }
        throw new IllegalStateException("interrupted");
    }

    private static List<ScanRecord> scan(int files, int threads, ImageSource source) throws IOException {
        ScanSettings plain = TestScan.settings(FrameChoice.FIRST);
        ScanSettings hasty = new ScanSettings(plain.decoder(), plain.pipeline(), plain.frames(), plain.policy(),
                plain.overrides(), Duration.ofMillis(200));
        Iterator<PathName> names = IntStream.range(0, files).mapToObj(i -> PathName.ofText("%03d".formatted(i)))
                .iterator();
        return TestScan.run(names, hasty, 2, threads, source, Optional.empty(), Optional.empty());
    }

    private static int index(PathName name) {
        return Integer.parseInt(name.text());
    }

    @Test
    void givesUpAPictureThatNeverEnds() throws IOException {
        List<ScanRecord> records = scan(40, 2, name -> index(name) % 10 == 3 ? busy() : BLUE);

        assertThat(records).hasSize(40);
        for (ScanRecord record : records) {
            boolean busy = index(record.path()) % 10 == 3;
            assertThat(record.verdict()).isEqualTo(busy ? Verdict.ERROR : Verdict.SAFE);
            assertThat(record.answer().error()).isEqualTo(busy ? "takes longer than 0.2 s (--max-seconds)" : "");
        }
    }

    @Test
    void usesAThreadAgainThatComesBack() throws IOException {
        List<ScanRecord> records = scan(60, 1, name -> index(name) % 2 == 0 ? sleeping() : BLUE);

        assertThat(records).filteredOn(record -> record.verdict() == Verdict.ERROR).hasSize(30);
    }

    @Test
    void stopsWhereEveryPictureIsSo() {
        assertThatThrownBy(() -> scan(100, 2, name -> busy())).isInstanceOf(IOException.class)
                .hasMessageStartingWith("16 pictures keep decoders busy beyond --max-seconds");
    }

    @Test
    void doesNotCountWaitingForTheModel() throws IOException {
        ScanSettings plain = TestScan.settings(FrameChoice.FIRST);
        ScanSettings hasty = new ScanSettings(plain.decoder(), plain.pipeline(), plain.frames(), plain.policy(),
                plain.overrides(), Duration.ofMillis(300));
        List<ScanRecord> records = new ArrayList<>();
        try (Scorer classifier = new Scorer(new ReferenceBackend(), TestScan.redness(1))) {
            Iterator<PathName> names = IntStream.range(0, 8).mapToObj(i -> PathName.ofText("%03d".formatted(i)))
                    .iterator();
            new ScanPipeline(classifier, hasty, name -> BLUE, Optional.empty(), Optional.empty(), 1)
                    .run(names, record -> {
                        records.add(record);
                        TestScan.pause(400);
                    });
        }

        assertThat(records).hasSize(8).allMatch(record -> record.verdict() == Verdict.SAFE);
    }

    @Test
    void theMemoryOfAPictureThatNeverEndsIsMissedByOthers() throws InterruptedException {
        DecodeBudget budget = new DecodeBudget(512L << 20);
        long share = budget.take(budget.enter(), 20_000_000);
        budget.lose(share);

        assertThatThrownBy(() -> budget.take(budget.enter(), 20_000_000)).isInstanceOf(IllegalArgumentException.class)
                .hasMessage("needs about 152 MB to decode 20 megapixels, half of this JVM's heap is 256 MB and pictures that "
                        + "take too long hold 152; raise it with -Xmx");
        budget.lose(-share);
        budget.giveBack(share);
        assertThat(budget.take(budget.enter(), 20_000_000)).isPositive();
    }
}
