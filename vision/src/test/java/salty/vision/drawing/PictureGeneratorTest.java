package salty.vision.drawing;

import static org.assertj.core.api.Assertions.assertThat;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

import salty.loader.image.RgbImage;

/** Pictures are the same on every machine, differ from each other, and show their motif. */
class PictureGeneratorTest {
    private static final int SIZE = 48;

    /** The digests were taken once; another machine, JDK or release that draws differently breaks them. */
    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void drawsTheSameBytesEverywhere(boolean hard) throws NoSuchAlgorithmException {
        MessageDigest digest = MessageDigest.getInstance("SHA-256");
        for (Motif motif : Motif.values()) {
            for (int number = 0; number < 5; number++) {
                digest.update(new PictureGenerator(42, SIZE, hard).draw(motif, number).rgb());
            }
        }
        assertThat(HexFormat.of().formatHex(digest.digest(), 0, 8))
                .isEqualTo(hard ? "5814a9e983fe2d83" : "c5f38eee45fcf947");
    }

    @Test
    void picturesDifferByNumberMotifAndSeed() {
        byte[] picture = new PictureGenerator(1, SIZE, false).draw(Motif.STAR, 3).rgb();
        assertThat(new PictureGenerator(1, SIZE, false).draw(Motif.STAR, 4).rgb()).isNotEqualTo(picture);
        assertThat(new PictureGenerator(1, SIZE, false).draw(Motif.HEART, 3).rgb()).isNotEqualTo(picture);
        assertThat(new PictureGenerator(2, SIZE, false).draw(Motif.STAR, 3).rgb()).isNotEqualTo(picture);
    }

    @ParameterizedTest
    @EnumSource
    void aMotifHasItsColoursInsideTheUnitCircleAlone(Motif motif) {
        Motif.Variation variation = new Motif.Variation(2.4, .3, .5, .5, .8, .6);
        int[] points = new int[3];
        for (double x = -1.5; x < 1.5; x += .01) {
            for (double y = -1.5; y < 1.5; y += .01) {
                int tone = motif.tone(x, y, variation);
                points[tone]++;
                assertThat(tone == 0 || x * x + y * y < 1.44).as("%s at %f, %f", motif, x, y).isTrue();
            }
        }
        assertThat(points[1]).as("points of the first colour").isGreaterThan(3000);
        assertThat(points[2] > 3000).as("a second colour").isEqualTo(motif.isTexture());
    }

    @Test
    void sixteenClassesOfShapesAndTextures() {
        assertThat(Motif.values()).hasSize(16).isSortedAccordingTo((a, b) -> a.label().compareTo(b.label()));
        assertThat(Motif.values()).filteredOn(Motif::isTexture).hasSize(8);
    }

    @Test
    void aPictureHasItsSize() {
        RgbImage picture = new PictureGenerator(1, 33, true).draw(Motif.WAVES, 0);
        assertThat(picture.width()).isEqualTo(33);
        assertThat(picture.height()).isEqualTo(33);
    }

    @ParameterizedTest
    @EnumSource
    void theMaskIsWhereTheMotifStandsOff(Motif motif) {
        PictureGenerator generator = new PictureGenerator(3, SIZE, false);
        for (int number = 0; number < 8; number++) {
            boolean[] mask = generator.mask(motif, number);
            byte[] rgb = generator.draw(motif, number).rgb();
            double[][] sums = new double[2][3];
            int[] counts = new int[2];
            for (int i = 0; i < mask.length; i++) {
                int part = mask[i] ? 1 : 0;
                counts[part]++;
                for (int c = 0; c < 3; c++) {
                    sums[part][c] += rgb[3 * i + c] & 0xff;
                }
            }
            double square = 0;
            for (int c = 0; c < 3; c++) {
                double difference = sums[1][c] / counts[1] - sums[0][c] / counts[0];
                square += difference * difference;
            }
            assertThat(counts[1]).isBetween(mask.length / 25, mask.length * 3 / 4);
            assertThat(Math.sqrt(square)).as("%s %d", motif, number).isGreaterThan(motif.isTexture() ? 5 : 30);
        }
    }
}
