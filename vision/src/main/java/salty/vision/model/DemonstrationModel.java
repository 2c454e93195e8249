package salty.vision.model;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;

import salty.engine.UserException;
import salty.loader.image.Png;
import salty.vision.drawing.Motif;
import salty.vision.drawing.PictureGenerator;

/**
 * The small network that Salty brings along, so that everything can be seen at work before half a gigabyte is
 * downloaded: {@code pocket}, trained by {@code train_pocket.sh} on the pictures that {@code salty pictures} draws.
 */
public final class DemonstrationModel {
    /** What {@code --model} calls it. */
    public static final String NAME = "pocket";
    /** Of its weights, as {@code salty inspect pocket} prints it. */
    static final String WEIGHTS_SHA256 =
            "82c1d0d89db499828c70c17b914c85d4bdea576d6722d44828ec2e6ae1cd69ce";
    private static final String FILE = "pocket.h5";
    /** The picture that is drawn where none is given: of another seed than those that it learned from. */
    private static final Motif MOTIF = Motif.SPIRAL;
    private static final int NUMBER = 1;
    private static final PictureGenerator PICTURES = new PictureGenerator(2026, 256, true);

    private DemonstrationModel() {}

    /**
     * What is said where it stands in for a model that was not named.
     *
     * @param option the option that would name one; empty where a word of its own does
     */
    public static String notice(String option) {
        return "no " + (option.isEmpty() ? "model" : option) + " given, so this is pocket, the demonstration model of "
                + Motif.values().length + " drawn shapes and textures; for VGG16 run salty download vgg16, then give "
                + (option + " vgg16").strip();
    }

    /** The network as a file: models are mapped, and resources of a jar are no files. It goes when the JVM does. */
    public static Path file() {
        Path file = temporary(FILE);
        try (InputStream in = DemonstrationModel.class.getResourceAsStream(FILE)) {
            Files.copy(in, file);
        } catch (IOException e) {
            throw unwritable(file, e);
        }
        return file;
    }

    /** A picture of what it knows, as a file that goes when the JVM does. */
    public static Path picture() {
        Path file = temporary("drawn-" + MOTIF.label() + ".png");
        try {
            Files.write(file, Png.encode(PICTURES.draw(MOTIF, NUMBER)));
        } catch (IOException e) {
            throw unwritable(file, e);
        }
        return file;
    }

    private static Path temporary(String name) {
        try {
            Path folder = Files.createTempDirectory("salty-");
            folder.toFile().deleteOnExit();
            folder.resolve(name).toFile().deleteOnExit();
            return folder.resolve(name);
        } catch (IOException e) {
            throw unwritable(Path.of(System.getProperty("java.io.tmpdir")), e);
        }
    }

    private static UserException unwritable(Path path, IOException e) {
        return new UserException(path + ": cannot be written (" + e.getMessage()
                + "); name another folder with SALTY_JAVA_OPTS=-Djava.io.tmpdir=DIR", e);
    }
}
