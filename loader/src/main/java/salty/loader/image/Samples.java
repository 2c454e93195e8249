package salty.loader.image;

import java.awt.image.BufferedImage;
import java.awt.image.ColorModel;
import java.awt.image.ComponentColorModel;
import java.awt.image.DataBuffer;
import java.awt.image.IndexColorModel;
import java.awt.image.Raster;

/**
 * Stored samples to 8-bit RGB, as Pillow's {@code convert('RGB')} does it: palettes expanded, grey replicated, alpha
 * dropped, the high byte of 16 bits kept.
 *
 * <p>Never through {@link BufferedImage#getRGB}: it takes one- and two-band images for linear light, and turns a grey
 * of 13 into 64.
 */
final class Samples {

    private Samples() {}

    /** The raster of a decoded image as RGB. */
    static RgbImage toRgb(BufferedImage image) {
        Raster raster = image.getRaster();
        ColorModel colors = image.getColorModel();
        byte[] rgb;
        if (colors instanceof IndexColorModel palette) {
            rgb = expandPalette(raster, palette);
        } else if (colors instanceof ComponentColorModel && raster.getTransferType() == DataBuffer.TYPE_BYTE) {
            rgb = interleavedBytes(raster);
        } else {
            rgb = scaledSamples(raster);
        }
        return new RgbImage(raster.getWidth(), raster.getHeight(), rgb);
    }

    /** The alpha channel of a decoded image as 8 bits a sample, {@code (height, width)}; empty if it has none. */
    static byte[] alpha(BufferedImage image) {
        Raster raster = image.getRaster();
        int bands = raster.getNumBands();
        if (bands != 2 && bands != 4) {
            return new byte[0];
        }
        int width = raster.getWidth();
        byte[] alpha = new byte[width * raster.getHeight()];
        int[] row = new int[width];
        for (int y = 0; y < raster.getHeight(); y++) {
            raster.getSamples(0, y, width, 1, bands - 1, row);
            for (int x = 0; x < width; x++) {
                alpha[y * width + x] = to8Bits(row[x], raster.getSampleModel().getSampleSize(bands - 1));
            }
        }
        return alpha;
    }

    /** A picture as ImageIO's writers take it. */
    static BufferedImage toBuffered(RgbImage image) {
        BufferedImage picture = new BufferedImage(image.width(), image.height(), BufferedImage.TYPE_3BYTE_BGR);
        picture.getRaster().setDataElements(0, 0, image.width(), image.height(), image.rgb());
        return picture;
    }

    private static byte[] expandPalette(Raster raster, IndexColorModel palette) {
        byte[] red = new byte[palette.getMapSize()];
        byte[] green = red.clone();
        byte[] blue = red.clone();
        palette.getReds(red);
        palette.getGreens(green);
        palette.getBlues(blue);
        int width = raster.getWidth();
        int height = raster.getHeight();
        byte[] rgb = new byte[3 * width * height];
        int[] row = new int[width];
        int at = 0;
        for (int y = 0; y < height; y++) {
            raster.getSamples(0, y, width, 1, 0, row);
            for (int x = 0; x < width; x++, at += 3) {
                int index = row[x];
                // An index outside the palette is black, as in Pillow.
                if (index < red.length) {
                    rgb[at] = red[index];
                    rgb[at + 1] = green[index];
                    rgb[at + 2] = blue[index];
                }
            }
        }
        return rgb;
    }

    private static byte[] interleavedBytes(Raster raster) {
        int bands = raster.getNumBands();
        int width = raster.getWidth();
        int height = raster.getHeight();
        byte[] rgb = new byte[3 * width * height];
        byte[] row = new byte[bands * width];
        int green = bands >= 3 ? 1 : 0;
        int blue = bands >= 3 ? 2 : 0;
        int at = 0;
        for (int y = 0; y < height; y++) {
            raster.getDataElements(0, y, width, 1, row);
            for (int x = 0; x < row.length; x += bands, at += 3) {
                rgb[at] = row[x];
                rgb[at + 1] = row[x + green];
                rgb[at + 2] = row[x + blue];
            }
        }
        return rgb;
    }

    /** 16 bits a sample, or less than 8 in a packed pixel (5-5-5, 5-6-5). */
    private static byte[] scaledSamples(Raster raster) {
        int bands = raster.getNumBands();
        int width = raster.getWidth();
        int height = raster.getHeight();
        byte[] rgb = new byte[3 * width * height];
        int[] row = new int[bands * width];
        int at = 0;
        for (int y = 0; y < height; y++) {
            raster.getPixels(0, y, width, 1, row);
            for (int x = 0; x < row.length; x += bands) {
                for (int c = 0; c < 3; c++) {
                    int band = bands >= 3 ? c : 0;
                    rgb[at++] = to8Bits(row[x + band], raster.getSampleModel().getSampleSize(band));
                }
            }
        }
        return rgb;
    }

    private static byte to8Bits(int sample, int bits) {
        return (byte) (bits >= 8 ? sample >> (bits - 8) : sample * 255 / ((1 << bits) - 1));
    }
}
