package salty.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

import salty.loader.image.Png;
import salty.loader.image.RgbImage;

/** Pictures made by formula. */
public final class Pictures {
    private Pictures() {}

    /** Writes a picture of coloured rings. */
    public static Path rings(Path file, int width, int height) throws IOException {
        byte[] rgb = new byte[3 * width * height];
        for (int y = 0; y < height; y++) {
            for (int x = 0; x < width; x++) {
                double radius = Math.hypot(x - width / 3.0, y - height / 2.0);
                int at = 3 * (y * width + x);
                rgb[at] = (byte) (127 + 120 * Math.sin(radius / 3));
                rgb[at + 1] = (byte) (127 + 120 * Math.sin(radius / 5));
                rgb[at + 2] = (byte) (255 * x / width);
            }
        }
        Files.createDirectories(file.toAbsolutePath().getParent());
        return Files.write(file, Png.encode(new RgbImage(width, height, rgb)));
    }
}
