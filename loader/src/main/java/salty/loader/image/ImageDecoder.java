package salty.loader.image;

import java.io.IOException;
import java.nio.file.Path;

/**
 * Reads JPEG, PNG, GIF, BMP and WebP pictures, told apart by content, to 8-bit RGB.
 *
 * <p>Whatever is wrong with a picture, and whatever a codec throws at it, becomes one {@link ImageFormatException}.
 *
 * @param limits on the file and on the size it declares, checked before decoding
 * @param applyExifOrientation whether a photograph is turned the way its EXIF data says; Keras does not
 */
public record ImageDecoder(ImageLimits limits, boolean applyExifOrientation) {

    private static final String OUT_OF_MEMORY = "needs more memory to decode than the JVM has; raise it with -Xmx";

    /** As Keras' {@code load_img}: EXIF orientation is ignored. */
    public static final ImageDecoder KERAS = new ImageDecoder(ImageLimits.DEFAULT, false);

    /**
     * Reads the picture in {@code file}.
     *
     * @throws ImageFormatException naming the file and the fault
     */
    public RgbImage decode(Path file) {
        byte[] data;
        try {
            data = RegularFile.read(file, limits.maxBytes(), "--max-image-bytes");
        } catch (ImageFormatException e) {
            throw e.in(file.toString());
        }
        return decode(data, file.toString());
    }

    /**
     * Decodes the picture in {@code data}.
     *
     * @param name what messages call it, such as {@code stdin}
     * @throws ImageFormatException naming the picture and the fault
     */
    public RgbImage decode(byte[] data, String name) {
        try {
            if (data.length > limits.maxBytes()) {
                throw RegularFile.tooLarge(data.length + " bytes", limits.maxBytes(), "--max-image-bytes");
            }
            return decode(data, ImageFormat.of(data));
        } catch (ImageFormatException e) {
            throw e.in(name);
        }
    }

    /**
     * How many pixels the picture in {@code data} declares, without decoding any: what decoding it would cost.
     *
     * @param name what messages call it, such as {@code stdin}
     * @throws ImageFormatException naming the picture and the fault, or the limit that it exceeds
     */
    public long pixels(byte[] data, String name) {
        try {
            EncodedImage.Header header = parse(data, ImageFormat.of(data)).header();
            limits.checkPixels(header.width(), header.height());
            return header.width() * header.height();
        } catch (ImageFormatException e) {
            throw e.in(name);
        } catch (RuntimeException | StackOverflowError e) {
            throw new ImageFormatException("truncated picture" + reason(e)).in(name);
        }
    }

    private static EncodedImage parse(byte[] data, ImageFormat format) {
        return switch (format) {
            case JPEG -> JpegImage.parse(data);
            case PNG -> PngImage.parse(data);
            case GIF -> GifImage.parse(data);
            case BMP -> BmpImage.parse(data);
            case WEBP -> WebpImage.parse(data);
        };
    }

    private RgbImage decode(byte[] data, ImageFormat format) {
        EncodedImage encoded = null;
        try {
            encoded = parse(data, format);
            EncodedImage.Header header = encoded.header();
            limits.checkPixels(header.width(), header.height());
            RgbImage image = encoded.decode();
            return applyExifOrientation ? Orientation.upright(image, Orientation.of(header.exif())) : image;
        } catch (ImageFormatException e) {
            throw e;
        } catch (OutOfMemoryError e) {
            throw new ImageFormatException(OUT_OF_MEMORY, e);
        } catch (IOException | RuntimeException | StackOverflowError e) {
            if (e.getCause() instanceof OutOfMemoryError) {
                throw new ImageFormatException(OUT_OF_MEMORY, e);
            }
            boolean whole = encoded == null || encoded.header().complete();
            throw new ImageFormatException((whole ? "corrupt " : "truncated ") + format.title() + reason(e), e);
        }
    }

    private static String reason(Throwable e) {
        String message = e.getMessage();
        return message == null || message.isBlank() ? "" : " (" + message.strip() + ")";
    }
}
