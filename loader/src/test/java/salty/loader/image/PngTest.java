package salty.loader.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Random;
import org.junit.jupiter.api.Test;

class PngTest {

    @Test
    void whatIsWrittenReadsBack() {
        RgbImage image = noise(37, 19);

        byte[] file = Png.encode(image);

        ImageDecoderTest.assertSame(ImageDecoder.KERAS.decode(file, "png"), image);
    }

    @Test
    void greyReadsBackAsThreeEqualChannels() {
        byte[] grey = new byte[5 * 3];
        new Random(3).nextBytes(grey);

        RgbImage image = ImageDecoder.KERAS.decode(Png.encodeGrey(5, 3, grey), "png");

        for (int i = 0; i < grey.length; i++) {
            assertThat(image.rgb()[3 * i]).isEqualTo(grey[i]);
            assertThat(image.rgb()[3 * i + 1]).isEqualTo(grey[i]);
            assertThat(image.rgb()[3 * i + 2]).isEqualTo(grey[i]);
        }
    }

    @Test
    void theSamePictureGivesTheSameBytes() {
        assertThat(Png.encode(noise(37, 19))).isEqualTo(Png.encode(noise(37, 19)));
    }

    @Test
    void refusesSamplesThatDoNotFillThePicture() {
        assertThatThrownBy(() -> Png.encodeGrey(5, 3, new byte[14]))
                .hasMessage("a grey image of 5 x 3 pixels cannot have 14 samples");
        assertThatThrownBy(() -> new RgbImage(5, 3, new byte[15]))
                .hasMessage("an RGB image of 5 x 3 pixels cannot have 15 samples");
    }

    private static RgbImage noise(int width, int height) {
        byte[] rgb = new byte[3 * width * height];
        new Random(7).nextBytes(rgb);
        return new RgbImage(width, height, rgb);
    }
}
