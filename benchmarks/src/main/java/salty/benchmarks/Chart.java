package salty.benchmarks;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

import salty.benchmarks.Results.ColdRow;
import salty.benchmarks.Results.PeerRow;
import salty.benchmarks.Results.Row;

/** Results as one SVG of horizontal bars: rows by their fraction of the ceiling, peers and cold processes by time. */
final class Chart {
    private static final int WIDTH = 960;
    private static final int LABELS = 330;
    private static final int BARS = 440;
    private static final int LINE = 18;
    private static final String ROWS_COLOUR = "#3b7dd8";
    private static final String SALTY_COLOUR = "#2a9d60";
    private static final String PEER_COLOUR = "#b0b4ba";

    private final StringBuilder body = new StringBuilder();
    private int y = 30;

    /** One bar: its length is a share of its section's scale. */
    private record Bar(String label, double value, String text, String colour) {}

    private Chart() {}

    /** The whole document. */
    static String of(Results results) {
        Chart chart = new Chart();
        Machine machine = results.machine();
        chart.text(10, "bold",
                "Salty on " + machine.processor() + ", " + machine.jdk() + ", commit " + machine.commit());
        chart.y += LINE;
        chart.text(10, "normal", machine.time() + "   " + machine.command());
        chart.y += LINE;
        chart.rows(results.rows());
        chart.peers(results.peers());
        chart.cold(results.cold());
        return String.format(Locale.ROOT, """
                <svg xmlns="http://www.w3.org/2000/svg" width="%d" height="%d" font-family="sans-serif" font-size="12">
                <rect width="100%%" height="100%%" fill="white"/>
                %s</svg>
                """, WIDTH, chart.y + LINE, chart.body);
    }

    private void rows(List<Row> rows) {
        Map<String, List<Bar>> sections = new LinkedHashMap<>();
        for (Row row : rows) {
            int slash = row.name().indexOf('/');
            sections.computeIfAbsent(row.name().substring(0, slash), key -> new ArrayList<>())
                    .add(new Bar(row.name().substring(slash + 1), row.fraction(),
                            format("%.3f ms, %.0f %%", row.ms(), 100 * row.fraction()), ROWS_COLOUR));
        }
        sections.forEach((name, bars) -> section(name + ": share of the machine's ceiling", bars, 1));
    }

    private void peers(List<PeerRow> rows) {
        Map<String, List<Bar>> sections = new LinkedHashMap<>();
        for (PeerRow row : rows) {
            sections.computeIfAbsent(row.workload(), key -> new ArrayList<>()).add(timed(row.engine(), row.ms(),
                    sections.get(row.workload()).isEmpty()));
        }
        sections.forEach((name, bars) -> section(name + ": milliseconds", bars, 0));
    }

    private void cold(List<ColdRow> rows) {
        List<Bar> bars = new ArrayList<>();
        for (ColdRow row : rows) {
            bars.add(timed(row.process(), row.ms(), bars.isEmpty()));
        }
        if (!bars.isEmpty()) {
            section("cold process: milliseconds", bars, 0);
        }
    }

    private static Bar timed(String label, double ms, boolean own) {
        return new Bar(label, ms, format("%.1f ms", ms), own ? SALTY_COLOUR : PEER_COLOUR);
    }

    /** A heading and its bars; the longest bar is the greatest value, or {@code scale} where that is greater. */
    private void section(String heading, List<Bar> bars, double scale) {
        double greatest = bars.stream().mapToDouble(Bar::value).max().orElse(1);
        double unit = BARS / Math.max(Math.max(scale, greatest), Double.MIN_NORMAL);
        y += LINE;
        text(10, "bold", heading);
        y += LINE;
        for (Bar bar : bars) {
            text(20, "normal", bar.label);
            body.append(format("<rect x=\"%d\" y=\"%d\" width=\"%.1f\" height=\"12\" fill=\"%s\"/>%n", LABELS, y - 10,
                    bar.value * unit, bar.colour));
            text((int) (LABELS + bar.value * unit) + 6, "normal", bar.text);
            y += LINE;
        }
        if (scale > 0) {
            int x = (int) (LABELS + scale * unit);
            body.append(format("<line x1=\"%d\" x2=\"%d\" y1=\"%d\" y2=\"%d\" stroke=\"#c0392b\"/>%n", x, x,
                    y - LINE * bars.size() - 12, y - LINE + 4));
        }
    }

    private void text(int x, String weight, String text) {
        String escaped = text.replace("&", "&amp;").replace("<", "&lt;");
        body.append(format("<text x=\"%d\" y=\"%d\" font-weight=\"%s\">%s</text>%n", x, y, weight, escaped));
    }

    private static String format(String format, Object... values) {
        return String.format(Locale.ROOT, format, values);
    }
}
