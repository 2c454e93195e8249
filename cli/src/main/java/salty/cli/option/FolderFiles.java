package salty.cli.option;

import java.nio.file.FileSystems;
import java.nio.file.PathMatcher;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.concurrent.atomic.AtomicLong;

import picocli.CommandLine.Option;

import salty.engine.UserException;
import salty.vision.scan.PathName;
import salty.vision.scan.PictureCandidate;

/** Which files of a folder are scanned, as a mixin; those that were named themselves always are. */
public final class FolderFiles {
    @Option(names = "--exclude", paramLabel = "GLOB", description = "Pass over files of folders whose name, or, with a "
            + "slash in the pattern, whose path is like this; may be repeated.")
    private List<String> excluded = List.of();

    @Option(names = "--strict-files", description = "Give every file of a folder a row, an error if it is no picture, "
            + "and do not merely count what neither is called nor begins like one.")
    private boolean strict;

    /**
     * The files that are looked at.
     *
     * @param passedOver counts the others
     */
    Iterator<PathName> of(Iterator<PathName> folder, AtomicLong passedOver) {
        return new Wanted(folder, patterns(), passedOver);
    }

    private List<PathMatcher> patterns() {
        List<PathMatcher> patterns = new ArrayList<>();
        for (String glob : excluded) {
            try {
                String anywhere = glob.contains("/") ? glob : "**/" + glob;
                patterns.add(FileSystems.getDefault().getPathMatcher("glob:" + anywhere));
            } catch (IllegalArgumentException e) {
                throw new UserException("--exclude " + glob + ": is no pattern (" + e.getMessage() + ")", e);
            }
        }
        return patterns;
    }

    /** For the fingerprint of a scan. */
    String fingerprint() {
        return "excluded=" + String.join("\0", excluded) + " strict=" + strict;
    }

    private final class Wanted implements Iterator<PathName> {
        private final Iterator<PathName> all;
        private final List<PathMatcher> patterns;
        private final AtomicLong passedOver;
        private PathName next;

        Wanted(Iterator<PathName> all, List<PathMatcher> patterns, AtomicLong passedOver) {
            this.all = all;
            this.patterns = patterns;
            this.passedOver = passedOver;
            advance();
        }

        private void advance() {
            next = null;
            while (next == null && all.hasNext()) {
                PathName name = all.next();
                if (isWanted(name)) {
                    next = name;
                } else {
                    passedOver.incrementAndGet();
                }
            }
        }

        private boolean isWanted(PathName name) {
            return patterns.stream().noneMatch(pattern -> pattern.matches(name.toPath()))
                    && (strict || PictureCandidate.is(name));
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
            PathName name = next;
            advance();
            return name;
        }
    }
}
