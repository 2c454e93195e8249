package salty.loader.image;

import java.awt.image.BufferedImage;

/** Writes PNG files of 8 bits a sample; the same picture gives the same bytes. */
public final class Png {

    private Png() {}

    /** The file of an RGB picture. */
    public static byte[] encode(RgbImage image) {
        return Codecs.PNG.write(Samples.toBuffered(image));
    }

    /**
     * The file of a grey picture.
     *
     * @param grey {@code (height, width)} samples, unsigned
     */
    public static byte[] encodeGrey(int width, int height, byte[] grey) {
        if (grey.length != (long) width * height) {
            throw new IllegalArgumentException("a grey image of " + width + " x " + height + " pixels cannot have "
                    + grey.length + " samples");
        }
        BufferedImage image = new BufferedImage(width, height, BufferedImage.TYPE_BYTE_GRAY);
        image.getRaster().setDataElements(0, 0, width, height, grey);
        return Codecs.PNG.write(image);
    }
}
