package salty.loader.scan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import salty.loader.moderation.Verdict;
import salty.loader.scan.FrameScores.FrameScore;

/** Blue, black, red, green, red, green: what a scan of the first frame overlooks. */
@Timeout(60)
class AnimationScanTest {

    private static final FrameChoice ALL = new FrameChoice(1, false, false, 1000);

    @TempDir
    private Path folder;
    private byte[] gif;

    @BeforeEach
    void putAnimation() throws IOException {
        gif = Files.readAllBytes(Path.of(AnimationScanTest.class.getResource(
                "/salty/loader/image/animation/reddening.gif").getPath()));
        TestScan.write(folder.resolve("a.gif"), gif);
    }

    private Answer scan(FrameChoice frames) throws IOException {
        return TestScan.run(folder, frames).getFirst().answer();
    }

    @Test
    void looksAtTheFirstFrameUnlessAskedForMore() throws IOException {
        Answer answer = scan(FrameChoice.FIRST);

        assertThat(answer.verdict()).isEqualTo(Verdict.SAFE);
        assertThat(answer.frames()).isEmpty();
    }

    @Test
    void letsTheWorstFrameDecide() throws IOException {
        Answer answer = scan(ALL);

        assertThat(answer.verdict()).isEqualTo(Verdict.BLOCK);
        FrameScores frames = answer.frames().orElseThrow();
        assertThat(frames.scored()).extracting(FrameScore::index).containsExactly(0, 1, 2, 3, 4, 5);
        assertThat(frames.scored()).extracting(FrameScore::timeMs).containsExactly(0L, 100L, 200L, 300L, 400L, 500L);
        assertThat(frames.deciding()).isEqualTo(2);
        assertThat(frames.stoppedAt()).isEqualTo(-1);
        assertThat(answer.nsfw()).isEqualTo(frames.scored().get(2).nsfw());
    }

    @Test
    void takesTheMeanOverFrames() throws IOException {
        Answer answer = scan(new FrameChoice(1, true, false, 1000));

        double mean = answer.frames().orElseThrow().scored().stream().mapToDouble(FrameScore::nsfw).average()
                .orElseThrow();
        assertThat(answer.nsfw()).isEqualTo(mean, within(2e-6));
        assertThat(answer.verdict()).isEqualTo(Verdict.REVIEW);
    }

    @Test
    void skipsFramesButComposesThem() throws IOException {
        FrameScores frames = scan(new FrameChoice(4, false, false, 1000)).frames().orElseThrow();

        assertThat(frames.scored()).extracting(FrameScore::index).containsExactly(0, 4);
        assertThat(frames.deciding()).isEqualTo(4);
    }

    @Test
    void stopsAtTheFrameThatSettlesIt() throws IOException {
        FrameScores frames = scan(new FrameChoice(1, false, true, 1000)).frames().orElseThrow();

        assertThat(frames.stoppedAt()).isEqualTo(2);
        assertThat(frames.scored()).extracting(FrameScore::index).containsExactly(0, 1, 2);
    }

    @Test
    void doesNotCallSafeWhatItSawInPart() throws IOException {
        TestScan.write(folder.resolve("a.gif"), Arrays.copyOf(gif, gif.length - 10));

        assertThat(scan(ALL).error()).isEqualTo("frame 5: truncated GIF");
        assertThat(scan(new FrameChoice(1, false, true, 1000)).verdict()).isEqualTo(Verdict.BLOCK);
        assertThat(scan(new FrameChoice(1, false, false, 5)).error()).isEqualTo("frame 5: truncated GIF");
    }

    @Test
    void refusesMoreFramesThanTheLimit() throws IOException {
        assertThat(scan(new FrameChoice(1, false, false, 5)).error()).isEqualTo("more than 5 frames (--max-frames)");
        assertThat(scan(new FrameChoice(1, false, false, 6)).verdict()).isEqualTo(Verdict.BLOCK);
    }

    @Test
    void understandsTheChoiceOfFrames() {
        assertThat(FrameChoice.everyByLabel("first")).isEqualTo(0);
        assertThat(FrameChoice.everyByLabel("all")).isEqualTo(1);
        assertThat(FrameChoice.everyByLabel("every=5")).isEqualTo(5);
        assertThatThrownBy(() -> FrameChoice.everyByLabel("every=0"))
                .hasMessageContaining("expected first, all or every=N");
        assertThatThrownBy(() -> new FrameChoice(1, true, true, 9)).hasMessageContaining("--early-exit needs");
    }
}
