package salty.cli.plot;

import java.util.List;
import java.util.Locale;

/** One SVG element under construction (W3C, Scalable Vector Graphics 2). Lengths are in its own units. */
final class Svg {
    /** Where a text is anchored. */
    enum Anchor { START, MIDDLE, END }

    private final StringBuilder text = new StringBuilder();

    /**
     * Begins a picture.
     *
     * @param title what it shows, for those who cannot see it
     */
    Svg(double width, double height, String title) {
        add("<svg viewBox=\"0 0 %s %s\" role=\"img\"><title>%s</title>", number(width), number(height),
                Html.escape(title));
    }

    void line(String style, double x1, double y1, double x2, double y2) {
        add("<line class=\"%s\" x1=\"%s\" y1=\"%s\" x2=\"%s\" y2=\"%s\"/>", style, number(x1), number(y1), number(x2),
                number(y2));
    }

    /** A rectangle with a hint. */
    void rectangle(String style, double[] box, double opacity, String hint) {
        add("<rect class=\"%s\" x=\"%s\" y=\"%s\" width=\"%s\" height=\"%s\" opacity=\"%s\"><title>%s</title></rect>",
                style, number(box[0]), number(box[1]), number(box[2]), number(box[3]), number(opacity),
                Html.escape(hint));
    }

    /** A disc with a hint. */
    void disc(String style, double x, double y, double radius, String hint) {
        add("<circle class=\"%s\" cx=\"%s\" cy=\"%s\" r=\"%s\"><title>%s</title></circle>", style, number(x), number(y),
                number(radius), Html.escape(hint));
    }

    /** Joined points; one that follows at the same place, to a hundredth, is left out. */
    void path(String style, List<double[]> points) {
        StringBuilder path = new StringBuilder();
        String last = "";
        for (double[] point : points) {
            String place = number(point[0]) + " " + number(point[1]);
            if (!place.equals(last)) {
                path.append(path.isEmpty() ? "M" : "L").append(place);
            }
            last = place;
        }
        add("<path class=\"%s\" d=\"%s\"/>", style, path);
    }

    void text(String style, double x, double y, Anchor anchor, String words) {
        text(style, x, y, anchor, 0, words);
    }

    /** A text turned by some degrees about its anchor. */
    void text(String style, double x, double y, Anchor anchor, int turn, String words) {
        String turned = turn == 0 ? ""
                : String.format(Locale.ROOT, " transform=\"rotate(%d %s %s)\"", turn, number(x), number(y));
        add("<text class=\"%s\" x=\"%s\" y=\"%s\" text-anchor=\"%s\"%s>%s</text>", style, number(x), number(y),
                anchor.name().toLowerCase(Locale.ROOT), turned, Html.escape(words));
    }

    /** The whole element. */
    String end() {
        return text + "</svg>";
    }

    private void add(String format, Object... arguments) {
        text.append(String.format(Locale.ROOT, format, arguments));
    }

    /** A length to a hundredth, without needless digits. */
    private static String number(double value) {
        String number = String.format(Locale.ROOT, "%.2f", value);
        return number.contains(".") ? number.replaceAll("0+$", "").replaceAll("\\.$", "") : number;
    }
}
