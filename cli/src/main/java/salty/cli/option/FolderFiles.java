package salty.cli.option;

import java.nio.file.FileSystems;
import java.nio.file.PathMatcher;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;

import picocli.CommandLine.Option;

import salty.engine.UserException;
import salty.vision.scan.FilteredNames;
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
        List<PathMatcher> patterns = patterns();
        return new FilteredNames(folder, name -> {
            boolean wanted = patterns.stream().noneMatch(pattern -> pattern.matches(name.toPath()))
                    && (strict || PictureCandidate.is(name));
            if (!wanted) {
                passedOver.incrementAndGet();
            }
            return wanted;
        });
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
}
