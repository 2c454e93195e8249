package salty.cli.option;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;

import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

import salty.engine.UserException;
import salty.loader.image.RegularFile;
import salty.vision.output.InputFiles;
import salty.vision.scan.FilteredNames;
import salty.vision.scan.FlaggedPictures;
import salty.vision.scan.ImageSource;
import salty.vision.scan.MergedNames;
import salty.vision.scan.PathList;
import salty.vision.scan.PathName;
import salty.vision.scan.Shard;
import salty.vision.scan.SortedWalk;

/** What is to be scanned, as a mixin. Lists are read here and not by the command line's parser: names are bytes. */
public final class ScanInputs {
    private static final String STDIN_LIST = "@-";

    @Parameters(arity = "1..*", paramLabel = "PATH",
            description = "Pictures and folders; @FILE is a list of pictures, a line each or ended by zero bytes; - is "
                    + "one picture on stdin, @- a list there.")
    private List<String> paths;

    @Option(names = {"-r", "--recursive"}, description = "Descend into folders.")
    private boolean recursive;

    @Option(names = "--shard", paramLabel = "K/N",
            description = "Scan the K-th of N parts, by a hash of the names; salty merge puts results together.")
    private String shard;

    @Mixin
    private FolderFiles chosen;

    @Option(names = "--max-list-bytes", paramLabel = "N", defaultValue = "67108864",
            description = "Refuse longer lists (default: ${DEFAULT-VALUE}).")
    private int maxListBytes;

    private List<List<PathName>> lists;
    private Set<Path> own;
    private InputFiles files;

    /** The words of a command line, lists of {@code scan} kept from the parser, which would take them apart. */
    public static String[] ownLists(String[] args) {
        boolean scan = args.length > 0 && args[0].equals("scan");
        String[] words = args.clone();
        for (int i = 0; i < words.length; i++) {
            words[i] = scan && words[i].startsWith("@") ? "@" + words[i] : words[i];
        }
        return words;
    }

    /**
     * Reads the lists; once, for stdin can be read no second time.
     *
     * @param results files that the scan writes: where they lie in a scanned folder they are passed over
     */
    public void readLists(List<Path> results) {
        own = new HashSet<>();
        results.forEach(file -> own.add(file.toAbsolutePath()));
        if (paths.contains("-") && paths.contains(STDIN_LIST)) {
            throw new UserException("- and " + STDIN_LIST + ": stdin is either a picture or a list");
        }
        OptionCheck.atLeast(1, "--max-list-bytes", maxListBytes);
        lists = new ArrayList<>();
        for (String path : paths) {
            if (path.startsWith("@")) {
                lists.add(PathList.parse(path.equals(STDIN_LIST) ? standardInput(maxListBytes, "--max-list-bytes")
                        : RegularFile.readNamed(Path.of(path.substring(1)), maxListBytes, "--max-list-bytes")));
            }
        }
    }

    /** All bytes of stdin. */
    private static byte[] standardInput(int maxBytes, String option) {
        try {
            byte[] bytes = System.in.readNBytes(maxBytes);
            if (bytes.length == maxBytes && System.in.read() >= 0) {
                throw new IllegalArgumentException("stdin has more than " + maxBytes + " bytes (" + option + ")");
            }
            return bytes;
        } catch (IOException e) {
            throw new IllegalArgumentException("stdin cannot be read (" + e.getMessage() + ")", e);
        }
    }

    /** The names of the files, sorted, each once; walks anew each time. */
    public Iterator<PathName> names() {
        return names(new AtomicLong());
    }

    /**
     * The same.
     *
     * @param passedOver counts the files of folders that are no pictures, or excluded
     */
    public Iterator<PathName> names(AtomicLong passedOver) {
        List<Iterator<PathName>> sequences = new ArrayList<>();
        for (String path : paths) {
            if (path.equals("-")) {
                sequences.add(List.of(PathName.STANDARD_INPUT).iterator());
            } else if (!path.startsWith("@")) {
                PathName root = PathName.ofText(path);
                Iterator<PathName> walk = new SortedWalk(root, recursive);
                sequences.add(Files.isDirectory(root.toPath()) ? chosen.of(walk, passedOver) : walk);
            }
        }
        lists.forEach(list -> sequences.add(list.iterator()));
        Shard part = part();
        return new FilteredNames(new MergedNames(sequences), name -> part.has(name) && !isOwn(name));
    }

    /** Folders that hold no picture, though folders in them may, since nobody asked to descend. */
    public List<String> undescended() {
        List<String> found = new ArrayList<>();
        for (String path : recursive ? List.<String>of() : paths) {
            if (!path.startsWith("@") && Files.isDirectory(PathName.ofText(path).toPath())) {
                try (Stream<Path> entries = Files.list(PathName.ofText(path).toPath())) {
                    if (entries.anyMatch(Files::isDirectory)) {
                        found.add(path);
                    }
                } catch (IOException e) {
                    // It has a row that says so.
                }
            }
        }
        return found;
    }

    /** The part of a scan that this is. */
    Shard part() {
        try {
            return shard == null ? Shard.ALL : Shard.parse(shard);
        } catch (IllegalArgumentException e) {
            throw new UserException(e.getMessage(), e);
        }
    }

    /** Reads pictures from files and, once, the one on stdin: an explanation asks for it again. */
    public ImageSource source(int maxBytes) {
        byte[][] piped = new byte[1][];
        return name -> {
            if (!name.equals(PathName.STANDARD_INPUT)) {
                if (Files.isDirectory(name.toPath()) && !Files.isReadable(name.toPath())) {
                    throw new IllegalArgumentException("is a folder that may not be listed: no permission");
                }
                return RegularFile.read(name.toPath(), maxBytes, "--max-image-bytes");
            }
            synchronized (piped) {
                piped[0] = piped[0] == null ? standardInput(maxBytes, "--max-image-bytes") : piped[0];
                return piped[0];
            }
        };
    }

    /** What is scanned, so that no result lands on it, or in it, where the next scan would take it for a picture. */
    public InputFiles files() {
        if (files == null) {
            files = InputFiles.of();
            for (String path : paths) {
                if (path.startsWith("@")) {
                    files.add(List.of(Path.of(path.substring(1))));
                } else if (!path.equals("-")) {
                    add(PathName.ofText(path).toPath());
                }
            }
            lists.forEach(list -> list.forEach(name -> add(name.toPath())));
        }
        return files;
    }

    private void add(Path path) {
        if (Files.isDirectory(path)) {
            files.add(List.of(path));
        } else {
            files.addWithFolder(path);
        }
    }

    /** Refuses a folder of results of which some would land among what is scanned. */
    public void refuseInside(Path folder, String option) {
        String named = option + " " + folder;
        files().refuseInside(folder.resolve("any"), named);
        for (String path : paths) {
            if (!path.startsWith("@") && !path.equals("-")) {
                refuseResults(folder, PathName.ofText(path), named);
            }
        }
        lists.forEach(list -> list.forEach(name -> refuseResults(folder, name, named)));
    }

    private void refuseResults(Path folder, PathName scanned, String named) {
        boolean many = Files.isDirectory(scanned.toPath());
        files.refuseInside(FlaggedPictures.target(folder, scanned, many ? "/any" : ".any"), named);
    }

    /** The words themselves, for the fingerprint of a scan. */
    public String fingerprint() {
        return "paths=" + String.join("\0", paths) + " recursive=" + recursive + " shard=" + part() + " "
                + chosen.fingerprint();
    }

    /** The folder of a scan's own file may go by another name. */
    private boolean isOwn(PathName name) {
        for (Path file : own) {
            if (name.text().endsWith(file.getFileName().toString()) && isSame(name.toPath(), file)) {
                return true;
            }
        }
        return false;
    }

    private static boolean isSame(Path file, Path other) {
        try {
            return file.getFileName().equals(other.getFileName())
                    && Files.isSameFile(file.toAbsolutePath().getParent(), other.getParent());
        } catch (IOException e) {
            return false;
        }
    }
}
