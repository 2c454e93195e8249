package salty.benchmarks.workload;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.Random;
import javax.imageio.ImageIO;

/**
 * Input for VGG16: 224 by 224 pixels, B, G, R less ImageNet's means, as {@code keras.applications.vgg16} prepares them.
 */
public final class Photograph {
    /** The height and width that VGG16 expects. */
    public static final int SIDE = 224;
    private static final float[] MEANS = {103.939f, 116.779f, 123.68f};
    private static final int OCTAVES = 6;

    private Photograph() {}

    /** Reads an image file and scales it by nearest neighbour. */
    public static float[] read(Path path) {
        BufferedImage image;
        try {
            image = ImageIO.read(path.toFile());
        } catch (IOException e) {
            throw new UncheckedIOException(path + ": cannot be read: " + e.getMessage(), e);
        }
        if (image == null) {
            throw new IllegalArgumentException(path + ": not an image that ImageIO can read; give a PNG or JPEG");
        }
        float[] pixels = new float[SIDE * SIDE * 3];
        for (int y = 0; y < SIDE; y++) {
            for (int x = 0; x < SIDE; x++) {
                int rgb = image.getRGB((2 * x + 1) * image.getWidth() / (2 * SIDE),
                        (2 * y + 1) * image.getHeight() / (2 * SIDE));
                for (int channel = 0; channel < 3; channel++) {
                    pixels[(y * SIDE + x) * 3 + channel] = (rgb >> 8 * channel & 255) - MEANS[channel];
                }
            }
        }
        return pixels;
    }

    /**
     * Seeded value noise whose amplitude halves with each doubling of frequency, the power spectrum of natural images
     * (Field 1987), so that layers see contrasts like a photograph's.
     */
    public static float[] synthetic() {
        Random random = new Random(224);
        float[] pixels = new float[SIDE * SIDE * 3];
        for (int octave = 0; octave < OCTAVES; octave++) {
            int cells = 4 << octave;
            float amplitude = 120f / (1 << octave);
            float[] lattice = new float[(cells + 1) * (cells + 1) * 3];
            for (int i = 0; i < lattice.length; i++) {
                lattice[i] = amplitude * (float) random.nextGaussian();
            }
            addInterpolated(lattice, cells, pixels);
        }
        for (int i = 0; i < pixels.length; i++) {
            pixels[i] = Math.clamp(pixels[i] + 116, 0, 255) - MEANS[i % 3];
        }
        return pixels;
    }

    private static void addInterpolated(float[] lattice, int cells, float[] pixels) {
        for (int y = 0; y < SIDE; y++) {
            for (int x = 0; x < SIDE; x++) {
                int row = y * cells / SIDE;
                int column = x * cells / SIDE;
                float down = (float) y * cells / SIDE - row;
                float right = (float) x * cells / SIDE - column;
                int corner = (row * (cells + 1) + column) * 3;
                for (int channel = 0; channel < 3; channel++) {
                    int at = corner + channel;
                    float above = mix(lattice[at], lattice[at + 3], right);
                    float below = mix(lattice[at + (cells + 1) * 3], lattice[at + (cells + 2) * 3], right);
                    pixels[(y * SIDE + x) * 3 + channel] += mix(above, below, down);
                }
            }
        }
    }

    private static float mix(float a, float b, float t) {
        return a + (b - a) * t;
    }
}
