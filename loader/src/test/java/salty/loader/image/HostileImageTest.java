package salty.loader.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Random;
import java.util.zip.CRC32;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Whatever is in a file, the answer is a picture or one line that says what is wrong with it. */
class HostileImageTest {

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        "''                      | empty file (0 bytes)",
        "<!DOCTYPE html><html>   | not an image (starts with '<!DOCTYPE html><')",
        "{\"a\": 1}              | not an image (starts with '{\"a\": 1}')",
        "<?xml version='1.0'?><svg/> | format SVG is not supported; convert it to PNG or JPEG",
        "%PDF-1.7                | format PDF is not supported; convert it to PNG or JPEG",
        "8BPS                    | format PSD is not supported; convert it to PNG or JPEG",
        "....ftypheic....        | format HEIC is not supported; convert it to PNG or JPEG",
        "....ftypmif1....        | format HEIC is not supported; convert it to PNG or JPEG",
        "....ftypavif....        | format AVIF is not supported; convert it to PNG or JPEG",
        "....ftypisom....        | format MP4 (video) is not supported; convert it to PNG or JPEG",
        "BM is what this says    | not an image (starts with 'BM', but has no bitmap header)",
        "GIF89a                  | truncated GIF",
        "RIFF....WEBP            | truncated WebP",
    })
    void saysWhatAFileIsInstead(String content, String message) {
        assertRefused(content.getBytes(StandardCharsets.US_ASCII), message);
    }

    @Test
    void saysWhatABinaryFileIsInstead() {
        assertRefused(new byte[] {'I', 'I', '*', 0, 8, 0}, "format TIFF is not supported; convert it to PNG or JPEG");
        assertRefused(new byte[] {(byte) 0x89, 'H', 'D', 'F', 13, 10, 26, 10},
                "format HDF5 (a model?) is not supported; convert it to PNG or JPEG");
        assertRefused(new byte[] {1, 2, 3, (byte) 0xff}, "not an image (starts with bytes 01 02 03 ff)");
    }

    @Test
    void refusesASizeBeforeDecodingIt() {
        byte[] png = golden("rgb.png");
        assertRefused(withIhdr(png, 40_000, 40_000),
                "40000 x 40000 = 1600 megapixels exceeds the limit of 100 (--max-pixels)");
        assertRefused(withIhdr(png, 0, 5), "declares a size of 0 x 5 pixels");
        assertRefused(withIhdr(png, -1, -1), "4294967295 x 4294967295 = 18446744065119.617025 megapixels "
                + "exceeds the limit of 100 (--max-pixels)");

        byte[] jpeg = golden("baseline_444.jpg");
        int frame = indexOf(jpeg, 0xff, 0xc0);
        assertRefused(patched(jpeg, frame + 5, 0xff, 0xff, 0xff, 0xff),
                "65535 x 65535 = 4294.836225 megapixels exceeds the limit of 100 (--max-pixels)");
        assertRefused(patched(jpeg, frame + 5, 0, 0), "declares a size of 29 x 0 pixels");

        assertRefused(patched(golden("palette.gif"), 6, 0xff, 0xff, 0xff, 0xff),
                "65535 x 65535 = 4294.836225 megapixels exceeds the limit of 100 (--max-pixels)");
        assertRefused(patched(golden("rgb.bmp"), 18, 0x60, 0xea, 0, 0, 0x60, 0xea, 0, 0),
                "60000 x 60000 = 3600 megapixels exceeds the limit of 100 (--max-pixels)");
        assertRefused(patched(golden("rgb.bmp"), 18, 0xff, 0xff, 0xff, 0xff), "declares a size of -1 x 22 pixels");

        byte[] webp = golden("lossless.webp");
        assertRefused(patched(webp, 21, 0xff, 0xff, 0xff, 0x0f),
                "16384 x 16384 = 268.435456 megapixels exceeds the limit of 100 (--max-pixels)");
    }

    @Test
    void aSmallCanvasCannotHideALargeFrame() {
        byte[] webp = golden("lossless_profile.webp");
        int bitstream = indexOf(webp, 'V', 'P', '8', 'L');

        assertRefused(patched(webp, bitstream + 9, 0xff, 0xff, 0xff, 0x0f),
                "16384 x 16384 = 268.435456 megapixels exceeds the limit of 100 (--max-pixels)");
    }

    @Test
    void limitsCanBeChanged() {
        byte[] png = golden("rgb.png");

        assertThatThrownBy(() -> new ImageDecoder(new ImageLimits(600, 1 << 20), false).decode(png, "p"))
                .hasMessage("p: 29 x 22 = 0.000638 megapixels exceeds the limit of 0.0006 (--max-pixels)");
        assertThatThrownBy(() -> new ImageDecoder(new ImageLimits(1000, 100), false).decode(png, "p"))
                .hasMessage("p: " + png.length + " bytes exceeds the limit of 100 bytes (--max-image-bytes)");
        assertThatThrownBy(() -> new ImageLimits(0, 5)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new ImageLimits(600_000_000, 5)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void namesJpegProcessesItDoesNotHave() {
        byte[] jpeg = golden("baseline_444.jpg");
        int frame = indexOf(jpeg, 0xff, 0xc0);
        String remedy = "; convert it to baseline or progressive JPEG";

        assertRefused(patched(jpeg, frame + 1, 0xc3), "unsupported JPEG process (lossless)" + remedy);
        assertRefused(patched(jpeg, frame + 1, 0xc5), "unsupported JPEG process (hierarchical)" + remedy);
        assertRefused(patched(jpeg, frame + 1, 0xc9), "unsupported JPEG process (arithmetic coding)" + remedy);
        assertRefused(patched(jpeg, frame + 4, 12),
                "unsupported JPEG process (12 bits a sample); convert it to 8 bits");
    }

    @Test
    void aJpegWithoutItsEndMarkerIsWhole() {
        byte[] jpeg = golden("baseline_420.jpg");

        RgbImage image = ImageDecoder.KERAS.decode(Arrays.copyOf(jpeg, jpeg.length - 2), "x");

        ImageDecoderTest.assertSame(image, ImageDecoder.KERAS.decode(jpeg, "x"));
        assertRefused(Arrays.copyOf(golden("progressive.jpg"), golden("progressive.jpg").length - 2),
                "truncated JPEG");
    }

    @Test
    void aJpegCutInItsScanIsTruncated() {
        byte[] jpeg = golden("baseline_420.jpg");

        assertThatThrownBy(() -> ImageDecoder.KERAS.decode(Arrays.copyOf(jpeg, jpeg.length - 150), "x"))
                .isInstanceOf(ImageFormatException.class).hasMessageStartingWith("x: truncated JPEG (");
    }

    @Test
    void aJpegMayNotHaveEndlessScans() {
        byte[] jpeg = golden("progressive.jpg");
        int lastScan = lastIndexOf(jpeg, 0xff, 0xda);
        byte[] scan = Arrays.copyOfRange(jpeg, lastScan, jpeg.length - 2);
        byte[] endless = Arrays.copyOf(jpeg, jpeg.length - 2 + 100 * scan.length);
        for (int i = 0; i < 100; i++) {
            System.arraycopy(scan, 0, endless, jpeg.length - 2 + i * scan.length, scan.length);
        }

        assertRefused(endless, "JPEG with more than 64 scans");
    }

    @Test
    void findsFlippedBitsInPng() {
        byte[] png = golden("rgb.png");

        byte[] flipped = png.clone();
        flipped[indexOf(png, 'I', 'D', 'A', 'T') + 50] ^= 1;
        assertRefused(flipped, "corrupt PNG: wrong checksum in its image data");
        byte[] palette = golden("palette_4bit.png");
        palette[indexOf(palette, 'P', 'L', 'T', 'E') + 6] ^= 1;
        assertRefused(palette, "corrupt PNG: wrong checksum in its palette");
        assertRefused(patched(png, 16, 0, 0, 0, 30), "corrupt PNG: wrong checksum in its header");
    }

    @Test
    void aBitmapMayNotHoldAnotherFile() {
        assertRefused(patched(golden("rgb.bmp"), 30, 4),
                "unsupported BMP compression 4; convert it to PNG or JPEG");
        assertRefused(patched(golden("rgb.bmp"), 28, 7), "corrupt BMP: 7 bits a pixel");
    }

    @Test
    void brokenExifDoesNotCostThePicture() {
        ImageDecoder turning = new ImageDecoder(ImageLimits.DEFAULT, true);
        byte[] jpeg = golden("../upright/orientation_6.jpg");
        int exif = indexOf(jpeg, 'E', 'x', 'i', 'f');
        Random random = new Random(6);
        for (int i = 0; i < 500; i++) {
            byte[] mutant = jpeg.clone();
            for (int k = 0; k < 4; k++) {
                mutant[exif + 6 + random.nextInt(26)] = (byte) random.nextInt(256);
            }
            assertThat(turning.decode(mutant, "x").rgb()).hasSize(3 * 29 * 22);
        }
    }

    @Test
    void readsRegularFilesOnly(@TempDir Path folder) throws Exception {
        assertRefusedFile(folder, "is a directory, expected a file");
        assertRefusedFile(folder.resolve("none.png"), "no such file");
        Path device = Path.of("/dev/zero");
        if (Files.exists(device)) {
            assertRefusedFile(device, "is not a regular file (a pipe, socket or device); save its content to a file "
                    + "first");
        }
        Path large = folder.resolve("large.png");
        Files.write(large, new byte[200]);
        assertThatThrownBy(() -> new ImageDecoder(new ImageLimits(100, 199), false).decode(large))
                .hasMessage(large + ": 200 bytes exceeds the limit of 199 bytes (--max-image-bytes)");
    }

    @Test
    void doesNotWaitForAPipe(@TempDir Path folder) throws Exception {
        Path pipe = folder.resolve("pipe.png");
        Assumptions.assumeTrue(Files.isExecutable(Path.of("/usr/bin/mkfifo")), "skipped: no mkfifo here");
        new ProcessBuilder("mkfifo", pipe.toString()).start().waitFor();

        assertRefusedFile(pipe, "is not a regular file (a pipe, socket or device); save its content to a file first");
    }

    @Test
    void followsLinksAndOddNames(@TempDir Path folder) throws Exception {
        byte[] png = golden("rgb.png");
        Path odd = Files.write(folder.resolve("-x y\u00fc.jpg"), png);
        Path link = Files.createSymbolicLink(folder.resolve("link.gif"), odd);

        assertThat(ImageDecoder.KERAS.decode(odd).width()).isEqualTo(29);
        assertThat(ImageDecoder.KERAS.decode(link).width()).isEqualTo(29);
    }

    @Test
    void aNameCannotForgeAnotherLine() {
        assertThatThrownBy(() -> ImageDecoder.KERAS.decode(new byte[0], "a\n\u001b[2Jok.png"))
                .hasMessage("a??[2Jok.png: empty file (0 bytes)");
    }

    private static void assertRefused(byte[] data, String message) {
        assertThatThrownBy(() -> ImageDecoder.KERAS.decode(data, "x")).isInstanceOf(ImageFormatException.class)
                .hasMessage("x: " + message);
    }

    private static void assertRefusedFile(Path file, String message) {
        assertThatThrownBy(() -> ImageDecoder.KERAS.decode(file)).isInstanceOf(ImageFormatException.class)
                .hasMessage(file + ": " + message);
    }

    private static byte[] golden(String name) {
        return Golden.bytes(Golden.folder("decode/rgb.png").resolveSibling(name));
    }

    private static byte[] withIhdr(byte[] png, int width, int height) {
        byte[] file = patched(png, 16, width >> 24, width >> 16, width >> 8, width,
                height >> 24, height >> 16, height >> 8, height);
        CRC32 crc = new CRC32();
        crc.update(file, 12, 17);
        int sum = (int) crc.getValue();
        return patched(file, 29, sum >> 24, sum >> 16, sum >> 8, sum);
    }

    private static byte[] patched(byte[] data, int at, int... bytes) {
        byte[] file = data.clone();
        for (int i = 0; i < bytes.length; i++) {
            file[at + i] = (byte) bytes[i];
        }
        return file;
    }

    private static int indexOf(byte[] data, int... bytes) {
        for (int at = 0; at + bytes.length <= data.length; at++) {
            if (matches(data, at, bytes)) {
                return at;
            }
        }
        throw new AssertionError("not in the file");
    }

    private static int lastIndexOf(byte[] data, int... bytes) {
        for (int at = data.length - bytes.length; at >= 0; at--) {
            if (matches(data, at, bytes)) {
                return at;
            }
        }
        throw new AssertionError("not in the file");
    }

    private static boolean matches(byte[] data, int at, int... bytes) {
        for (int i = 0; i < bytes.length; i++) {
            if ((data[at + i] & 0xff) != bytes[i]) {
                return false;
            }
        }
        return true;
    }
}
