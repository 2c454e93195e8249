package salty.loader.image;

import java.util.Locale;

/** What lies behind a picture that is not opaque: pages are white or black. */
public enum Backdrop {
    /** The picture is opaque. */
    NONE(0),
    /** A white page. */
    WHITE(255),
    /** A black page. */
    BLACK(0);

    private final int level;

    Backdrop(int level) {
        this.level = level;
    }

    int level() {
        return level;
    }

    /** The name that results use. */
    public String label() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** The backdrop called {@code label}; {@link #NONE} for any other word. */
    public static Backdrop byLabel(String label) {
        return WHITE.label().equals(label) ? WHITE : BLACK.label().equals(label) ? BLACK : NONE;
    }
}
