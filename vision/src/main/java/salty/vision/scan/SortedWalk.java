package salty.vision.scan;

import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.Iterator;
import java.util.NoSuchElementException;
import java.util.TreeSet;

/**
 * The files of a folder in the byte order of their whole names, in memory that does not grow with the folder: at most
 * so many names are held a level, and a larger folder is listed again for the next so many.
 *
 * <p>A link to a folder is named but not followed, so no walk is endless. A folder that cannot be listed is named, too:
 * nothing is passed over in silence.
 */
public final class SortedWalk implements Iterator<PathName> {

    private static final int NAMES_HELD = 65_536;

    private final int namesHeld;
    private final boolean recursive;
    private final Deque<Folder> open = new ArrayDeque<>();
    private PathName next;

    /**
     * @param root      a file or a folder
     * @param recursive whether to descend into folders in the folder
     */
    public SortedWalk(PathName root, boolean recursive) {
        this(root, recursive, NAMES_HELD);
    }

    SortedWalk(PathName root, boolean recursive, int namesHeld) {
        this.recursive = recursive;
        this.namesHeld = namesHeld;
        if (Files.isDirectory(root.toPath())) {
            open.push(new Folder(root));
            advance();
        } else {
            next = root;
        }
    }

    @Override
    public boolean hasNext() {
        return next != null;
    }

    @Override
    public PathName next() {
        if (next == null) {
            throw new NoSuchElementException();
        }
        PathName current = next;
        next = null;
        advance();
        return current;
    }

    private void advance() {
        while (next == null && !open.isEmpty()) {
            Folder folder = open.peek();
            byte[] key = folder.next();
            if (folder.unreadable) {
                open.pop();
                next = folder.name;
            } else if (key == null) {
                open.pop();
            } else if (key[key.length - 1] != '/') {
                next = folder.name.child(key);
            } else if (recursive) {
                open.push(new Folder(folder.name.child(Arrays.copyOf(key, key.length - 1))));
            }
        }
    }

    /** A folder's entries. A subfolder's key ends in a slash: so sorted, whole names come out in order, too. */
    private final class Folder {
        private final PathName name;
        private Deque<byte[]> keys = new ArrayDeque<>();
        private byte[] last = {};
        private boolean exhausted;
        private boolean unreadable;

        Folder(PathName name) {
            this.name = name;
        }

        byte[] next() {
            if (keys.isEmpty() && !exhausted) {
                list();
            }
            byte[] key = keys.poll();
            last = key == null ? last : key;
            return key;
        }

        private void list() {
            TreeSet<byte[]> lowest = new TreeSet<>(Arrays::compareUnsigned);
            exhausted = true;
            try (DirectoryStream<Path> entries = Files.newDirectoryStream(name.toPath())) {
                for (Path entry : entries) {
                    byte[] key = key(entry);
                    if (Arrays.compareUnsigned(key, last) > 0) {
                        lowest.add(key);
                        if (lowest.size() > namesHeld) {
                            lowest.pollLast();
                            exhausted = false;
                        }
                    }
                }
            } catch (IOException | DirectoryIteratorException e) {
                unreadable = true;
            }
            keys = new ArrayDeque<>(lowest);
        }

        private static byte[] key(Path entry) {
            byte[] name = PathName.lastPart(entry);
            if (!Files.isDirectory(entry, LinkOption.NOFOLLOW_LINKS)) {
                return name;
            }
            byte[] folder = Arrays.copyOf(name, name.length + 1);
            folder[name.length] = '/';
            return folder;
        }
    }
}
