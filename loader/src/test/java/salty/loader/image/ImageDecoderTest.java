package salty.loader.image;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Pictures of every kind decode to what Pillow's {@code convert('RGB')} makes of them. */
class ImageDecoderTest {

    static List<Path> pictures() {
        return Golden.pictures("decode");
    }

    static List<Path> photographs() {
        return Golden.pictures("upright");
    }

    @ParameterizedTest
    @MethodSource("pictures")
    void decodesAsPillowDoes(Path file) {
        RgbImage image = ImageDecoder.KERAS.decode(file);

        assertSame(image, Golden.pixels(file));
    }

    @ParameterizedTest
    @MethodSource("photographs")
    void turnsPhotographsUprightOnRequest(Path file) {
        RgbImage upright = new ImageDecoder(ImageLimits.DEFAULT, true).decode(file);

        assertSame(upright, Golden.pixels(file));
    }

    @Test
    void leavesPhotographsAsStoredByDefault() {
        Path onItsSide = Golden.folder("upright/orientation_6.jpg");

        RgbImage stored = ImageDecoder.KERAS.decode(onItsSide);

        assertThat(stored.width()).isEqualTo(29);
        assertThat(stored.height()).isEqualTo(22);
        assertSame(stored, Golden.pixels(Golden.folder("upright/orientation_1.jpg")));
    }

    @Test
    void decodesBytesFromElsewhere() {
        Path file = Golden.folder("decode/rgb.png");

        RgbImage image = ImageDecoder.KERAS.decode(Golden.bytes(file), "stdin");

        assertSame(image, Golden.pixels(file));
    }

    static void assertSame(RgbImage image, RgbImage golden) {
        assertThat(image.width()).as("width").isEqualTo(golden.width());
        assertThat(image.height()).as("height").isEqualTo(golden.height());
        assertThat(image.rgb()).isEqualTo(golden.rgb());
    }
}
