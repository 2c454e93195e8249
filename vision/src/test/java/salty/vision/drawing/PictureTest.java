package salty.vision.drawing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import salty.loader.image.FloatImage;
import salty.loader.image.Preprocessing;

/** Numbers as pictures. */
class PictureTest {
    private static final float[] RGB = {0, 10, 20, 130, 128, 127, 255, 254, 1};

    @ParameterizedTest
    @EnumSource
    void everyPreprocessingHasAWayBack(Preprocessing preprocessing) {
        PixelSpace space = PixelSpace.of(preprocessing, 3);
        float[] input = preprocessing.apply(new FloatImage(3, 1, RGB));

        assertThat(space.input(RGB)).containsExactly(input, within(1e-3f));
        assertThat(space.pixels(input, 3, 1).rgb()).containsExactly(RGB, within(1e-2f));
    }

    @Test
    void oneLevelIsOneUnitWhereThePreprocessingDoesNotScale() {
        assertThat(PixelSpace.of(Preprocessing.CAFFE, 3).level()).isCloseTo(1, within(1e-6f));
        assertThat(PixelSpace.of(Preprocessing.UNIT, 3).level()).isCloseTo(1 / 255f, within(1e-9f));
        assertThat(PixelSpace.of(Preprocessing.TF, 1).level()).isCloseTo(1 / 127.5f, within(1e-8f));
    }

    @Test
    void otherNumbersOfChannelsCannotBeShown() {
        assertThatIllegalArgumentException().isThrownBy(() -> PixelSpace.of(Preprocessing.UNIT, 2))
                .withMessage("an image of 2 channels cannot be shown; only 1 or 3 can");
    }

    @Test
    void contrastPutsTheMeanInTheMiddleAndRoundsDown() {
        assertThat(Contrast.levels(new float[] {1, 3})).containsExactly(0, 255);
        assertThat(Contrast.levels(new float[] {5, 5, 5})).containsExactly(127, 127, 127);
        // mean 2, deviation sqrt(2): 1.5 is 0.5 / sqrt(2) below it.
        assertThat(Contrast.levels(new float[] {1.5f, 0, 4, 2, 2.5f})[0])
                .isEqualTo((byte) (int) ((-0.5 / Math.sqrt(1.7) + 0.5) * 255));
    }

    @Test
    void enlargingDiffersByTheGrid() {
        float[] map = {0, 4};

        assertThat(Upsample.HALF_PIXEL.resize(map, 1, 2, 1, 4)).containsExactly(0, 1, 3, 4);
        assertThat(Upsample.LEGACY.resize(map, 1, 2, 1, 4)).containsExactly(0, 2, 4, 4);
        assertThat(Upsample.HALF_PIXEL.resize(new float[] {7}, 1, 1, 2, 2)).containsExactly(7, 7, 7, 7);
    }

    @Test
    void colorMapsBeginAndEndWhereTheyShould() {
        assertThat(ColorMap.VIRIDIS.stops(3)).containsExactly("#440154", "#23908c", "#fde725");
        assertThat(ColorMap.GRAY.stops(3)).containsExactly("#000000", "#808080", "#ffffff");
        // parula has 64 steps without mixing, the last of them yellow.
        float[] ends = ColorMap.PARULA.colors(new float[] {0, 0.015f, 1});
        assertThat(Arrays.copyOf(ends, 3)).containsExactly(0.2422f, 0.1504f, 0.6603f);
        assertThat(Arrays.copyOfRange(ends, 3, 6)).containsExactly(0.2422f, 0.1504f, 0.6603f);
        assertThat(Arrays.copyOfRange(ends, 6, 9)).containsExactly(0.9769f, 0.9839f, 0.0805f);
    }

    @Test
    void anOverlayMixesByItsShare() {
        FloatImage white = new FloatImage(1, 1, new float[] {255, 255, 255});
        Heatmap map = new Heatmap(new float[] {0}, 1, 1);

        assertThat(map.over(white, ColorMap.GRAY, 0.25f).rgb()).containsExactly(191.25f, 191.25f, 191.25f);
        assertThat(map.over(white, ColorMap.GRAY, 0).rgb()).containsExactly(255, 255, 255);
    }

    @Test
    void theSeedsOverlayIsTwiceTheColourPlusThePictureByTheGreatest() {
        FloatImage gray = new FloatImage(2, 1, new float[] {0, 0, 0, 255, 255, 255});
        Heatmap map = new Heatmap(new float[] {0, 1}, 1, 2);

        float[] rgb = map.overAsSeed(gray).rgb();

        float greatest = 2 * 0.9839f + 1;
        assertThat(rgb[0]).isCloseTo(2 * 0.2422f / greatest * 255, within(1e-3f));
        assertThat(rgb[4]).isCloseTo(255, within(1e-3f));
        assertThat(rgb[5]).isCloseTo((2 * 0.0805f + 1) / greatest * 255, within(1e-3f));
    }
}
