package salty.loader.image;

import java.io.IOException;

/**
 * A picture whose container has been walked, but of which no pixel has been decoded: the size it declares can be
 * checked first. Each format hands its codec only the segments that pixels are made of, so that colour profiles,
 * metadata, thumbnails and further frames of an untrusted file never reach a parser.
 */
sealed interface EncodedImage permits JpegImage, PngImage, GifImage, BmpImage, WebpImage {

    /** The declared width in pixels; possibly zero or negative, where the format can say so. */
    long width();

    /** The declared height in pixels; possibly zero or negative, where the format can say so. */
    long height();

    /** The EXIF block, from its TIFF header on, or an empty array. */
    byte[] exif();

    /** Whether the container's end was seen; if not, a codec's failure is blamed on truncation. */
    boolean complete();

    /** Decodes the first frame. */
    RgbImage decode() throws IOException;
}
