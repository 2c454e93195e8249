package salty.cli.plot;

import java.util.Locale;

/**
 * The roofline of a machine and kernels under it (Williams, Waterman and Patterson, "Roofline", 2009): what a kernel
 * computes a second over what it computes a byte, both axes logarithmic. A convolution by Winograd's algorithm counts
 * as the direct one and may stand above the roof.
 */
public final class RooflineChart {
    private static final double LEFT = 60;
    private static final double TOP = 12;
    private static final double WIDTH = 640;
    private static final double HEIGHT = 360;
    /** Decades of the axes: FLOP a byte from 0.01 to 10 000, GFLOP/s from 0.1 to 10 000. */
    private static final int FIRST_X = -2;
    private static final int LAST_X = 4;
    private static final int FIRST_Y = -1;
    private static final int LAST_Y = 4;

    private final Svg svg = new Svg(LEFT + WIDTH + 14, TOP + HEIGHT + 44, "kernels under the machine's roofline");

    /** Begins with the axes and the roof: so many GFLOP/s and GB/s at best. */
    public RooflineChart(double gflops, double gbytes) {
        for (int decade = FIRST_X; decade <= LAST_X; decade++) {
            double value = Math.pow(10, decade);
            svg.line("grid", x(value), TOP, x(value), TOP + HEIGHT);
            svg.text("tick", x(value), TOP + HEIGHT + 16, Svg.Anchor.MIDDLE, number(value));
        }
        for (int decade = FIRST_Y; decade <= LAST_Y; decade++) {
            double value = Math.pow(10, decade);
            svg.line("grid", LEFT, y(value), LEFT + WIDTH, y(value));
            svg.text("tick", LEFT - 7, y(value) + 4, Svg.Anchor.END, number(value));
        }
        svg.text("axis", LEFT + WIDTH / 2, TOP + HEIGHT + 36, Svg.Anchor.MIDDLE, "FLOP a byte");
        svg.text("axis", 13, TOP + HEIGHT / 2, Svg.Anchor.MIDDLE, -90, "GFLOP/s");
        double ridge = gflops / gbytes;
        double start = Math.pow(10, FIRST_X);
        svg.line("reference", x(start), y(start * gbytes), x(ridge), y(gflops));
        svg.line("reference", x(ridge), y(gflops), LEFT + WIDTH, y(gflops));
    }

    /** A kernel. */
    public void mark(double flopsPerByte, double gflops, String hint) {
        svg.disc("mark", x(flopsPerByte), y(gflops), 4.5, hint);
    }

    private static double x(double value) {
        return LEFT + WIDTH * along(value, FIRST_X, LAST_X);
    }

    private static double y(double value) {
        return TOP + HEIGHT * (1 - along(value, FIRST_Y, LAST_Y));
    }

    private static double along(double value, int first, int last) {
        double decade = value > 0 ? Math.log10(value) : first;
        return (Math.clamp(decade, first, last) - first) / (last - first);
    }

    private static String number(double value) {
        return value < 1 ? String.format(Locale.ROOT, "%s", value) : String.format(Locale.ROOT, "%.0f", value);
    }

    /** The SVG element. */
    public String svg() {
        return svg.end();
    }
}
