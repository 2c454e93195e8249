package salty.loader.image;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Real photographs, against what Keras' {@code load_img(target_size=(224, 224))} made of them. */
class PhotographsTest {

    @ParameterizedTest
    @ValueSource(strings = {"cat", "dog", "elephants", "owl"})
    void loadAsInKeras(String name) {
        Path folder = Path.of(System.getProperty("salty.fixtures", ""), "images");
        Assumptions.assumeTrue(Files.isDirectory(folder), "skipped: set -Dsalty.fixtures");

        RgbImage photograph = ImageDecoder.KERAS.decode(folder.resolve(name + ".jpg"));
        RgbImage keras = ImageDecoder.KERAS.decode(folder.resolve(name + "_224.png"));

        RgbImage resized = Resize.KERAS_NEAREST.resize(photograph, 224, 224).rounded();
        int worst = 0;
        for (int i = 0; i < keras.rgb().length; i++) {
            worst = Math.max(worst, Math.abs((resized.rgb()[i] & 0xff) - (keras.rgb()[i] & 0xff)));
        }
        // JPEG allows inverse transforms to differ; the JDK's own libjpeg does not differ from Pillow's at all.
        assertThat(worst).isLessThanOrEqualTo(3);
    }
}
