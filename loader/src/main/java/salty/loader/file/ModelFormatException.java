package salty.loader.file;

import java.nio.file.Path;

/**
 * A model file that cannot be used: damaged, of another format, or holding something that Salty does not run.
 *
 * <p>The message is one line, {@code FILE: PLACE: what is wrong; what to do}. Commands print it as it is, and no other
 * exception leaves the loader because of what a file holds.
 */
public final class ModelFormatException extends RuntimeException {

    private static final int LONGEST_PLACE = 240;
    private static final int LONGEST_FAULT = 600;

    /** The file's name as the caller gave it. */
    private final String file;

    /**
     * @param file  the file's name
     * @param place the layer, weight or member concerned; empty if the whole file is
     * @param what  what is wrong and what to do about it, without a final full stop
     */
    public ModelFormatException(String file, String place, String what) {
        this(file, place, what, null);
    }

    /** As {@link #ModelFormatException(String, String, String)}, with the failure that was met. */
    public ModelFormatException(String file, String place, String what, Throwable cause) {
        super(oneLine(file + ": " + (place.isEmpty() ? "" : shortened(place, LONGEST_PLACE) + ": ")
                + shortened(what, LONGEST_FAULT)), cause);
        this.file = file;
    }

    /** A failure that concerns the file as a whole. */
    public static ModelFormatException of(Path file, String what) {
        return new ModelFormatException(file.toString(), "", what);
    }

    /** The file's name as the caller gave it. */
    public String file() {
        return file;
    }

    /** A name in a file may be as long as the file; its beginning and its end are told. */
    private static String shortened(String text, int longest) {
        int end = longest / 3;
        return text.length() <= longest ? text
                : text.substring(0, longest - end) + " ... " + text.substring(text.length() - end);
    }

    /** Names come from the file: control characters in them must not reach a terminal or break a log's line. */
    private static String oneLine(String message) {
        StringBuilder line = new StringBuilder(message.length());
        message.codePoints()
                .forEach(c -> line.appendCodePoint(Character.isISOControl(c) || c == 0x2028 || c == 0x2029 ? '?' : c));
        return line.toString();
    }
}
