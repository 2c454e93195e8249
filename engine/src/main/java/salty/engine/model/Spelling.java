package salty.engine.model;

import java.util.Collection;
import java.util.Comparator;
import java.util.Optional;
import java.util.stream.Collectors;

/** What someone meant who wrote a name that does not exist. */
public final class Spelling {
    private static final int LISTED = 12;

    private Spelling() {}

    /** The name with the least {@link #distance}, if at least half of it is right. */
    public static Optional<String> nearest(String wanted, Collection<String> names) {
        return names.stream().min(Comparator.comparingInt(name -> distance(wanted, name)))
                .filter(name -> 2 * distance(wanted, name) <= name.length());
    }

    /** What to try instead, for the end of a message: the nearest name, or where none is near those there are. */
    public static String remedy(String wanted, Collection<String> names) {
        return nearest(wanted, names).map(name -> "did you mean '" + name + "'?")
                .orElseGet(() -> "there are " + listed(names));
    }

    /** The names, of many the first dozen. */
    public static String listed(Collection<String> names) {
        String first = names.stream().limit(LISTED).collect(Collectors.joining(", "));
        return names.size() <= LISTED ? first : first + ", ... (" + names.size() + " in all)";
    }

    /**
     * Damerau's and Levenshtein's distance: the fewest insertions, deletions, replacements and swaps of neighbours that
     * turn one text into the other.
     */
    public static int distance(String a, String b) {
        int[][] d = new int[a.length() + 1][b.length() + 1];
        for (int i = 0; i <= a.length(); i++) {
            for (int j = 0; j <= b.length(); j++) {
                if (i == 0 || j == 0) {
                    d[i][j] = i + j;
                    continue;
                }
                int replaced = d[i - 1][j - 1] + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
                d[i][j] = Math.min(replaced, 1 + Math.min(d[i - 1][j], d[i][j - 1]));
                if (i > 1 && j > 1 && a.charAt(i - 1) == b.charAt(j - 2) && a.charAt(i - 2) == b.charAt(j - 1)) {
                    d[i][j] = Math.min(d[i][j], d[i - 2][j - 2] + 1);
                }
            }
        }
        return d[a.length()][b.length()];
    }
}
