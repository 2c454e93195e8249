package salty.cli.console;

import java.io.PrintWriter;
import java.util.Iterator;
import java.util.Locale;
import java.util.function.Supplier;

import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;

import salty.vision.scan.PathName;

/** How far a scan is, on stderr: a bar with rate and remaining time on a terminal, JSON lines for programs. */
public final class ScanProgress implements AutoCloseable {
    /** How progress is shown. */
    public enum Mode {
        /** A bar where stderr is a terminal. */
        auto,
        /** A line a second: {@code {"done":120,"total":1000,"rate":41.3,"eta_s":21}}; total is null until counted. */
        json,
        /** Not at all. */
        none
    }

    private static final long SECOND = 1_000_000_000;

    private final Mode mode;
    private final PrintWriter err;
    private final ProgressBar bar;
    private final long start = System.nanoTime();
    private volatile long total = -1;
    private long done;
    private long shown = start;

    /**
     * @param names the files of the scan, walked once more in the background to count them
     */
    public ScanProgress(Mode mode, boolean quiet, PrintWriter err, Supplier<Iterator<PathName>> names) {
        boolean terminal = Boolean.getBoolean("salty.terminal") && !quiet;
        this.mode = mode == Mode.auto && !terminal ? Mode.none : mode;
        this.err = err;
        this.bar = this.mode != Mode.auto ? null : new ProgressBarBuilder().setTaskName("scan").setInitialMax(-1)
                .setUnit(" files", 1).showSpeed().build();
        if (this.mode != Mode.none) {
            Thread.ofPlatform().daemon().name("salty-count").start(() -> count(names.get()));
        }
    }

    private void count(Iterator<PathName> names) {
        long count = 0;
        while (names.hasNext()) {
            names.next();
            count++;
        }
        total = count;
    }

    /** One more file is answered. */
    public void step() {
        done++;
        if (bar != null) {
            if (total >= 0 && bar.getMax() != total) {
                bar.maxHint(total);
            }
            bar.step();
        } else if (mode == Mode.json && System.nanoTime() - shown >= SECOND) {
            line();
        }
    }

    private void line() {
        shown = System.nanoTime();
        double rate = done / Math.max(1e-9, (shown - start) / (double) SECOND);
        long all = total;
        err.println(String.format(Locale.ROOT, "{\"done\":%d,\"total\":%s,\"rate\":%.1f,\"eta_s\":%s}", done,
                all < 0 ? "null" : Long.toString(all), rate,
                all < 0 || rate == 0 ? "null" : String.format(Locale.ROOT, "%.0f", Math.max(0, all - done) / rate)));
        err.flush();
    }

    @Override
    public void close() {
        if (bar != null) {
            bar.close();
        } else if (mode == Mode.json) {
            line();
        }
    }
}
