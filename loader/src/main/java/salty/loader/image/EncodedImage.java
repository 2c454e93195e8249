package salty.loader.image;

import java.io.IOException;

/**
 * A picture whose container has been walked, but of which no pixel has been decoded: the size it declares can be
 * checked first. Each format hands its codec only the segments that pixels are made of, so that colour profiles,
 * metadata, thumbnails and further frames of an untrusted file never reach a parser.
 */
sealed interface EncodedImage permits JpegImage, PngImage, GifImage, BmpImage, WebpImage {

    /**
     * What the container says.
     *
     * @param width    the declared width in pixels; possibly zero or negative, where the format can say so
     * @param height   the declared height in pixels, likewise
     * @param exif     the EXIF block, from its TIFF header on, or an empty array
     * @param complete whether the container's end was seen; if not, a codec's failure is blamed on truncation
     */
    record Header(long width, long height, byte[] exif, boolean complete) {
    }

    /** What the container says, pixels aside. */
    Header header();

    /** Decodes the first frame as Pillow's {@code convert('RGB')} does, without transparency. */
    RgbImage decode() throws IOException;

    /** Whether there may be more than one frame. */
    default boolean isAnimated() {
        return false;
    }

    /** The frames as browsers see them. */
    default Layers layers() {
        return Layers.still(() -> RgbaImage.of(decode()));
    }
}
