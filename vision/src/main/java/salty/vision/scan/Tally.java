package salty.vision.scan;

import java.util.EnumMap;
import java.util.Map;
import salty.vision.moderation.Verdict;

/** How many files got which verdict, and the exit status that follows, as of a virus scanner. */
public final class Tally {

    /** Nothing was found. */
    public static final int CLEAN = 0;
    /** Something is to be blocked. */
    public static final int FOUND = 1;
    /** Nothing was found, but some files could not be read or scored. */
    public static final int UNREADABLE = 3;

    private final Map<Verdict, Long> counts = new EnumMap<>(Verdict.class);

    /** Counts a verdict. */
    public void add(Verdict verdict) {
        counts.merge(verdict, 1L, Long::sum);
    }

    /** How many files got a verdict. */
    public long count(Verdict verdict) {
        return counts.getOrDefault(verdict, 0L);
    }

    /** How many files got any. */
    public long total() {
        return counts.values().stream().mapToLong(Long::longValue).sum();
    }

    /**
     * The exit status; something found outweighs something unreadable, as with clamscan.
     *
     * @param strict whether something to review counts as found
     */
    public int status(boolean strict) {
        if (count(Verdict.BLOCK) > 0 || strict && count(Verdict.REVIEW) > 0) {
            return FOUND;
        }
        return count(Verdict.ERROR) > 0 ? UNREADABLE : CLEAN;
    }

    /** {@code 1000 files: 970 safe, 20 review, 7 block, 3 error}. */
    @Override
    public String toString() {
        return total() + (total() == 1 ? " file: " : " files: ") + count(Verdict.SAFE) + " safe, "
                + count(Verdict.REVIEW) + " review, " + count(Verdict.BLOCK) + " block, " + count(Verdict.ERROR)
                + " error";
    }
}
