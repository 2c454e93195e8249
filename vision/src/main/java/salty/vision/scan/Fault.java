package salty.vision.scan;

import java.util.Locale;
import salty.loader.image.ImageFormatException;

/**
 * The one boundary of a scan: whatever reading or scoring a file throws, errors of the virtual machine included,
 * becomes one line for that file's record, and the next file goes on.
 */
public final class Fault {

    private static final int LONGEST = 500;

    private Fault() {
    }

    /** What went wrong in one printable line, without the name of the file. */
    public static String line(Throwable thrown) {
        String message = switch (thrown) {
            case ImageFormatException e -> e.fault();
            case ArithmeticException e -> e.getMessage();
            case IllegalArgumentException e when e.getMessage() != null -> e.getMessage();
            case OutOfMemoryError _ -> "needs more memory than this JVM may use; raise it with -Xmx";
            case StackOverflowError _ -> "damaged: its structure contains itself";
            default -> "cannot be read (" + thrown.getClass().getSimpleName().toLowerCase(Locale.ROOT)
                    + (thrown.getMessage() == null ? "" : ": " + thrown.getMessage()) + ")";
        };
        return printable(message == null ? "cannot be read" : message);
    }

    private static String printable(String message) {
        StringBuilder line = new StringBuilder();
        message.codePoints().limit(LONGEST).forEach(c ->
                line.appendCodePoint(Character.isISOControl(c) || c == 0x2028 || c == 0x2029 ? '?' : c));
        return line.toString();
    }
}
