package salty.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

import salty.loader.image.Png;
import salty.loader.image.RgbImage;
import salty.vision.scan.PathName;

/**
 * A folder of drawn pictures, and {@code salty scan} to be called on it.
 *
 * @param folder where the pictures lie
 * @param model  what judges them, a {@link RednessModel}
 */
public record ScannedFolder(Path folder, Path model) {
    /** A picture of one colour with a square of another in its lower right quarter. */
    static byte[] picture(int width, int height, int rgb, int square) {
        byte[] samples = new byte[3 * width * height];
        for (int i = 0; i < width * height; i++) {
            int color = i % width >= width / 2 && i / width >= height / 2 ? square : rgb;
            samples[3 * i] = (byte) (color >> 16);
            samples[3 * i + 1] = (byte) (color >> 8);
            samples[3 * i + 2] = (byte) color;
        }
        return Png.encode(new RgbImage(width, height, samples));
    }

    /** Adds a picture of one colour. */
    public void put(String name, int rgb) throws IOException {
        put(name, picture(20, 12, rgb, rgb));
    }

    /** Adds a file; its name may hold bytes that are no UTF-8. */
    public void put(String name, byte[] bytes) throws IOException {
        Path file = PathName.ofText(folder + "/" + name).toPath();
        Files.createDirectories(file.getParent());
        Files.write(file, bytes);
    }

    /** Scans with these words. */
    public Run scan(Object... words) {
        return scanWith(model, words);
    }

    /** Scans with another model. */
    public Run scanWith(Path other, Object... words) {
        return Run.salty(List.of("scan", "-q", "--backend", "reference", "-b", 4, "-m", other), words);
    }
}
