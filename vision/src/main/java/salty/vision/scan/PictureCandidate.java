package salty.vision.scan;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * Whether a file that lies in a folder may be a picture: by its name or by how it begins, one is enough. What claims to
 * be a picture and cannot be read stays an error; what neither claims nor looks so (notes, what file managers leave
 * behind) is none.
 */
public final class PictureCandidate {

    private static final int START = 16;
    private static final Set<String> ENDINGS = Set.of("png", "apng", "jpg", "jpeg", "jpe", "jfif", "gif", "bmp", "dib",
            "webp", "tif", "tiff", "avif", "heic", "heif", "jxl", "jp2", "ico", "svg", "psd", "tga", "ppm", "pgm",
            "pbm");
    /** PNG, JPEG, GIF, BMP, RIFF, TIFF, JPEG XL, JPEG 2000, Photoshop, icon, SVG. */
    private static final List<byte[]> STARTS = List.of("89504e47", "ffd8", "47494638", "424d", "52494646", "49492a00",
            "4d4d002a", "ff0a", "0000000c", "38425053", "00000100", "3c737667").stream().map(HexFormat.of()::parseHex)
            .toList();
    /** ISO base media files that hold pictures, by their brand. */
    private static final Set<String> BRANDS = Set.of("avif", "avis", "heic", "heix", "heim", "heis", "hevc", "mif1",
            "msf1");
    /** What a Mac keeps beside a file on a foreign disk, {@code ._a.png}. */
    private static final byte[] APPLE_DOUBLE = HexFormat.of().parseHex("00051607");

    private PictureCandidate() {
    }

    /** Whether the file is to be looked at; what cannot be read is. */
    public static boolean is(PathName name) {
        Path file = name.toPath();
        if (!Files.isRegularFile(file)) {
            return true;
        }
        String text = name.text();
        String last = text.substring(text.lastIndexOf('/') + 1);
        boolean claims = ENDINGS.contains(last.substring(last.lastIndexOf('.') + 1).toLowerCase(Locale.ROOT));
        if (claims && !last.startsWith("._")) {
            return true;
        }
        try (InputStream in = Files.newInputStream(file)) {
            byte[] start = in.readNBytes(START);
            return claims ? !begins(start, APPLE_DOUBLE) : looks(start);
        } catch (IOException e) {
            return true;
        }
    }

    private static boolean looks(byte[] start) {
        return STARTS.stream().anyMatch(picture -> begins(start, picture)) || start.length >= 12
                && BRANDS.contains(new String(start, 8, 4, StandardCharsets.ISO_8859_1))
                && new String(start, 4, 4, StandardCharsets.ISO_8859_1).equals("ftyp");
    }

    private static boolean begins(byte[] data, byte[] start) {
        return data.length >= start.length && Arrays.equals(data, 0, start.length, start, 0, start.length);
    }
}
