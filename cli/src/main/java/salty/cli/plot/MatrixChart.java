package salty.cli.plot;

import java.util.List;

/** A confusion matrix: a row a true class, a column a predicted one, the darker the greater the share of its row. */
public final class MatrixChart {
    private static final double SIDE = 330;
    private static final double LETTER = 6.6;
    private static final double DIGIT = 7.5;
    private static final int LONGEST = 18;
    /** With more classes, cells are too small for numbers. */
    private static final int MOST_NUMBERED = 20;

    private MatrixChart() {}

    /**
     * The SVG element.
     *
     * @param classes their names
     * @param counts  {@code counts[truth][prediction]}
     */
    public static String of(List<String> classes, long[][] counts) {
        double margin = 34 + LETTER * classes.stream().mapToInt(name -> shown(name).length()).max().orElse(0);
        double cell = SIDE / classes.size();
        Svg svg = new Svg(margin + SIDE + 4, margin + SIDE + 4, "Confusion matrix");
        svg.text("axis", margin + SIDE / 2, 13, Svg.Anchor.MIDDLE, "predicted");
        svg.text("axis", 13, margin + SIDE / 2, Svg.Anchor.MIDDLE, -90, "true");
        boolean numbered = classes.size() <= MOST_NUMBERED;
        for (int i = 0; i < classes.size(); i++) {
            double middle = margin + (i + .5) * cell;
            if (numbered) {
                svg.text("tick", margin - 6, middle + 4, Svg.Anchor.END, shown(classes.get(i)));
                svg.text("tick", middle + 4, margin - 6, Svg.Anchor.START, -90, shown(classes.get(i)));
            }
            row(svg, classes, i, counts[i], margin, numbered);
        }
        return svg.end();
    }

    private static void row(Svg svg, List<String> classes, int truth, long[] counts, double margin, boolean numbered) {
        double cell = SIDE / counts.length;
        long total = 0;
        for (long count : counts) {
            total += count;
        }
        for (int k = 0; k < counts.length; k++) {
            double x = margin + k * cell;
            double y = margin + truth * cell;
            double share = total == 0 ? 0 : (double) counts[k] / total;
            String hint = classes.get(truth) + " taken for " + classes.get(k) + ": " + counts[k] + " of " + total;
            svg.rectangle("empty", new double[] {x + .5, y + .5, cell - 1, cell - 1}, 1, hint);
            if (counts[k] > 0) {
                svg.rectangle(truth == k ? "right" : "wrong", new double[] {x + .5, y + .5, cell - 1, cell - 1},
                        .12 + .88 * share, hint);
                if (numbered) {
                    String number = Long.toString(counts[k]);
                    String style = (share > .5 ? "count strong" : "count")
                            + (number.length() * DIGIT > cell - 2 ? " small" : "");
                    svg.text(style, x + cell / 2, y + cell / 2 + 4, Svg.Anchor.MIDDLE, number);
                }
            }
        }
    }

    private static String shown(String name) {
        return name.length() <= LONGEST ? name : name.substring(0, LONGEST - 1) + "…";
    }
}
