package salty.vision.scan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.stream.IntStream;

import org.junit.jupiter.api.Test;

import salty.engine.reference.ReferenceBackend;
import salty.vision.model.Scorer;
import salty.vision.moderation.Verdict;

/**
 * Whatever the pictures' sizes, the number of decoders and the heap, a scan ends, and says what one decoder that is
 * never in a hurry says. Sizes and heaps are drawn from a seed, both a thousandth of real ones: a heap of 64 to 1024 KB
 * stands for one of 64 MB to 1 GB. {@code -Dsalty.scans=N} runs more.
 */
class ScanStressTest {

    private static final int SCANS = Integer.getInteger("salty.scans", 400);
    /** Far more than a scan takes, so that a busy machine is not taken for a hang. */
    private static final Duration HANG = Duration.ofMinutes(3);
    private static final int MIN_HEAP = 64 << 10;
    private static final int MAX_HEAP = 1 << 20;
    private static final int MAX_SIDE = 170;
    private static final int MAX_FRAMES = 40;
    private static final List<FrameChoice> CHOICES = List.of(new FrameChoice(1, false, false, 1000),
            new FrameChoice(1, false, true, 1000), new FrameChoice(3, true, false, 25), FrameChoice.FIRST);

    private record Case(List<byte[]> files, FrameChoice frames, int batch, int decoders, long heap) {

        static Case of(long seed) {
            Random random = new Random(seed);
            List<byte[]> files = new ArrayList<>();
            // Half of the cases are the worst: animations alone, longer than what may lie ready of one.
            boolean animations = random.nextBoolean();
            int count = 2 + random.nextInt(14);
            for (int i = 0; i < count; i++) {
                files.add(file(random, animations));
            }
            return new Case(files, CHOICES.get(animations ? random.nextInt(2) : random.nextInt(4)),
                    1 + random.nextInt(6), 1 + random.nextInt(8),
                    MIN_HEAP + random.nextInt(MAX_HEAP - MIN_HEAP));
        }

        private static byte[] file(Random random, boolean animation) {
            int width = 1 + random.nextInt(MAX_SIDE);
            int height = 1 + random.nextInt(MAX_SIDE);
            int color = random.nextBoolean() ? 0xff0000 : 0x0000ff;
            byte[] file = animation || random.nextInt(3) == 0
                    ? DrawnGif.of(width, height, 1 + random.nextInt(MAX_FRAMES), color)
                    : TestScan.picture("png", width, height, color);
            return random.nextInt(10) == 0 ? Arrays.copyOf(file, random.nextInt(file.length)) : file;
        }

        List<Answer> scan(int threads, Random delays) throws IOException {
            List<Answer> answers = new ArrayList<>();
            ImageSource source = name -> {
                if (delays != null && delays.nextInt(4) == 0) {
                    TestScan.pause(delays.nextInt(3));
                }
                return files.get(Integer.parseInt(name.text()));
            };
            try (Scorer classifier = new Scorer(new ReferenceBackend(), TestScan.redness(batch))) {
                new ScanPipeline(classifier, TestScan.settings(frames), source, Optional.empty(), Optional.empty(),
                        threads, heap).run(IntStream.range(0, files.size())
                                .mapToObj(i -> PathName.ofText("%03d".formatted(i))).iterator(),
                        record -> answers.add(record.answer()));
            }
            return answers;
        }
    }

    @Test
    void everyScanEndsAndSaysTheSame() {
        int blocked = 0;
        int refused = 0;
        for (long seed = 0; seed < SCANS; seed++) {
            Case drawn = Case.of(seed);
            long delays = seed;
            List<Answer> answers = assertTimeoutPreemptively(HANG,
                    () -> drawn.scan(drawn.decoders(), new Random(delays)), () -> "seed " + delays);

            assertThat(answers).as("seed %d", seed).isEqualTo(
                    assertTimeoutPreemptively(HANG, () -> drawn.scan(1, null), () -> "seed " + delays));
            blocked += (int) answers.stream().filter(answer -> answer.verdict() == Verdict.BLOCK).count();
            refused += (int) answers.stream().filter(answer -> answer.error().contains("-Xmx")).count();
        }
        // The draws reach what they are meant to reach.
        assertThat(blocked).isGreaterThan(SCANS / 2);
        assertThat(refused).isGreaterThan(SCANS / 20);
    }
}
