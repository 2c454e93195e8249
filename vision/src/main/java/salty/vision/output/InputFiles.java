package salty.vision.output;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;

import salty.engine.UserException;

/**
 * What a command reads, which it must not write onto: inputs are only read. Files are compared by what they are (device
 * and inode), not by what they are called, so no link, no {@code ..} and no second mount hides one.
 */
public final class InputFiles {
    /** Of a command that reads no file. */
    public static final InputFiles NONE = new InputFiles();
    /** How the files of pictures begin: PNG, JPEG, GIF, BMP, WebP, TIFF. */
    private static final List<byte[]> PICTURES = List.of("89504e47", "ffd8ff", "47494638", "424d", "52494646",
            "49492a00", "4d4d002a").stream().map(HexFormat.of()::parseHex).toList();

    private final Map<Object, Path> files = new HashMap<>();
    private final Map<Object, Path> folders = new HashMap<>();
    private final Map<Object, Path> trees = new HashMap<>();

    private InputFiles() {}

    /** The inputs that are there; null and what does not exist count for nothing. */
    public static InputFiles of(Path... inputs) {
        InputFiles all = new InputFiles();
        Arrays.stream(inputs).forEach(all::add);
        return all;
    }

    /** Adds files, and for folders the files in them. */
    public InputFiles add(Collection<Path> inputs) {
        inputs.forEach(this::add);
        return this;
    }

    private void add(Path input) {
        Object key = input == null ? null : key(input);
        if (key != null) {
            (Files.isDirectory(input) ? trees : files).put(key, input);
        }
    }

    /** Adds a file whose folder nothing may land in either, so that the next run takes no result for an input. */
    public void addWithFolder(Path file) {
        add(file);
        Path folder = file.toAbsolutePath().getParent();
        Object key = folder == null ? null : key(folder);
        if (key != null && !Files.isDirectory(file)) {
            folders.putIfAbsent(key, folder);
        }
    }

    /**
     * Refuses an output that is one of the files.
     *
     * @param option the option that named it
     * @throws UserException if it is
     */
    public void refuse(Path output, String option) {
        refuseNamed(output, option + " " + output);
    }

    private void refuseNamed(Path output, String named) {
        Path input = files.get(key(output));
        if (input != null) {
            throw new UserException(named + ": is the input " + input
                    + ", and inputs are only read; choose another place");
        }
    }

    /**
     * Refuses an output that is no picture in the place of a picture. A pattern such as {@code -o *.png} names one that
     * is no input.
     *
     * @throws UserException if there is one
     */
    public void refusePicture(Path output, String option) {
        refuse(output, option);
        if (Files.isRegularFile(output)) {
            try (InputStream in = Files.newInputStream(output)) {
                byte[] start = in.readNBytes(8);
                for (byte[] picture : PICTURES) {
                    if (Arrays.equals(start, 0, Math.min(start.length, picture.length), picture, 0, picture.length)) {
                        throw new UserException(option + " " + output
                                + ": is a picture, which would be replaced; choose another place");
                    }
                }
            } catch (IOException e) {
                throw ResultFolder.unwritable(output, option, e);
            }
        }
    }

    /**
     * Refuses a file that would lie in a folder of inputs, however far down in those that are read whole.
     *
     * @param output the file, there or not
     * @param named  what the message calls it
     * @throws UserException if it would
     */
    public void refuseInside(Path output, String named) {
        refuseNamed(output, named);
        try {
            Path folder = real(output.toAbsolutePath().getParent());
            Path direct = folders.get(key(folder));
            if (direct != null) {
                throw inside(named, direct);
            }
            for (Path up = folder; up != null; up = up.getParent()) {
                Path tree = trees.get(key(up));
                if (tree != null) {
                    throw inside(named, tree);
                }
            }
        } catch (IOException e) {
            throw ResultFolder.unwritable(output, e);
        }
    }

    /** A folder without links and steps back, of which the last parts need not be there yet. */
    private static Path real(Path folder) throws IOException {
        Path near = folder;
        while (!Files.exists(near)) {
            near = near.getParent();
        }
        Path real = near.toRealPath();
        return near.getNameCount() == folder.getNameCount() ? real
                : real.resolve(folder.subpath(near.getNameCount(), folder.getNameCount())).normalize();
    }

    private static UserException inside(String named, Path folder) {
        return new UserException(named + ": lies in the scanned folder " + folder
                + "; choose another place");
    }

    /** What tells a file from all others; null if it is not there. */
    private static Object key(Path file) {
        try {
            BasicFileAttributes attributes = Files.readAttributes(file, BasicFileAttributes.class);
            return attributes.fileKey() != null ? attributes.fileKey() : file.toRealPath();
        } catch (IOException e) {
            return null;
        }
    }
}
