package salty.loader.image;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.util.Arrays;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** A JPEG is decoded if all of its data are there, and in the colours that libjpeg would choose. */
class JpegDataTest {

    private static final byte[] RESTARTS = golden("restart_markers.jpg");
    private static final byte[] SCANS = golden("three_scans.jpg");

    private static byte[] golden(String name) {
        return Golden.bytes(Golden.folder("decode/rgb.png").resolveSibling(name));
    }

    private static void assertRefused(byte[] jpeg) {
        assertThatThrownBy(() -> ImageDecoder.KERAS.decode(jpeg, "x")).isInstanceOf(ImageFormatException.class)
                .hasMessageContaining("JPEG");
        assertThatThrownBy(() -> ImageDecoder.KERAS.frames(jpeg, "x").next()).isInstanceOf(ImageFormatException.class);
    }

    private static int[] markers(byte[] jpeg, int from, int to) {
        return IntStream.range(0, jpeg.length - 1).filter(i -> jpeg[i] == (byte) 0xff && (jpeg[i + 1] & 0xff) >= from
                && (jpeg[i + 1] & 0xff) <= to).toArray();
    }

    /** The file without the bytes from {@code from} to {@code to}, and others in their place. */
    private static byte[] replaced(byte[] jpeg, int from, int to, int... by) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        bytes.write(jpeg, 0, from);
        for (int b : by) {
            bytes.write(b);
        }
        bytes.write(jpeg, to, jpeg.length - to);
        return bytes.toByteArray();
    }

    @Test
    void refusesOneThatLacksARestartMarker() {
        for (int marker : markers(RESTARTS, 0xd0, 0xd7)) {
            assertRefused(replaced(RESTARTS, marker, marker + 2));
        }
    }

    @Test
    void refusesOneThatEndsAtARestartMarker() {
        for (int marker : markers(RESTARTS, 0xd0, 0xd7)) {
            assertRefused(replaced(RESTARTS, marker, RESTARTS.length - 2));
            assertRefused(replaced(RESTARTS, marker + 2, RESTARTS.length - 2));
            assertRefused(Arrays.copyOf(RESTARTS, marker));
        }
    }

    @Test
    void anotherFaultDoesNotHideThatDataAreMissing() {
        int[] markers = markers(RESTARTS, 0xd0, 0xd7);
        byte[] stray = replaced(RESTARTS, markers[0], markers[0], 1, 2, 3);
        int second = markers[1] + 3;

        assertRefused(replaced(stray, second, stray.length - 2));
    }

    @Test
    void strayBytesBehindTheOnlyScanDoNotMatter() {
        byte[] jpeg = golden("baseline_420.jpg");

        RgbImage image = ImageDecoder.KERAS.decode(replaced(jpeg, jpeg.length - 2, jpeg.length - 2, 1, 2, 3), "x");

        ImageDecoderTest.assertSame(image, ImageDecoder.KERAS.decode(jpeg, "x"));
    }

    @Test
    void refusesOneOfWhichAComponentHasNoScan() {
        int[] scans = markers(SCANS, 0xda, 0xda);

        assertRefused(replaced(SCANS, scans[2], SCANS.length - 2));
        assertRefused(replaced(SCANS, scans[1], scans[2]));
    }

    @Test
    void coloursAreSettledBeforeTheFirstScan() {
        byte[] jpeg = golden("without_markers.jpg");
        int[] adobe = {0xff, 0xee, 0, 14, 'A', 'd', 'o', 'b', 'e', 0, 100, 0, 0, 0, 0, 0};

        RgbImage image = ImageDecoder.KERAS.decode(replaced(jpeg, jpeg.length - 2, jpeg.length - 2, adobe), "x");

        ImageDecoderTest.assertSame(image, ImageDecoder.KERAS.decode(jpeg, "x"));
    }
}
