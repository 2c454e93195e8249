package salty.vision.output;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

import salty.engine.UserException;

/**
 * A folder whose files appear together: they are written into a hidden folder inside it and moved when all are there,
 * so that a run that fails or is interrupted leaves the results of the run before, and a folder that it made is gone
 * again. While one run has the folder, another is refused.
 */
public final class ResultFolder implements AutoCloseable {
    private final Path folder;
    private final InputFiles inputs;
    private final Path staging;
    private final Leftovers.Entry unfinished;
    private final OutputLock lock;
    /** The files written so far, by their path relative to the folder. */
    private final Map<String, Path> written = new LinkedHashMap<>();
    private volatile boolean complete;

    private ResultFolder(Path folder, InputFiles inputs, Path staging, Deque<Path> created, OutputLock lock) {
        this.folder = folder;
        this.inputs = inputs;
        this.staging = staging;
        this.lock = lock;
        this.unfinished = Leftovers.add(staging, () -> {
            if (!complete) {
                removeEmpty(created);
            }
        });
    }

    /**
     * Makes the folder, where it does not exist, and makes sure that it can be written.
     *
     * @param inputs what no file in it may replace
     * @throws UserException if it cannot, or another run has it
     */
    public static ResultFolder open(Path folder, InputFiles inputs) {
        Deque<Path> created = new ArrayDeque<>();
        OutputLock lock = null;
        try {
            for (Path at = folder.toAbsolutePath(); at != null && !Files.exists(at); at = at.getParent()) {
                created.push(at);
            }
            Files.createDirectories(folder);
            lock = OutputLock.of(folder.resolve("salty"));
            return new ResultFolder(folder, inputs, Files.createTempDirectory(folder, ".salty-"), created, lock);
        } catch (IOException | UserException e) {
            if (lock != null) {
                lock.close();
            }
            removeEmpty(created);
            throw e instanceof UserException known ? known : unwritable(folder, (IOException) e);
        }
    }

    /** Adds a file. */
    public void write(String name, byte[] content) {
        inputs.refuse(folder.resolve(name), "-o");
        Path file = staging.resolve(name);
        try {
            Files.createDirectories(file.getParent());
            Files.write(file, content);
            written.put(name, file);
        } catch (IOException e) {
            throw unwritable(folder.resolve(name), e);
        }
    }

    /** Whether a file of this name was added. */
    public boolean has(String name) {
        return written.containsKey(name);
    }

    /**
     * Puts the files in their place.
     *
     * @param old the names of an earlier run's files; those that were not written anew are deleted
     * @return the files, in the order in which they were written
     */
    public List<Path> complete(Set<String> old) {
        List<Path> files = new ArrayList<>();
        old.forEach(name -> inputs.refuse(folder.resolve(name), "-o"));
        try {
            for (Map.Entry<String, Path> entry : written.entrySet()) {
                Path target = folder.resolve(entry.getKey());
                Files.createDirectories(target.getParent());
                Files.move(entry.getValue(), ResultFile.place(target), StandardCopyOption.REPLACE_EXISTING);
                files.add(target);
            }
            for (String name : old) {
                if (!written.containsKey(name)) {
                    Files.deleteIfExists(folder.resolve(name));
                }
            }
        } catch (IOException e) {
            throw unwritable(folder, e);
        }
        complete = true;
        return files;
    }

    /** Removes what was not completed. */
    @Override
    public void close() {
        lock.close();
        unfinished.remove();
    }

    /** Removes folders, the last one first; one that is not empty ends it. */
    private static void removeEmpty(Deque<Path> folders) {
        while (!folders.isEmpty()) {
            try {
                Files.deleteIfExists(folders.removeLast());
            } catch (IOException e) {
                return;
            }
        }
    }

    /** The failure to write a file or folder that {@code -o} named, in one line. */
    public static UserException unwritable(Path path, IOException e) {
        return unwritable(path, "-o", e);
    }

    /** The failure to write a file or folder, in one line that says which option names another. */
    public static UserException unwritable(Path path, String option, IOException e) {
        String reason = switch (e) {
            case AccessDeniedException _ -> "permission denied";
            case FileAlreadyExistsException _ -> "there is a file in the place of a folder";
            case NoSuchFileException _ -> "its folder is not there";
            case FileSystemException f when f.getReason() != null -> f.getReason().toLowerCase(Locale.ROOT);
            default -> e.getMessage();
        };
        return new UserException(path + ": cannot be written (" + reason + "); choose another place with " + option, e);
    }
}
