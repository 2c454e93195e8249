package salty.loader.image;

import java.awt.image.BufferedImage;
import java.awt.image.Raster;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.function.Consumer;
import javax.imageio.IIOImage;
import javax.imageio.ImageIO;
import javax.imageio.ImageReader;
import javax.imageio.ImageWriteParam;
import javax.imageio.ImageWriter;
import javax.imageio.spi.IIORegistry;
import javax.imageio.spi.ImageReaderSpi;
import javax.imageio.stream.MemoryCacheImageInputStream;
import javax.imageio.stream.MemoryCacheImageOutputStream;

/**
 * The ImageIO readers that this package trusts, by their class: whatever else registers itself on the class path is
 * never asked. They read from memory (no temporary file), without metadata, and are disposed at once.
 */
enum Codecs {
    JPEG("com.sun.imageio.plugins.jpeg.JPEGImageReaderSpi"),
    PNG("com.sun.imageio.plugins.png.PNGImageReaderSpi"),
    BMP("com.sun.imageio.plugins.bmp.BMPImageReaderSpi"),
    WEBP("com.twelvemonkeys.imageio.plugins.webp.WebPImageReaderSpi");

    private final String providerClass;

    Codecs(String providerClass) {
        this.providerClass = providerClass;
    }

    /** What a codec made of a file, and what it complained about. */
    record Decoded<T>(T image, List<String> warnings) {}

    private interface Reading<T> {
        T from(ImageReader reader) throws IOException;
    }

    /** Decodes the first image of {@code data}. */
    Decoded<BufferedImage> read(byte[] data) throws IOException {
        return read(data, reader -> reader.read(0));
    }

    /** Decodes the first image of {@code data} into the samples as they are stored, without colour conversion. */
    Decoded<Raster> readRaster(byte[] data) throws IOException {
        return read(data, reader -> reader.readRaster(0, null));
    }

    private <T> Decoded<T> read(byte[] data, Reading<T> reading) throws IOException {
        ImageReader reader = provider().createReaderInstance();
        List<String> warnings = new ArrayList<>();
        try (var stream = new MemoryCacheImageInputStream(new FiniteInput(data))) {
            reader.setInput(stream, true, true);
            reader.addIIOReadWarningListener((source, warning) -> warnings.add(warning));
            return new Decoded<>(reading.from(reader), warnings);
        } finally {
            reader.dispose();
        }
    }

    /** The file of {@code image}, losslessly where the codec can. */
    byte[] write(BufferedImage image) {
        return write(image, param -> { });
    }

    /** The file of {@code image} at a quality of 0 to 1. */
    byte[] write(BufferedImage image, float quality) {
        return write(image, param -> {
            param.setCompressionMode(ImageWriteParam.MODE_EXPLICIT);
            param.setCompressionQuality(quality);
        });
    }

    private byte[] write(BufferedImage image, Consumer<ImageWriteParam> settings) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (var stream = new MemoryCacheImageOutputStream(bytes)) {
            ImageWriter writer = writer();
            try {
                ImageWriteParam param = writer.getDefaultWriteParam();
                settings.accept(param);
                writer.setOutput(stream);
                writer.write(null, new IIOImage(image, null, null), param);
            } finally {
                writer.dispose();
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return bytes.toByteArray();
    }

    private ImageWriter writer() throws IOException {
        ImageReader reader = provider().createReaderInstance();
        try {
            // ImageIO finds the writer of a codec by its reader.
            return ImageIO.getImageWriter(reader);
        } finally {
            reader.dispose();
        }
    }

    private ImageReaderSpi provider() {
        Iterator<ImageReaderSpi> found = IIORegistry.getDefaultInstance().getServiceProviders(ImageReaderSpi.class,
                spi -> spi.getClass().getName().equals(providerClass), false);
        if (!found.hasNext()) {
            throw new ImageFormatException("no " + this + " decoder on the class path (" + providerClass
                    + "); convert it to another format");
        }
        return found.next();
    }
}
