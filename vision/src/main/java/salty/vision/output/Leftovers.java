package salty.vision.output;

import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.LinkedHashSet;
import java.util.Set;

/** Files and folders that must not outlive the run, though it be told to stop: each is removed when its use ends. */
final class Leftovers {
    private static final Set<Entry> ALL = new LinkedHashSet<>();

    static {
        Runtime.getRuntime().addShutdownHook(new Thread(Leftovers::removeAll, "remove unfinished results"));
    }

    private Leftovers() {}

    /** What is to be removed. */
    static final class Entry {
        private final Path path;
        private final Runnable afterwards;

        private Entry(Path path, Runnable afterwards) {
            this.path = path;
            this.afterwards = afterwards;
        }

        /** Removes it, with all that it holds. */
        void remove() {
            synchronized (ALL) {
                if (ALL.remove(this)) {
                    clear();
                }
            }
        }

        private void clear() {
            removeTree(path);
            afterwards.run();
        }
    }

    static Entry add(Path path) {
        return add(path, () -> {});
    }

    /**
     * Takes note of a file or folder.
     *
     * @param afterwards what else is to be undone once it is gone
     */
    static Entry add(Path path, Runnable afterwards) {
        Entry entry = new Entry(path, afterwards);
        synchronized (ALL) {
            ALL.add(entry);
        }
        return entry;
    }

    private static void removeAll() {
        synchronized (ALL) {
            ALL.forEach(Entry::clear);
            ALL.clear();
        }
    }

    /** As far as it can be removed: what cannot is hidden, and no reason to call the result wrong. */
    private static void removeTree(Path root) {
        try {
            Files.walkFileTree(root, new SimpleFileVisitor<>() {
                @Override
                public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
                    Files.deleteIfExists(file);
                    return FileVisitResult.CONTINUE;
                }

                @Override
                public FileVisitResult visitFileFailed(Path file, IOException e) {
                    return FileVisitResult.CONTINUE;
                }

                @Override
                public FileVisitResult postVisitDirectory(Path folder, IOException e) throws IOException {
                    Files.deleteIfExists(folder);
                    return FileVisitResult.CONTINUE;
                }
            });
        } catch (IOException e) {
            // Stays behind.
        }
    }
}
