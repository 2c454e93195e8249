package salty.cli.plot;

/** Text inside HTML and SVG. */
public final class Html {
    private Html() {}

    /** The text with the characters that mean something to a parser made harmless. */
    public static String escape(String text) {
        return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;").replace("\"", "&quot;");
    }
}
