package salty.cli.plot;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** A chart whose axes both go from 0 to 1: rates, shares, probabilities. */
public final class UnitChart {
    private static final double LEFT = 46;
    private static final double TOP = 12;
    private static final double SIDE = 330;
    private static final double WIDTH = LEFT + SIDE + 14;
    private static final double HEIGHT = TOP + SIDE + 44;
    private static final int TICKS = 5;
    private static final double DISC = 4.5;

    private final Svg svg;

    /**
     * Begins with the axes.
     *
     * @param title what it shows, in words
     */
    public UnitChart(String title, String alongX, String alongY) {
        svg = new Svg(WIDTH, HEIGHT, title);
        for (int i = 0; i <= TICKS; i++) {
            double value = (double) i / TICKS;
            String label = String.format(Locale.ROOT, "%.1f", value);
            svg.line("grid", x(value), y(0), x(value), y(1));
            svg.line("grid", x(0), y(value), x(1), y(value));
            svg.text("tick", x(value), y(0) + 16, Svg.Anchor.MIDDLE, label);
            svg.text("tick", x(0) - 7, y(value) + 4, Svg.Anchor.END, label);
        }
        svg.text("axis", x(.5), y(0) + 36, Svg.Anchor.MIDDLE, alongX);
        svg.text("axis", 13, y(.5), Svg.Anchor.MIDDLE, -90, alongY);
    }

    private static double x(double value) {
        return LEFT + SIDE * value;
    }

    private static double y(double value) {
        return TOP + SIDE * (1 - value);
    }

    /** What chance, or a perfect match, would give: a line between two points. */
    public UnitChart reference(double x1, double y1, double x2, double y2) {
        svg.line("reference", x(x1), y(y1), x(x2), y(y2));
        return this;
    }

    /** A curve through points {@code (x, y)}. */
    public UnitChart curve(List<double[]> points) {
        List<double[]> places = new ArrayList<>();
        points.forEach(point -> places.add(new double[] {x(point[0]), y(point[1])}));
        svg.path("curve", places);
        return this;
    }

    /** A bar that stands on the axis. */
    public UnitChart bar(double from, double to, double height, String hint) {
        svg.rectangle("bar", new double[] {x(from) + 1, y(height), SIDE * (to - from) - 2, SIDE * height}, 1, hint);
        return this;
    }

    /** A marked point. */
    public UnitChart mark(double x, double y, String hint) {
        svg.disc("mark", x(x), y(y), DISC, hint);
        return this;
    }

    /** Words in the middle: why nothing is drawn. */
    public UnitChart note(String words) {
        svg.text("note", x(.5), y(.5), Svg.Anchor.MIDDLE, words);
        return this;
    }

    /** The SVG element. */
    public String svg() {
        return svg.end();
    }
}
