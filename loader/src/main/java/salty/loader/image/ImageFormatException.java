package salty.loader.image;

/**
 * A picture, or a tensor in its place, that cannot be read: missing, damaged, too large or of an unknown format.
 *
 * <p>The message is one line that names the file, the fault and, where there is one, the remedy.
 */
public final class ImageFormatException extends RuntimeException {

    /** The message without the name of the file. */
    private final String fault;

    /** A fault of a picture that the caller names. */
    public ImageFormatException(String message) {
        this(message, null);
    }

    ImageFormatException(String message, Throwable cause) {
        this(message, message, cause);
    }

    private ImageFormatException(String message, String fault, Throwable cause) {
        super(message, cause);
        this.fault = fault;
    }

    /** What is wrong, for a place that names the file itself. */
    public String fault() {
        return fault;
    }

    /** This fault, with the name of the file it was found in. */
    ImageFormatException in(String file) {
        return new ImageFormatException(oneLine(file) + ": " + oneLine(getMessage()), oneLine(fault), getCause());
    }

    /** A hostile file name or header must not break out of its line on a terminal or in a log. */
    static String oneLine(String text) {
        StringBuilder line = new StringBuilder(text.length());
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            line.append(Character.isISOControl(c) ? '?' : c);
        }
        return line.toString();
    }
}
