package salty.loader.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Each way of resizing follows the arithmetic of the library it is named after. */
class ResizeTest {

    private static final RgbImage NOISE = ImageDecoder.KERAS.decode(Golden.folder("resize/noise.png"));

    static List<String> pillow() {
        return goldens("keras-nearest", "pil-bilinear", "yahoo");
    }

    static List<String> tensorFlow() {
        return goldens("tf-bilinear", "tfjs-legacy", "tfjs-align");
    }

    private static List<String> goldens(String... labels) {
        List<String> names = new ArrayList<>();
        for (String file : Golden.folder("resize").toFile().list()) {
            for (String label : labels) {
                if (file.startsWith(label + "_")) {
                    names.add(file.replace(".npy", ""));
                }
            }
        }
        names.sort(null);
        return names;
    }

    @ParameterizedTest
    @MethodSource("pillow")
    void resizesExactlyAsPillow(String golden) {
        Npy expected = Golden.array("resize/" + golden);

        FloatImage resized = resize(golden, expected);

        assertThat(resized.rgb()).isEqualTo(expected.values());
    }

    @ParameterizedTest
    @MethodSource("tensorFlow")
    void resizesAsTensorFlow(String golden) {
        Npy expected = Golden.array("resize/" + golden);

        FloatImage resized = resize(golden, expected);

        assertThat(resized.rgb()).isEqualTo(expected.values());
    }

    private static FloatImage resize(String golden, Npy expected) {
        Resize resize = Resize.byLabel(golden.substring(0, golden.indexOf('_')));
        return resize.resize(NOISE, expected.shape()[1], expected.shape()[0]);
    }

    @Test
    void greyIsPillowsLuma() {
        byte[] grey = NOISE.grey().rgb();
        float[] expected = Golden.array("resize/grey").values();

        for (int i = 0; i < expected.length; i++) {
            assertThat(grey[3 * i] & 0xff).isEqualTo((int) expected[i]);
            assertThat(grey[3 * i + 1]).isEqualTo(grey[3 * i]);
            assertThat(grey[3 * i + 2]).isEqualTo(grey[3 * i]);
        }
    }

    @Test
    void aPictureOfOnePixelGrowsToAnySize() {
        RgbImage pixel = new RgbImage(1, 1, new byte[] {10, 20, 30});

        for (Resize resize : Resize.values()) {
            FloatImage grown = resize.resize(pixel, 5, 4);
            assertThat(grown.rgb()).as(resize.label()).hasSize(60);
            // The JPEG round trip of the last one may move a level or two.
            assertThat(grown.rgb()[57]).as(resize.label()).isCloseTo(10, Offset.offset(3f));
        }
    }

    @Test
    void elongatedPicturesShrinkToASquare() {
        RgbImage line = new RgbImage(20_000, 1, new byte[60_000]);

        for (Resize resize : Resize.values()) {
            assertThat(resize.resize(line, 224, 224).rgb()).as(resize.label()).hasSize(3 * 224 * 224);
        }
    }

    @Test
    void center256TakesTheMiddleOfTheShortSide() {
        RgbImage wide = gradient(512, 256);

        FloatImage crop = Crop.CENTER_256.resize(wide, Resize.KERAS_NEAREST, 224, 224);

        assertThat(crop.width()).isEqualTo(224);
        assertThat(crop.height()).isEqualTo(224);
        // Column 144 = (512 - 224) / 2 and row 16 = (256 - 224) / 2 of the picture, which keeps its size.
        assertThat(crop.rgb()[0]).isEqualTo(144 & 0xff);
        assertThat(crop.rgb()[1]).isEqualTo(16);
    }

    @Test
    void center256GrowsInProportionForLargerNetworks() {
        FloatImage crop = Crop.CENTER_256.resize(gradient(500, 400), Resize.PIL_BILINEAR, 299, 299);

        assertThat(crop.width()).isEqualTo(299);
        assertThat(crop.height()).isEqualTo(299);
    }

    @Test
    void center256RefusesWhatWouldGrowWithoutBound() {
        RgbImage line = new RgbImage(20_000, 1, new byte[60_000]);

        assertThatThrownBy(() -> Crop.CENTER_256.resize(line, Resize.KERAS_NEAREST, 224, 224))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("crop 'center256' would make 5120000 x 256 pixels of a picture of 20000 x 1; use none");
    }

    @Test
    void yahooCannotCropBeyondItsOwnSize() {
        assertThatThrownBy(() -> Resize.YAHOO.resize(NOISE, 299, 299))
                .hasMessage("resize 'yahoo' crops from 256 x 256 pixels and cannot make 299 x 299");
    }

    @Test
    void unknownNamesListTheKnown() {
        assertThatThrownBy(() -> Resize.byLabel("bicubic")).hasMessage("no resize called 'bicubic'; there are "
                + "keras-nearest, pil-bilinear, tf-bilinear, tfjs-legacy, tfjs-align, yahoo");
        assertThatThrownBy(() -> Crop.byLabel("left")).hasMessage("no crop called 'left'; there are none, center256");
        for (Resize resize : Resize.values()) {
            assertThat(Resize.byLabel(resize.label())).isSameAs(resize);
        }
    }

    private static RgbImage gradient(int width, int height) {
        byte[] rgb = new byte[3 * width * height];
        for (int y = 0; y < height; y++) {
            for (int x = 0; x < width; x++) {
                rgb[3 * (y * width + x)] = (byte) x;
                rgb[3 * (y * width + x) + 1] = (byte) y;
            }
        }
        return new RgbImage(width, height, rgb);
    }
}
