package salty.loader.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Frames are composed as the disposal methods say: the goldens of {@code make_animations.py} are Pillow's. */
class GifAnimationTest {

    private static byte[] file(String name) throws IOException {
        return Files.readAllBytes(Path.of(GifAnimationTest.class.getResource("animation/" + name).getPath()));
    }

    private static List<GifAnimation.Frame> frames(byte[] data) {
        GifAnimation animation = GifAnimation.open(data, ImageLimits.DEFAULT, "x.gif");
        List<GifAnimation.Frame> frames = new ArrayList<>();
        while (animation.hasNext()) {
            frames.add(animation.next());
        }
        return frames;
    }

    @ParameterizedTest
    @ValueSource(strings = {"disposals", "transparent", "palettes", "small_first_frame", "still"})
    void composesAsPillowDoes(String name) throws IOException {
        Npy golden = Npy.read(file(name + ".npy"), name);

        List<GifAnimation.Frame> frames = frames(file(name + ".gif"));

        assertThat(frames).hasSize(golden.shape()[0]);
        int size = golden.values().length / frames.size();
        for (int i = 0; i < frames.size(); i++) {
            float[] expected = Arrays.copyOfRange(golden.values(), i * size, (i + 1) * size);
            assertThat(FloatImage.of(frames.get(i).image()).rgb()).as("frame %d", i).containsExactly(expected);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"disposals", "transparent", "palettes", "small_first_frame", "still"})
    void startsWithTheFrameThatIsDecodedAlone(String name) throws IOException {
        byte[] data = file(name + ".gif");

        assertThat(frames(data).getFirst().image().rgb()).isEqualTo(ImageDecoder.KERAS.decode(data, name).rgb());
    }

    @Test
    void saysWhenEachFrameAppears() throws IOException {
        assertThat(frames(file("disposals.gif"))).extracting(GifAnimation.Frame::timeMs)
                .containsExactly(0L, 50L, 150L, 350L);
    }

    @Test
    void takesAFileWithoutTrailer() throws IOException {
        byte[] data = file("disposals.gif");

        assertThat(frames(Arrays.copyOf(data, data.length - 1))).hasSize(4);
    }

    @Test
    void refusesAFileThatIsCutWithinAFrame() throws IOException {
        byte[] data = file("disposals.gif");

        assertThatThrownBy(() -> frames(Arrays.copyOf(data, data.length - 8)))
                .isInstanceOf(ImageFormatException.class).hasMessageStartingWith("x.gif: frame ");
    }

    @Test
    void refusesAScreenBeyondTheLimits() throws IOException {
        byte[] data = file("still.gif");
        Arrays.fill(data, 6, 10, (byte) 0xff);

        assertThatThrownBy(() -> frames(data)).hasMessageStartingWith("x.gif: 65535 x 65535 = ");
    }
}
