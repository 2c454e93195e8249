package salty.cli.console;

/** Text for terminals. */
public final class Printable {
    private Printable() {}

    /** The text with a question mark for each control character, and each that turns the writing direction. */
    public static String text(String text) {
        StringBuilder line = new StringBuilder(text.length());
        text.codePoints().forEach(c -> line.appendCodePoint(drives(c) ? '?' : c));
        return line.toString();
    }

    private static boolean drives(int c) {
        return Character.isISOControl(c) || c >= 0x202a && c <= 0x202e || c >= 0x2066 && c <= 0x2069 || c == 0x2028
                || c == 0x2029;
    }
}
