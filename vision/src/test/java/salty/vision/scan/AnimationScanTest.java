package salty.vision.scan;

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
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import salty.loader.image.Backdrop;
import salty.vision.moderation.Verdict;
import salty.vision.scan.FrameScores.FrameScore;

/** Blue, black, red, green, red, green: what a scan of the first frame overlooks. */
@Timeout(60)
class AnimationScanTest {

    private static final FrameChoice ALL = new FrameChoice(1, false, false, 1000);

    @TempDir
    private Path folder;
    private byte[] gif;

    @BeforeEach
    void putAnimation() throws IOException {
        gif = animation("reddening.gif");
        TestScan.write(folder.resolve("a.gif"), gif);
    }

    private Answer scan(FrameChoice frames) throws IOException {
        return TestScan.run(folder, frames).getFirst().answer();
    }

    @Test
    void looksAtTheFirstFrameUnlessAskedForMore() throws IOException {
        Answer answer = scan(FrameChoice.FIRST);

        assertThat(answer.verdict()).isEqualTo(Verdict.SAFE);
        assertThat(answer.frames().orElseThrow().seen()).isEqualTo("0 of more");
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

        // Frame 2 is red.
        Answer blocked = scan(ALL);
        assertThat(blocked.error()).isEqualTo("frame 5: truncated GIF");
        assertThat(blocked.verdict()).isEqualTo(Verdict.BLOCK);
        assertThat(blocked.frames().orElseThrow().seen()).isEqualTo("0-4 of more");
        assertThat(scan(new FrameChoice(1, true, false, 1000)).verdict()).isEqualTo(Verdict.BLOCK);
        Answer unknown = scan(new FrameChoice(3, false, false, 1000));
        assertThat(unknown.verdict()).isEqualTo(Verdict.ERROR);
        assertThat(unknown.frames().orElseThrow().seen()).isEqualTo("0,3 of more");
        assertThat(scan(new FrameChoice(1, false, true, 1000)).verdict()).isEqualTo(Verdict.BLOCK);
        assertThat(scan(new FrameChoice(1, false, false, 5)).error()).isEqualTo("frame 5: truncated GIF");
    }

    @Test
    void looksAtWhatShowsOnWhiteAndOnBlack() throws IOException {
        // A black square, drawn by alpha alone, and white around it.
        TestScan.write(folder.resolve("a.gif"), animation("alpha_alone.png"));

        Answer answer = scan(FrameChoice.FIRST);

        FrameScores frames = answer.frames().orElseThrow();
        assertThat(frames.seen()).isEqualTo("0 of 1");
        assertThat(frames.backdrop()).isEqualTo(Backdrop.WHITE);
        assertThat(answer.verdict()).isEqualTo(Verdict.BLOCK);
    }

    @ParameterizedTest
    @ValueSource(strings = {"reddening.png", "hidden_default.png", "reddening.webp"})
    void looksAtTheFramesOfEveryFormat(String name) throws IOException {
        TestScan.write(folder.resolve("a.gif"), animation(name));

        assertThat(scan(ALL).verdict()).isEqualTo(Verdict.BLOCK);
    }

    @ParameterizedTest
    @ValueSource(strings = {"reddening.png", "reddening.webp"})
    void callsNoAnimationSafeThatIsCut(String name) throws IOException {
        byte[] whole = animation(name);
        // The last chunk of a PNG is empty.
        for (int length = 20; length < whole.length - 12; length += 7) {
            TestScan.write(folder.resolve("a.gif"), Arrays.copyOf(whole, length));

            assertThat(scan(ALL).verdict()).as("cut to %d bytes", length).isEqualTo(Verdict.ERROR);
        }
    }

    private static byte[] animation(String name) throws IOException {
        return Files.readAllBytes(Path.of("../loader/src/test/resources/salty/loader/image/animation", name));
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
