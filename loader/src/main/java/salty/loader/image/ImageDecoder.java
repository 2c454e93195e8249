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
        return decode(RegularFile.readNamed(file, limits.maxBytes(), "--max-image-bytes"), file.toString());
    }

    /**
     * Decodes the picture in {@code data}.
     *
     * @param name what messages call it, such as {@code stdin}
     * @throws ImageFormatException naming the picture and the fault
     */
    public RgbImage decode(byte[] data, String name) {
        try {
            checkBytes(data);
            return decode(data, ImageFormat.of(data));
        } catch (ImageFormatException e) {
            throw e.in(name);
        }
    }

    /**
     * The frames of the picture in {@code file}, as browsers show them; none is decoded yet.
     *
     * @throws ImageFormatException naming the file and the fault, or the limit that it exceeds
     */
    public Animation frames(Path file) {
        return frames(RegularFile.readNamed(file, limits.maxBytes(), "--max-image-bytes"), file.toString());
    }

    /**
     * The frames of the picture in {@code data}, as browsers show them; none is decoded yet.
     *
     * @param name what messages call it, such as {@code stdin}
     * @throws ImageFormatException naming the picture and the fault, or the limit that it exceeds
     */
    public Animation frames(byte[] data, String name) {
        try {
            checkBytes(data);
            ImageFormat format = ImageFormat.of(data);
            EncodedImage encoded = guarded(format, false, () -> parse(data, format));
            EncodedImage.Header header = checked(encoded);
            return new Animation(name, format, encoded,
                    applyExifOrientation ? Orientation.of(header.exif()) : Orientation.UPRIGHT);
        } catch (ImageFormatException e) {
            throw e.in(name);
        }
    }

    private void checkBytes(byte[] data) {
        if (data.length > limits.maxBytes()) {
            throw RegularFile.tooLarge(data.length + " bytes", limits.maxBytes(), "--max-image-bytes");
        }
    }

    private EncodedImage parse(byte[] data, ImageFormat format) {
        return switch (format) {
            case JPEG -> JpegImage.parse(data);
            case PNG -> PngImage.parse(data);
            case GIF -> GifImage.parse(data, limits);
            case BMP -> BmpImage.parse(data);
            case WEBP -> WebpImage.parse(data);
        };
    }

    private EncodedImage.Header checked(EncodedImage encoded) {
        EncodedImage.Header header = encoded.header();
        limits.checkPixels(header.width(), header.height());
        return header;
    }

    private RgbImage decode(byte[] data, ImageFormat format) {
        EncodedImage encoded = guarded(format, false, () -> parse(data, format));
        EncodedImage.Header header = checked(encoded);
        RgbImage image = guarded(format, !header.complete(), encoded::decode);
        return applyExifOrientation ? Orientation.upright(image, Orientation.of(header.exif())) : image;
    }

    interface Work<T> {
        T done() throws IOException;
    }

    /** Whatever a codec throws becomes one kind of fault. */
    static <T> T guarded(ImageFormat format, boolean truncated, Work<T> work) {
        try {
            return work.done();
        } catch (ImageFormatException e) {
            throw e;
        } catch (OutOfMemoryError e) {
            throw new ImageFormatException(OUT_OF_MEMORY, e);
        } catch (IOException | RuntimeException | StackOverflowError e) {
            if (e.getCause() instanceof OutOfMemoryError) {
                throw new ImageFormatException(OUT_OF_MEMORY, e);
            }
            throw new ImageFormatException((truncated ? "truncated " : "corrupt ") + format.title()
                    + reason(e), e);
        }
    }

    private static String reason(Throwable e) {
        String message = e.getMessage();
        return message == null || message.isBlank() ? "" : " (" + message.strip() + ")";
    }
}
