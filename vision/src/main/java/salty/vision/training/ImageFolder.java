package salty.vision.training;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import salty.engine.graph.Shape;
import salty.loader.file.Sha256;
import salty.loader.image.Crop;
import salty.loader.image.FloatImage;
import salty.loader.image.ImageDecoder;
import salty.loader.image.ImageFormatException;
import salty.loader.image.ImagePipeline;
import salty.loader.image.Preprocessing;
import salty.loader.image.Resize;
import salty.loader.image.RgbImage;

/**
 * Pictures in folders, a folder a class, as {@code flow_from_directory} has them.
 *
 * @param classes    the folders' names, in the order of labels
 * @param examples   all readable pictures, sorted by class and path
 * @param unreadable what could not be read, each in one line that names the file
 */
public record ImageFolder(List<String> classes, List<Example> examples, List<String> unreadable) {
    public ImageFolder {
        classes = List.copyOf(classes);
        examples = List.copyOf(examples);
        unreadable = List.copyOf(unreadable);
    }

    /**
     * How pictures are read.
     *
     * @param decoder  for the files
     * @param pipeline how they are cropped and brought to size
     * @param size     the network's input, {@code (n, h, w, c)}; with one channel pictures become grey
     */
    public record Reading(ImageDecoder decoder, ImagePipeline pipeline, Shape size) {
        /** Reads whole pictures. */
        public Reading(ImageDecoder decoder, Resize resize, Shape size) {
            this(decoder, new ImagePipeline(Crop.NONE, resize, Preprocessing.NONE), size);
        }

        private FloatImage picture(byte[] bytes, String file) throws ImageFormatException {
            RgbImage decoded = decoder.decode(bytes, file);
            return pipeline.resized(decoded, size.dim(1), size.dim(2), size.dim(3));
        }
    }

    /**
     * Reads all pictures below a folder.
     *
     * @param wanted the classes, in the order of labels; empty takes every subfolder, sorted
     * @throws IllegalArgumentException if there are fewer than two classes, or one without a readable picture
     */
    public static ImageFolder read(Path folder, List<String> wanted, Reading reading) {
        if (!Files.isDirectory(folder)) {
            throw new IllegalArgumentException(folder + ": is no folder; give one with a subfolder for each class");
        }
        List<String> classes = wanted.isEmpty() ? subfolders(folder) : wanted;
        if (classes.size() < 2) {
            throw new IllegalArgumentException(folder + ": has " + (classes.isEmpty() ? "no class"
                    : "the one class " + classes.getFirst()) + "; training needs a folder for each of two or more");
        }
        List<Path> files = new ArrayList<>();
        List<Integer> labels = new ArrayList<>();
        for (int label = 0; label < classes.size(); label++) {
            for (Path file : files(folder.resolve(classes.get(label)))) {
                files.add(file);
                labels.add(label);
            }
        }
        Object[] read = new Object[files.size()];
        IntStream.range(0, read.length).parallel().forEach(i -> read[i] = read(files.get(i), labels.get(i), reading));
        List<Example> examples = new ArrayList<>();
        List<String> unreadable = new ArrayList<>();
        for (Object result : read) {
            if (result instanceof Example example) {
                examples.add(example);
            } else {
                unreadable.add((String) result);
            }
        }
        for (int label = 0; label < classes.size(); label++) {
            int wantedLabel = label;
            if (examples.stream().noneMatch(example -> example.label() == wantedLabel)) {
                throw new IllegalArgumentException(folder.resolve(classes.get(label))
                        + ": has no readable picture of class " + classes.get(label));
            }
        }
        return new ImageFolder(classes, examples, unreadable);
    }

    /** How many examples each class has. */
    public int[] counts() {
        int[] counts = new int[classes.size()];
        examples.forEach(example -> counts[example.label()]++);
        return counts;
    }

    private static List<String> subfolders(Path folder) {
        try (Stream<Path> children = Files.list(folder)) {
            return children.filter(Files::isDirectory).map(child -> child.getFileName().toString())
                    .filter(name -> !name.startsWith(".")).sorted().toList();
        } catch (IOException e) {
            throw new IllegalArgumentException(folder + ": cannot be listed (" + e.getMessage() + ")", e);
        }
    }

    private static List<Path> files(Path folder) {
        if (!Files.isDirectory(folder)) {
            throw new IllegalArgumentException(folder + ": is no folder; each class needs one of its name");
        }
        try (Stream<Path> files = Files.walk(folder)) {
            return files.filter(Files::isRegularFile).filter(file -> !file.getFileName().toString().startsWith("."))
                    .sorted().toList();
        } catch (IOException | UncheckedIOException e) {
            throw new IllegalArgumentException(folder + ": cannot be listed (" + e.getMessage() + ")", e);
        }
    }

    /** An example, or the line that says why there is none. */
    private static Object read(Path file, int label, Reading reading) {
        try {
            byte[] bytes = Files.readAllBytes(file);
            return Example.of(file, label, Sha256.hex(bytes), reading.picture(bytes, file.toString()));
        } catch (ImageFormatException e) {
            return e.getMessage();
        } catch (IOException e) {
            return file + ": cannot be read (" + e.getMessage() + ")";
        }
    }
}
