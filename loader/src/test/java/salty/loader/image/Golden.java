package salty.loader.image;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** The golden pictures and arrays that {@code make_golden.py} makes. */
public final class Golden {

    private Golden() {}

    static Path folder(String name) {
        try {
            return Path.of(Golden.class.getResource("golden/" + name).toURI());
        } catch (URISyntaxException e) {
            throw new IllegalStateException(e);
        }
    }

    /** The pictures of a folder, each of which has its pixels beside it. */
    static List<Path> pictures(String folder) {
        try (Stream<Path> files = Files.list(folder(folder))) {
            return files.filter(file -> !file.toString().endsWith(".npy")).sorted().toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The pixels that belong to {@code picture}, as an image. */
    static RgbImage pixels(Path picture) {
        return image(Npy.read(Path.of(picture + ".npy"), 1 << 20));
    }

    static Npy array(String name) {
        return Npy.read(folder(name + ".npy"), 1 << 20);
    }

    static RgbImage image(Npy array) {
        byte[] rgb = new byte[array.values().length];
        for (int i = 0; i < rgb.length; i++) {
            rgb[i] = (byte) (int) array.values()[i];
        }
        return new RgbImage(array.shape()[1], array.shape()[0], rgb);
    }

    /** The picture of {@code (height, width, 4)} samples from an offset on. */
    static RgbaImage rgba(byte[] samples, int offset, int width, int height) {
        byte[] rgb = new byte[3 * width * height];
        byte[] alpha = new byte[width * height];
        for (int i = 0; i < alpha.length; i++) {
            System.arraycopy(samples, offset + 4 * i, rgb, 3 * i, 3);
            alpha[i] = samples[offset + 4 * i + 3];
        }
        return new RgbaImage(new RgbImage(width, height, rgb), alpha);
    }

    /** The greatest difference of a level, on white and on black; of pictures of different sizes 256. */
    static int difference(RgbaImage a, RgbaImage b) {
        return Math.max(difference(a.on(Backdrop.WHITE), b.on(Backdrop.WHITE)),
                difference(a.on(Backdrop.BLACK), b.on(Backdrop.BLACK)));
    }

    static int difference(RgbImage a, RgbImage b) {
        if (a.width() != b.width() || a.height() != b.height()) {
            return 256;
        }
        int greatest = 0;
        for (int i = 0; i < a.rgb().length; i++) {
            greatest = Math.max(greatest, Math.abs((a.rgb()[i] & 0xff) - (b.rgb()[i] & 0xff)));
        }
        return greatest;
    }

    static byte[] bytes(Path file) {
        try {
            return Files.readAllBytes(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
