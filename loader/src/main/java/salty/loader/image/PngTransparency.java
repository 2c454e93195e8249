package salty.loader.image;

import java.awt.image.BufferedImage;
import java.awt.image.Raster;

/**
 * Where a PNG is transparent (third edition, 11.3.1.1): by an alpha channel, by the palette, or in one colour, compared
 * sample by sample in full depth.
 *
 * @param colorType of the header
 * @param chunk     the {@code tRNS} chunk; empty if there is none
 */
record PngTransparency(int colorType, byte[] chunk) {

    private static final int GREY = 0;
    private static final int RGB = 2;
    private static final int PALETTE = 3;

    /** A decoded picture with its transparency. */
    RgbaImage of(BufferedImage image) {
        return new RgbaImage(Samples.toRgb(image), alpha(image));
    }

    private byte[] alpha(BufferedImage image) {
        return switch (colorType) {
            case GREY -> chunk.length < 2 ? new byte[0] : ofColor(image.getRaster());
            case RGB -> chunk.length < 6 ? new byte[0] : ofColor(image.getRaster());
            case PALETTE -> chunk.length == 0 ? new byte[0] : ofPalette(image.getRaster());
            default -> Samples.alpha(image);
        };
    }

    private byte[] ofPalette(Raster raster) {
        byte[] alpha = new byte[raster.getWidth() * raster.getHeight()];
        int[] row = new int[raster.getWidth()];
        for (int y = 0; y < raster.getHeight(); y++) {
            raster.getSamples(0, y, row.length, 1, 0, row);
            for (int x = 0; x < row.length; x++) {
                alpha[y * row.length + x] = row[x] < chunk.length ? chunk[row[x]] : (byte) 255;
            }
        }
        return alpha;
    }

    private byte[] ofColor(Raster raster) {
        int bands = colorType == GREY ? 1 : 3;
        int[] key = new int[bands];
        int mask = (1 << raster.getSampleModel().getSampleSize(0)) - 1;
        for (int c = 0; c < bands; c++) {
            key[c] = ((chunk[2 * c] & 0xff) << 8 | chunk[2 * c + 1] & 0xff) & mask;
        }
        byte[] alpha = new byte[raster.getWidth() * raster.getHeight()];
        int[] row = new int[raster.getNumBands() * raster.getWidth()];
        for (int y = 0; y < raster.getHeight(); y++) {
            raster.getPixels(0, y, raster.getWidth(), 1, row);
            for (int x = 0; x < raster.getWidth(); x++) {
                boolean same = true;
                for (int c = 0; c < bands; c++) {
                    same &= row[x * raster.getNumBands() + c] == key[c];
                }
                alpha[y * raster.getWidth() + x] = (byte) (same ? 0 : 255);
            }
        }
        return alpha;
    }
}
