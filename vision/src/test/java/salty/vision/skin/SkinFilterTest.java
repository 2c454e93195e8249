package salty.vision.skin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.Random;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import salty.loader.image.ImageDecoder;
import salty.loader.image.Npy;
import salty.loader.image.RgbImage;

/** The masks equal those of the independent script {@code make_skin.py}. */
class SkinFilterTest {

    private static Path golden(String name) {
        return Path.of(SkinFilterTest.class.getResource("golden/" + name).getPath());
    }

    @ParameterizedTest
    @ValueSource(strings = {"patches", "soft_noise", "rough", "ramp", "blob", "scale_two"})
    void marksWhatThePaperSays(String name) {
        SkinMask mask = SkinFilter.apply(ImageDecoder.KERAS.decode(golden(name + ".png")));

        Npy expected = Npy.read(golden(name + ".npy"), 1 << 20);
        assertThat(new int[] {mask.height(), mask.width()}).isEqualTo(expected.shape());
        float[] found = new float[mask.skin().length];
        for (int i = 0; i < found.length; i++) {
            found[i] = mask.skin()[i] ? 1 : 0;
        }
        assertThat(found).isEqualTo(expected.values());
    }

    @Test
    void takesTheFrameWithTheMostSkin() {
        Path animation = Path.of("../loader/src/test/resources/salty/loader/image/animation/black_then_skin.png");

        SkinMask mask = SkinFilter.apply(ImageDecoder.KERAS.frames(animation));

        assertThat(SkinFilter.apply(ImageDecoder.KERAS.decode(animation)).share()).isZero();
        assertThat(mask.share()).isEqualTo(1);
    }

    @Test
    void findsTheRegionThatBelongsTogether() {
        boolean[] skin = new boolean[35];
        for (int i : new int[] {0, 1, 2, 7, 9, 16, 20, 27, 34}) {
            skin[i] = true;
        }
        SkinMask mask = new SkinMask(7, 5, skin);

        assertThat(mask.share()).isEqualTo(9 / 35.0);
        // 0 1 2 with 7, 9, 16 below; 20 27 34 touch them at no side, and 6 does not follow 7.
        assertThat(mask.largestRegion()).isEqualTo(6 / 35.0);
        assertThat(mask.passesOn()).isFalse();
    }

    @Test
    void passesOnFromThirtyPercent() {
        boolean[] skin = new boolean[100];
        Arrays.fill(skin, 0, 29, true);
        assertThat(new SkinMask(10, 10, skin).passesOn()).isFalse();
        skin[50] = true;
        assertThat(new SkinMask(10, 10, skin).passesOn()).isTrue();
    }

    @Test
    void reducesLargePictures() {
        byte[] rgb = new byte[3 * 2000 * 1200];
        for (int i = 0; i < rgb.length; i += 3) {
            rgb[i] = (byte) 200;
            rgb[i + 1] = (byte) 130;
            rgb[i + 2] = (byte) 90;
        }

        SkinMask mask = SkinFilter.apply(new RgbImage(2000, 1200, rgb));

        assertThat(mask.width() + mask.height()).isLessThanOrEqualTo(640);
        assertThat(mask.share()).isEqualTo(1, within(1e-9));
    }

    @Test
    void takesTheMedianOfEveryWindow() {
        Random random = new Random(5);
        int width = 13;
        int height = 9;
        int[] values = random.ints(width * height, -253, 254).toArray();
        for (int radius : new int[] {0, 1, 4, 20}) {
            int[] filtered = MedianFilter.apply(values, width, height, radius);
            for (int i = 0; i < values.length; i++) {
                assertThat(filtered[i]).isEqualTo(sortedMedian(values, width, height, i % width, i / width, radius));
            }
        }
    }

    private static int sortedMedian(int[] values, int width, int height, int x, int y, int radius) {
        int[] window = new int[values.length];
        int count = 0;
        for (int i = 0; i < values.length; i++) {
            if (Math.abs(i % width - x) <= radius && Math.abs(i / width - y) <= radius) {
                window[count++] = values[i];
            }
        }
        Arrays.sort(window, 0, count);
        return window[(count - 1) / 2];
    }

    @Test
    void survivesPicturesOfEveryForm() {
        for (int[] size : new int[][] {{1, 1}, {1, 900}, {900, 1}, {3, 2}}) {
            assertThat(SkinFilter.apply(new RgbImage(size[0], size[1], new byte[3 * size[0] * size[1]])).share())
                    .isZero();
        }
    }
}
