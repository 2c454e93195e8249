package salty.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import salty.loader.image.FloatImage;
import salty.loader.image.ImageDecoder;
import salty.loader.image.RgbImage;

/** {@code salty scan --explain} and {@code --blur}: pictures of where the evidence lies. */
class ScanEvidenceTest {
    @TempDir
    private Path folder;
    @TempDir
    private Path models;
    private ScannedFolder pictures;

    @BeforeEach
    void makeModel() throws IOException {
        pictures = new ScannedFolder(folder, RednessModel.two(models));
    }

    @Test
    void showsWhereTheEvidenceLies() throws IOException {
        pictures.put("sub/half.png", ScannedFolder.picture(64, 48, 0x0000ff, 0xff0000));
        pictures.put("safe.png", 0);
        byte[] before = Files.readAllBytes(folder.resolve("sub/half.png"));
        String picture = folder.toString().substring(1) + "/sub/half.png";
        Path explain = models.resolve("explain");
        Path blur = models.resolve("blur");

        assertThat(pictures.scan("-r", "--review", 0.01, "--explain", explain, "--blur", blur, folder).err()).isEmpty();

        RgbImage overlay = ImageDecoder.KERAS.decode(explain.resolve(picture + ".cam.png"));
        assertThat(overlay.width()).isEqualTo(64);
        // Viridis goes from dark blue to yellow: green is strong where the evidence is.
        assertThat(greenMean(overlay, 40, 30)).isGreaterThan(greenMean(overlay, 8, 8) + 60);
        RgbImage blurred = ImageDecoder.KERAS.decode(blur.resolve(picture + ".blur.png"));
        assertThat(pixel(blurred, 2, 2)).isEqualTo(0x0000ff);
        assertThat(pixel(blurred, 36, 28)).isNotEqualTo(0xff0000);
        assertThat(Files.readAllBytes(folder.resolve("sub/half.png"))).isEqualTo(before);
        assertThat(Files.walk(explain).filter(Files::isRegularFile)).hasSize(1);
        assertThat(pictures.scan("--blur", folder.resolve("x"), folder).errors()).singleElement().asString()
                .contains("lies in the scanned folder");
    }

    private static int pixel(RgbImage image, int x, int y) {
        int at = 3 * (y * image.width() + x);
        return (image.rgb()[at] & 0xff) << 16 | (image.rgb()[at + 1] & 0xff) << 8 | image.rgb()[at + 2] & 0xff;
    }

    private static double greenMean(RgbImage image, int left, int top) {
        FloatImage part = FloatImage.of(image.crop(left, top, 8, 8));
        double sum = 0;
        for (int i = 1; i < part.rgb().length; i += 3) {
            sum += part.rgb()[i];
        }
        return sum / 64;
    }
}
