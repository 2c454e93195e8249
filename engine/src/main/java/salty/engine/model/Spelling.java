package salty.engine.model;

import java.util.Collection;
import java.util.Comparator;
import java.util.Optional;

/** What someone meant who wrote a name that does not exist. */
public final class Spelling {
    private Spelling() {}

    /** The name that takes the fewest insertions, deletions and replacements to get to; none only if there are none. */
    public static Optional<String> nearest(String wanted, Collection<String> names) {
        return names.stream().min(Comparator.comparingInt(name -> distance(wanted, name)));
    }

    /** Levenshtein's distance: the fewest insertions, deletions and replacements that turn one text into the other. */
    public static int distance(String a, String b) {
        int[] row = new int[b.length() + 1];
        for (int j = 0; j <= b.length(); j++) {
            row[j] = j;
        }
        for (int i = 1; i <= a.length(); i++) {
            int diagonal = row[0];
            row[0] = i;
            for (int j = 1; j <= b.length(); j++) {
                int replaced = diagonal + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
                diagonal = row[j];
                row[j] = Math.min(replaced, 1 + Math.min(row[j], row[j - 1]));
            }
        }
        return row[b.length()];
    }
}
