package salty.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

import salty.loader.image.Png;
import salty.vision.drawing.Motif;
import salty.vision.drawing.PictureGenerator;

/** Folders of drawn pictures, a class each, in which a class may be of several motifs. */
public final class DrawnFolders {
    private static final int SIZE = 64;

    private DrawnFolders() {}

    /** The generator of a seed. */
    public static PictureGenerator generator(long seed) {
        return new PictureGenerator(seed, SIZE, false);
    }

    /** Draws pictures 0 to {@code count} of each motif into a folder, as {@code star-0.png}. */
    public static void draw(Path folder, long seed, int count, Motif... motifs) throws IOException {
        Files.createDirectories(folder);
        for (Motif motif : motifs) {
            for (int i = 0; i < count; i++) {
                Files.write(folder.resolve(motif.label() + "-" + i + ".png"),
                        Png.encode(generator(seed).draw(motif, i)));
            }
        }
    }
}
