package salty.loader.image;

import com.drew.lang.ByteArrayReader;
import com.drew.metadata.Metadata;
import com.drew.metadata.exif.ExifDirectoryBase;
import com.drew.metadata.exif.ExifIFD0Directory;
import com.drew.metadata.exif.ExifReader;
import java.util.Arrays;

/** The orientation tag of EXIF (CIPA DC-008, tag 0x0112): how a camera was held, 1 (upright) to 8. */
final class Orientation {

    static final int UPRIGHT = 1;
    private static final byte[] APP1_TAG = {'E', 'x', 'i', 'f', 0, 0};

    private Orientation() {}

    /** The orientation that an EXIF block states; {@code 1} where it states none that makes sense. */
    static int of(byte[] exif) {
        if (exif.length == 0) {
            return UPRIGHT;
        }
        try {
            // Some writers of PNG and WebP keep the tag that belongs to JPEG.
            boolean tagged = Arrays.equals(exif, 0, Math.min(6, exif.length), APP1_TAG, 0, 6);
            Metadata metadata = new Metadata();
            new ExifReader().extract(new ByteArrayReader(exif, tagged ? 6 : 0), metadata);
            ExifIFD0Directory directory = metadata.getFirstDirectoryOfType(ExifIFD0Directory.class);
            Integer value = directory == null ? null : directory.getInteger(ExifDirectoryBase.TAG_ORIENTATION);
            return value == null || value < 1 || value > 8 ? UPRIGHT : value;
        } catch (RuntimeException | StackOverflowError broken) {
            // A picture is worth more than its metadata.
            return UPRIGHT;
        }
    }

    /** {@code image}, as stored with {@code orientation}, the right way up. */
    static RgbImage upright(RgbImage image, int orientation) {
        if (orientation == UPRIGHT) {
            return image;
        }
        boolean transposed = isTransposed(orientation);
        return new RgbImage(transposed ? image.height() : image.width(), transposed ? image.width() : image.height(),
                turned(image.rgb(), 3, image.width(), image.height(), orientation));
    }

    /** The same for a picture with transparency. */
    static RgbaImage upright(RgbaImage image, int orientation) {
        return orientation == UPRIGHT ? image : new RgbaImage(upright(image.color(), orientation), image.isOpaque()
                ? image.alpha() : turned(image.alpha(), 1, image.width(), image.height(), orientation));
    }

    private static boolean isTransposed(int orientation) {
        return orientation >= 5;
    }

    /** Samples {@code (storedHeight, storedWidth, channels)} turned. */
    private static byte[] turned(byte[] in, int channels, int storedWidth, int storedHeight, int orientation) {
        boolean transposed = isTransposed(orientation);
        int width = transposed ? storedHeight : storedWidth;
        int height = transposed ? storedWidth : storedHeight;
        // Where the rows (columns) of the stored picture run from the right (bottom) of the upright one.
        boolean fromRight = orientation == 2 || orientation == 3 || orientation == 7 || orientation == 8;
        boolean fromBottom = orientation == 3 || orientation == 4 || orientation == 6 || orientation == 7;
        byte[] out = new byte[in.length];
        int at = 0;
        for (int y = 0; y < height; y++) {
            for (int x = 0; x < width; x++, at += channels) {
                int column = transposed ? y : x;
                int row = transposed ? x : y;
                int from = channels * ((fromBottom ? storedHeight - 1 - row : row) * storedWidth
                        + (fromRight ? storedWidth - 1 - column : column));
                for (int c = 0; c < channels; c++) {
                    out[at + c] = in[from + c];
                }
            }
        }
        return out;
    }
}
