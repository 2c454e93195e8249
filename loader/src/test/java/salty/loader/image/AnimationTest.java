package salty.loader.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import java.util.zip.CRC32;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Frames are composed as their format says. The files are those of {@code make_animations.py}, the pixels beside them
 * what Chromium 156 shows: {@code ChromiumDecoder FILE...} writes them.
 */
class AnimationTest {

    static List<Path> animations() throws IOException {
        try (Stream<Path> files = Files.list(folder())) {
            return files.filter(file -> Files.exists(Path.of(file + ".npy"))).sorted().toList();
        }
    }

    private static Path folder() {
        return Path.of(AnimationTest.class.getResource("animation").getPath());
    }

    private static byte[] file(String name) throws IOException {
        return Files.readAllBytes(folder().resolve(name));
    }

    private static List<Animation.Frame> frames(byte[] data) {
        return frames(ImageDecoder.KERAS.frames(data, "x"));
    }

    private static List<Animation.Frame> frames(Animation animation) {
        List<Animation.Frame> frames = new ArrayList<>();
        while (animation.hasNext()) {
            frames.add(animation.next());
        }
        return frames;
    }

    @ParameterizedTest
    @MethodSource("animations")
    void composesAsBrowsersDo(Path file) {
        Npy golden = Npy.read(Path.of(file + ".npy"), 1 << 24);

        List<Animation.Frame> frames = frames(Golden.bytes(file));

        int[] shape = golden.shape();
        assertThat(frames).hasSize(shape[0]);
        byte[] samples = new byte[golden.values().length];
        for (int i = 0; i < samples.length; i++) {
            samples[i] = (byte) (int) golden.values()[i];
        }
        // Chromium multiplies by alpha before it blends, which rounds otherwise.
        int tolerance = file.toString().endsWith(".gif") ? 0 : 2;
        for (int i = 0; i < frames.size(); i++) {
            RgbaImage expected = Golden.rgba(samples, i * samples.length / shape[0], shape[2], shape[1]);
            assertThat(Golden.difference(frames.get(i).image(), expected)).as("frame %d", i)
                    .isLessThanOrEqualTo(tolerance);
        }
    }

    @Test
    void saysWhenEachFrameAppears() throws IOException {
        assertThat(frames(file("disposals.gif"))).extracting(Animation.Frame::timeMs)
                .containsExactly(0L, 50L, 150L, 350L);
    }

    @Test
    void takesAFileWithoutTrailer() throws IOException {
        byte[] data = file("disposals.gif");

        assertThat(frames(Arrays.copyOf(data, data.length - 1))).hasSize(4);
    }

    @Test
    void givesWhatIsWholeBeforeItRefusesAFileThatIsCutWithinAFrame() throws IOException {
        byte[] data = file("disposals.gif");
        Animation animation = ImageDecoder.KERAS.frames(Arrays.copyOf(data, data.length - 8), "x.gif");

        for (int i = 0; i < 3; i++) {
            assertThat(animation.next().index()).isEqualTo(i);
        }

        assertThatThrownBy(animation::next).isInstanceOf(ImageFormatException.class)
                .hasMessage("x.gif: frame 3: truncated GIF");
    }

    @Test
    void refusesAFrameOfWhichRowsAreMissing() throws IOException {
        byte[] cut = file("missing_rows.gif");

        assertThatThrownBy(() -> frames(cut)).hasMessageStartingWith("x: incomplete GIF: ");
        assertThatThrownBy(() -> ImageDecoder.KERAS.decode(cut, "x")).hasMessageStartingWith("x: incomplete GIF: ");
    }

    @Test
    void givesTheFramesOfAnAnimatedPngThatAreWholeAndThenTheFault() throws IOException {
        byte[] data = file("reddening.png");
        for (int length = data.length - 13; length > data.length - 40; length--) {
            Animation animation = ImageDecoder.KERAS.frames(Arrays.copyOf(data, length), "x");

            assertThat(animation.next().image().color().rgb()).startsWith(0, 0, 255);
            assertThatThrownBy(animation::next).hasMessageStartingWith("x: frame 1: truncated PNG");
        }
    }

    @Test
    void refusesAnAnimatedPngOfTooFewFramesOrInAnotherOrder() throws IOException {
        byte[] two = file("reddening.png");
        byte[] swapped = new String(two, StandardCharsets.ISO_8859_1).replace("fdAT\0\0\0\2", "fdAT\0\0\0\3")
                .getBytes(StandardCharsets.ISO_8859_1);
        int count = new String(two, StandardCharsets.ISO_8859_1).indexOf("acTL");
        byte[] three = two.clone();
        three[count + 7] = 3;
        CRC32 crc = new CRC32();
        crc.update(three, count, 12);
        ByteBuffer.wrap(three).putInt(count + 12, (int) crc.getValue());

        assertThatThrownBy(() -> frames(swapped)).hasMessageContaining("wrong checksum in its animation");
        assertThatThrownBy(() -> frames(three)).hasMessage("x: frame 2: corrupt PNG: 2 of 3 frames");
    }

    @Test
    void aHiddenDefaultImageIsWhatKerasReadsAndNotWhatIsShown() throws IOException {
        byte[] data = file("hidden_default.png");

        assertThat(ImageDecoder.KERAS.decode(data, "x").rgb()).startsWith(0, 0, 255);
        assertThat(frames(data)).singleElement()
                .satisfies(frame -> assertThat(frame.image().color().rgb()).startsWith(255, 0, 0));
    }

    @Test
    void aPictureInAlphaAloneIsSeenOnWhiteAndOnBlack() throws IOException {
        RgbaImage image = frames(file("alpha_alone.png")).getFirst().image();

        assertThat(image.backdrops()).containsExactly(Backdrop.WHITE, Backdrop.BLACK);
        assertThat(image.on(Backdrop.WHITE).crop(1, 3, 2, 1).rgb()).containsExactly(255, 255, 255, 0, 0, 0);
        assertThat(image.on(Backdrop.BLACK).rgb()).containsOnly(0);
    }

    @Test
    void refusesAScreenBeyondTheLimits() throws IOException {
        byte[] data = file("still.gif");
        Arrays.fill(data, 6, 10, (byte) 0xff);

        assertThatThrownBy(() -> frames(data)).hasMessageStartingWith("x: 65535 x 65535 = ");
    }
}
