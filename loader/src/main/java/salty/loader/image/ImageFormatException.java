package salty.loader.image;

/**
 * A picture, or a tensor in its place, that cannot be read: missing, damaged, too large or of an unknown format.
 *
 * <p>The message is one line that names the file, the fault and, where there is one, the remedy.
 */
public final class ImageFormatException extends RuntimeException {

    ImageFormatException(String message) {
        super(message);
    }

    ImageFormatException(String message, Throwable cause) {
        super(message, cause);
    }

    /** This fault, with the name of the file it was found in. */
    ImageFormatException in(String file) {
        return new ImageFormatException(oneLine(file) + ": " + oneLine(getMessage()), getCause());
    }

    /** A hostile file name or header must not break out of its line on a terminal or in a log. */
    private static String oneLine(String text) {
        StringBuilder line = new StringBuilder(text.length());
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            line.append(Character.isISOControl(c) ? '?' : c);
        }
        return line.toString();
    }
}
