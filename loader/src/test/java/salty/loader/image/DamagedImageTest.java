package salty.loader.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Cut or altered anywhere, a picture of any kind decodes or is refused in one line; nothing else comes out. */
class DamagedImageTest {

    static List<Path> pictures() {
        return Golden.pictures("decode").stream()
                .filter(file -> !file.getFileName().toString().startsWith("bomb")).toList();
    }

    /** Cut anywhere, a file gives the whole picture or none: grey in place of what is missing would be classified. */
    @ParameterizedTest
    @MethodSource("pictures")
    void everyTruncationGivesThePictureOrTheFault(Path file) {
        byte[] whole = Golden.bytes(file);
        RgbImage image = ImageDecoder.KERAS.decode(whole, "x");
        for (int length = 0; length < whole.length; length += 1 + length / 64) {
            try {
                RgbImage part = ImageDecoder.KERAS.decode(Arrays.copyOf(whole, length), "x");
                assertThat(part.rgb()).as("cut to %s bytes", length).isEqualTo(image.rgb());
            } catch (ImageFormatException e) {
                assertThat(e.getMessage()).startsWith("x: ").doesNotContain("\n");
            }
        }
    }

    @ParameterizedTest
    @MethodSource("pictures")
    void everyMutationGivesAPictureOrTheFault(Path file) {
        byte[] whole = Golden.bytes(file);
        // Pixels of a mutant may be many; what is tested here is that nothing else comes out.
        ImageDecoder decoder = new ImageDecoder(new ImageLimits(100_000, 1 << 20), true);
        Random random = new Random(file.getFileName().toString().hashCode());
        for (int i = 0; i < 120; i++) {
            byte[] mutant = whole.clone();
            // Headers are in front, and more rewarding.
            int end = random.nextBoolean() ? Math.min(whole.length, 64) : whole.length;
            for (int k = 0; k <= i % 3; k++) {
                mutant[random.nextInt(end)] = (byte) random.nextInt(256);
            }
            try {
                decoder.decode(mutant, "x");
            } catch (ImageFormatException e) {
                assertThat(e.getMessage()).startsWith("x: ").doesNotContain("\n");
            } catch (Throwable other) {
                fail("mutation " + i + " of " + file.getFileName(), other);
            }
        }
    }
}
