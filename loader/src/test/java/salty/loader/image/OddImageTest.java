package salty.loader.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Pictures that are well formed after a fashion: long and thin, of ten thousand frames, with something behind them. */
@Timeout(value = 30, unit = TimeUnit.SECONDS)
class OddImageTest {

    @ParameterizedTest
    @CsvSource({"1, 1", "1, 20000", "20000, 1", "3, 7"})
    void everyShapeIsBroughtToTheModelsSize(int width, int height) {
        byte[] samples = new byte[3 * width * height];
        Arrays.fill(samples, (byte) 77);

        RgbImage image = ImageDecoder.KERAS.decode(Png.encode(new RgbImage(width, height, samples)), "x");

        assertThat(image.width()).isEqualTo(width);
        for (Resize resize : Resize.values()) {
            FloatImage resized = resize.resize(image, 32, 32);
            assertThat(resized.rgb()).as(resize.label()).hasSize(3 * 32 * 32).containsOnly(77f);
        }
    }

    @Test
    void anAnimationOfTenThousandFramesIsItsFirst() {
        byte[] gif = golden("palette.gif");
        byte[] frames = gif(gif, 10_000);

        assertSamePixels(ImageDecoder.KERAS.decode(frames, "x"), ImageDecoder.KERAS.decode(gif, "x"));
    }

    /** A GIF with its frame so many times. */
    private static byte[] gif(byte[] one, int times) {
        int frame = 13 + 3 * (2 << (one[10] & 7));
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        bytes.write(one, 0, one.length - 1);
        for (int i = 1; i < times; i++) {
            bytes.write(one, frame, one.length - 1 - frame);
        }
        bytes.write(one, one.length - 1, 1);
        return bytes.toByteArray();
    }

    @Test
    void aLargeScreenWithASmallFrameTakesTheMemoryOfItsScreenAndNoMore() {
        byte[] gif = golden("palette.gif");
        ByteBuffer.wrap(gif).order(ByteOrder.LITTLE_ENDIAN).putShort(6, (short) 5000).putShort(8, (short) 4000);

        RgbImage image = ImageDecoder.KERAS.decode(gif, "x");

        assertThat(image.width() * image.height()).isEqualTo(20_000_000);
        assertThatThrownBy(() -> new ImageDecoder(new ImageLimits(19_000_000, 1 << 20), false).decode(gif, "x"))
                .hasMessageStartingWith("x: 5000 x 4000 = 20 megapixels exceeds the limit");
    }

    @Test
    void garbageInAGifsCompressionIsAPictureOrRefused() {
        byte[] gif = golden("palette.gif");
        for (int end = 1; end < 200; end += 9) {
            byte[] garbage = gif.clone();
            Arrays.fill(garbage, gif.length - end - 9, gif.length - end, (byte) 0xff);
            decodesOrIsRefused(garbage);
        }
    }

    @Test
    void aBitmapsPaletteIsNoLargerThanItsFile() {
        byte[] bmp = golden("palette_4bit.bmp");
        for (int colours : new int[] {Integer.MAX_VALUE, -1, 1 << 24, 300}) {
            ByteBuffer.wrap(bmp).order(ByteOrder.LITTLE_ENDIAN).putInt(46, colours);
            assertSamePixels(ImageDecoder.KERAS.decode(bmp, "x"),
                    ImageDecoder.KERAS.decode(golden("palette_4bit.bmp"), "x"));
        }
    }

    @Test
    void runsThatLeaveABitmapAreRefusedOrCut() {
        byte[] bmp = golden("run_lengths.bmp");
        int data = ByteBuffer.wrap(bmp).order(ByteOrder.LITTLE_ENDIAN).getInt(10);
        for (int jump = 0; jump < 256; jump += 51) {
            byte[] wild = bmp.clone();
            for (int at = data; at + 4 < wild.length; at += 4) {
                wild[at] = 0;
                wild[at + 1] = 2;
                wild[at + 2] = (byte) jump;
                wild[at + 3] = (byte) jump;
            }
            decodesOrIsRefused(wild);
        }
    }

    private static void decodesOrIsRefused(byte[] data) {
        try {
            assertThat(ImageDecoder.KERAS.decode(data, "x").rgb()).isNotEmpty();
        } catch (ImageFormatException e) {
            assertThat(e).message().startsWith("x: ").hasLineCount(1);
        }
    }

    @Test
    void whatLiesBehindAPictureDoesNotMatter() {
        byte[] png = golden("rgb.png");
        byte[] zip = "PK\3\4 an archive behind a picture".getBytes(StandardCharsets.ISO_8859_1);
        byte[] both = Arrays.copyOf(png, png.length + 10_000_000);
        System.arraycopy(zip, 0, both, png.length, zip.length);

        assertSamePixels(ImageDecoder.KERAS.decode(both, "x"), ImageDecoder.KERAS.decode(png, "x"));
        assertThatThrownBy(() -> new ImageDecoder(new ImageLimits(1_000_000, 1 << 20), false).decode(both, "x"))
                .hasMessageContaining("--max-image-bytes");
    }

    @ParameterizedTest
    @CsvSource({"a value count of 2^32 - 1, 6, ffffffff", "an offset beyond the file, 10, 7fffffff",
        "a directory that follows itself, 14, 00000008"})
    void exifThatLiesIsIgnored(String lie, int at, String value) {
        byte[] jpeg = golden("../upright/orientation_6.jpg");
        String text = new String(jpeg, StandardCharsets.ISO_8859_1);
        int tiff = text.indexOf("Exif\0\0") + 6;
        boolean big = jpeg[tiff] == 'M';
        int entry = tiff + 10;
        ByteBuffer exif = ByteBuffer.wrap(jpeg).order(big ? ByteOrder.BIG_ENDIAN : ByteOrder.LITTLE_ENDIAN);
        int where = at == 14 ? entry + 12 : entry + at - 2;
        exif.putInt(where, Integer.parseUnsignedInt(value, 16));

        assertThat(new ImageDecoder(ImageLimits.DEFAULT, true).decode(jpeg, "x").rgb()).as(lie).hasSize(3 * 29 * 22);
    }

    @Test
    void aFileOfNoSizeThatHoldsSomethingIsReadOnceAndUpToItsLimit(@TempDir Path folder) throws Exception {
        Path proc = Path.of("/proc/self/status");
        Assumptions.assumeTrue(Files.exists(proc), "skipped: no /proc here");

        assertThatThrownBy(() -> ImageDecoder.KERAS.decode(proc)).isInstanceOf(ImageFormatException.class)
                .hasMessageStartingWith(proc + ": not an image (starts with 'Name:");
        assertThatThrownBy(() -> new ImageDecoder(new ImageLimits(100, 10), false).decode(proc))
                .hasMessageContaining("more than 10 bytes");
    }

    @Test
    void aFileThatMayNotBeReadSaysSo(@TempDir Path folder) throws Exception {
        Path file = Files.write(folder.resolve("secret.png"), golden("rgb.png"));
        Assumptions.assumeTrue(file.toFile().setReadable(false) && !Files.isReadable(file),
                "skipped: this user may read everything");

        assertThatThrownBy(() -> ImageDecoder.KERAS.decode(file)).hasMessage(file + ": no permission to read it");
    }

    private static void assertSamePixels(RgbImage image, RgbImage expected) {
        ImageDecoderTest.assertSame(image, expected);
    }

    private static byte[] golden(String name) {
        return Golden.bytes(Golden.folder("decode/rgb.png").resolveSibling(name));
    }
}
