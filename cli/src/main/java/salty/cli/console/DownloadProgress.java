package salty.cli.console;

import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import me.tongfei.progressbar.ProgressBarStyle;

import salty.loader.download.Download;

/** How far a download is: a bar where stderr is a terminal, a line every tenth of the file elsewhere. */
public final class DownloadProgress implements Download.Listener, AutoCloseable {
    private static final long MEGABYTE = 1_000_000;
    private static final double SECOND = 1e9;
    private static final int LINES = 10;

    private final Console console;
    private ProgressBar bar;
    private long begun;
    private long first = -1;
    private long tenth;

    public DownloadProgress(Console console) {
        this.console = console;
    }

    @Override
    public void arrived(long bytes, long of) {
        if (console.isQuiet()) {
            return;
        }
        if (first < 0) {
            first = bytes;
            begun = System.nanoTime();
            tenth = of > 0 ? bytes * LINES / of : 0;
            if (of > 0 && !Progress.isLive()) {
                console.note("%.1f of %.1f MB", (double) bytes / MEGABYTE, (double) of / MEGABYTE);
            }
            bar = Progress.isLive() ? bar(of) : null;
        }
        if (bar != null) {
            bar.stepTo(bytes);
        } else if (of > 0 && bytes * LINES / of > tenth) {
            tenth = bytes * LINES / of;
            double rate = (bytes - first) / Math.max(1e-9, (System.nanoTime() - begun) / SECOND);
            console.note("%.1f of %.1f MB, %.1f MB/s, %.0f s left", (double) bytes / MEGABYTE, (double) of / MEGABYTE,
                    rate / MEGABYTE, (of - bytes) / Math.max(1, rate));
        }
    }

    private static ProgressBar bar(long of) {
        return new ProgressBarBuilder().setTaskName("download").setInitialMax(of).setUnit(" MB", MEGABYTE).showSpeed()
                .setStyle(ProgressBarStyle.COLORFUL_UNICODE_BLOCK).build();
    }

    @Override
    public void close() {
        if (bar != null) {
            bar.close();
        }
    }
}
