package salty.vision.moderation;

import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * What people decided about single pictures, known by the SHA-256 of their bytes so that a renamed or copied picture is
 * still covered and a changed one no longer is.
 */
public final class Overrides {

    private static final Pattern SHA256 = Pattern.compile("[0-9a-f]{64}");

    /**
     * The trace that an override leaves.
     *
     * @param was the verdict that the policy had given
     * @param by  the list and the line in it, {@code allow.sha256:3}
     */
    public record Trace(Verdict was, String by) {
    }

    private record Decision(Verdict verdict, String by) {
    }

    private final Map<String, Decision> decisions = new HashMap<>();

    /**
     * Adds a list of pictures to let pass: a line a picture, starting with the hash as {@code sha256sum} prints it.
     * Empty lines and lines that start with {@code #} are skipped.
     *
     * @param content the list, UTF-8
     * @param name    what messages and traces call it
     * @throws IllegalArgumentException naming the first line that is no hash
     */
    public Overrides allow(byte[] content, String name) {
        each(content, name, (fields, place) -> put(fields[0], Verdict.SAFE, place), "\\s+");
        return this;
    }

    /**
     * Adds a list of verdicts: lines {@code sha256,verdict[,note]}.
     *
     * @param content the list, UTF-8
     * @param name    what messages and traces call it
     * @throws IllegalArgumentException naming the first line that is none
     */
    public Overrides override(byte[] content, String name) {
        each(content, name, (fields, place) -> {
            if (fields.length < 2) {
                throw new IllegalArgumentException(place + ": expected sha256,verdict");
            }
            put(fields[0], verdict(fields[1].strip(), place), place);
        }, ",");
        return this;
    }

    private interface Line {
        void take(String[] fields, String place);
    }

    private static void each(byte[] content, String name, Line action, String separator) {
        String[] lines = new String(content, StandardCharsets.UTF_8).split("\r\n|\n|\r", -1);
        for (int i = 0; i < lines.length; i++) {
            String line = (i == 0 && lines[0].startsWith("\ufeff") ? lines[0].substring(1) : lines[i]).strip();
            if (!line.isEmpty() && !line.startsWith("#")) {
                action.take(line.split(separator), name + ":" + (i + 1));
            }
        }
    }

    private static Verdict verdict(String text, String place) {
        return switch (text.toUpperCase(Locale.ROOT)) {
            case "SAFE" -> Verdict.SAFE;
            case "REVIEW" -> Verdict.REVIEW;
            case "BLOCK" -> Verdict.BLOCK;
            default -> throw new IllegalArgumentException(place + ": a verdict is safe, review or block, not the "
                    + text.length() + " characters there");
        };
    }

    private void put(String hash, Verdict verdict, String place) {
        // sha256sum marks a line whose file name it had to escape with a backslash.
        String key = (hash.startsWith("\\") ? hash.substring(1) : hash).strip().toLowerCase(Locale.ROOT);
        if (!SHA256.matcher(key).matches()) {
            throw new IllegalArgumentException(place + ": does not start with a SHA-256 hash (64 hexadecimal digits)");
        }
        decisions.put(key, new Decision(verdict, place));
    }

    /**
     * The verdict that stands after people had their say.
     *
     * @param sha256 of the picture's bytes, in lower case
     * @param given  the policy's verdict; an {@code ERROR} stays one, for nobody has seen what cannot be read
     */
    public Verdict verdict(String sha256, Verdict given) {
        return trace(sha256, given).isPresent() ? decisions.get(sha256).verdict() : given;
    }

    /** The trace of an override of this verdict; empty if none applies. */
    public Optional<Trace> trace(String sha256, Verdict given) {
        Decision decision = decisions.get(sha256);
        return given == Verdict.ERROR || decision == null ? Optional.empty()
                : Optional.of(new Trace(given, decision.by()));
    }
}
