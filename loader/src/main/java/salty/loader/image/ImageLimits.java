package salty.loader.image;

import java.math.BigDecimal;
import java.math.BigInteger;

/**
 * What a picture may cost; both limits are checked before anything is decoded.
 *
 * @param maxPixels the most pixels (width times height) a header may declare, up to 500 million
 * @param maxBytes the largest file, in bytes
 */
public record ImageLimits(long maxPixels, int maxBytes) {

    /** 100 million pixels (300 MB decoded, beyond any ordinary camera) and 64 MiB of file. */
    public static final ImageLimits DEFAULT = new ImageLimits(100_000_000, 64 << 20);

    /** The greatest limit on pixels: four samples a pixel of a CMYK picture must fit one array. */
    public static final long MOST_PIXELS = 500_000_000;

    public ImageLimits {
        if (maxPixels < 1 || maxPixels > MOST_PIXELS || maxBytes < 1) {
            throw new IllegalArgumentException("image limits are 1 to " + MOST_PIXELS
                    + " pixels and 1 byte or more, got "
                    + maxPixels + " pixels, " + maxBytes + " bytes");
        }
    }

    void checkPixels(long width, long height) {
        if (width < 1 || height < 1) {
            throw new ImageFormatException("declares a size of " + width + " x " + height + " pixels");
        }
        // Headers hold up to 32 bits a side, whose product need not fit a long.
        if (height > maxPixels / width) {
            throw new ImageFormatException(width + " x " + height + " = "
                    + megapixels(BigInteger.valueOf(width).multiply(BigInteger.valueOf(height)))
                    + " megapixels exceeds the limit of " + megapixels(BigInteger.valueOf(maxPixels))
                    + " (--max-pixels)");
        }
    }

    private static String megapixels(BigInteger pixels) {
        return new BigDecimal(pixels, 6).stripTrailingZeros().toPlainString();
    }
}
