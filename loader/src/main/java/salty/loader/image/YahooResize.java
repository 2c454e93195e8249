package salty.loader.image;

/**
 * The way of open_nsfw's {@code classify_nsfw.py}: every picture passes through a JPEG file of Pillow's default
 * quality, whose losses the network was scored with.
 */
final class YahooResize {

    private static final int SIZE = 256;

    /** With 4:2:0 chroma and the tables of the standard, in Pillow as in ImageIO. */
    private static final float QUALITY = 0.75f;

    private YahooResize() {}

    static RgbImage resize(RgbImage image, int width, int height) {
        if (width > SIZE || height > SIZE) {
            throw new IllegalArgumentException("resize 'yahoo' crops from 256 x 256 pixels and cannot make " + width
                    + " x " + height);
        }
        byte[] jpeg = Codecs.JPEG.write(Samples.toBuffered(PillowBilinear.resize(image, SIZE, SIZE)), QUALITY);
        RgbImage decoded = ImageDecoder.KERAS.decode(jpeg, "JPEG round trip");
        return decoded.crop((SIZE - width) / 2, (SIZE - height) / 2, width, height);
    }
}
