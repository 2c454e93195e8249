package salty.loader.image;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** The golden pictures and arrays that {@code make_golden.py} makes. */
final class Golden {

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

    static byte[] bytes(Path file) {
        try {
            return Files.readAllBytes(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
