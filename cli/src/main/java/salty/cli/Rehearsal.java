package salty.cli;

import java.util.ArrayList;
import java.util.List;

/**
 * Runs several commands in one process. The launcher has the JVM record one such process and makes the archive from
 * it that later processes start from (JEP 483).
 */
final class Rehearsal {
    private static final String SEPARATOR = "--then";

    private Rehearsal() {
    }

    /**
     * Runs the commands one after the other and exits with the status of the first that fails.
     *
     * @param args their words, {@code --then} between one command and the next
     */
    public static void main(String[] args) {
        List<String> words = new ArrayList<>();
        for (String word : args) {
            if (word.equals(SEPARATOR)) {
                run(words);
                words.clear();
            } else {
                words.add(word);
            }
        }
        run(words);
    }

    private static void run(List<String> words) {
        int status = Salty.run(words.toArray(String[]::new));
        if (status != 0) {
            System.exit(status);
        }
    }
}
