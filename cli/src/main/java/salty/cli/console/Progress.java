package salty.cli.console;

import java.io.PrintWriter;
import java.util.Locale;

import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import me.tongfei.progressbar.ProgressBarStyle;

/** How far a long task is: a bar where stderr is a terminal (the launcher knows), lines elsewhere. */
public sealed interface Progress extends AutoCloseable {
    /** A step of the task begins. */
    void step(String format, Object... arguments);

    /** A group of steps begins. */
    void section(String format, Object... arguments);

    @Override
    void close();

    /** Whether stderr is a terminal, where a bar can grow. */
    static boolean isLive() {
        return Boolean.getBoolean("salty.terminal");
    }

    /** Begins to report on {@code total} steps. */
    static Progress start(String task, int total, boolean quiet, PrintWriter err) {
        if (quiet) {
            return new Silent();
        }
        return isLive() ? new Bar(task, total) : new Lines(err);
    }

    /** Says nothing. */
    record Silent() implements Progress {
        @Override
        public void step(String format, Object... arguments) {}

        @Override
        public void section(String format, Object... arguments) {}

        @Override
        public void close() {}
    }

    /** A line a step. */
    record Lines(PrintWriter err) implements Progress {
        @Override
        public void step(String format, Object... arguments) {
            err.println(String.format(Locale.ROOT, format, arguments));
        }

        @Override
        public void section(String format, Object... arguments) {
            step(format, arguments);
        }

        @Override
        public void close() {}
    }

    /** A bar that grows. A step is counted when the next begins. */
    final class Bar implements Progress {
        private final ProgressBar bar;
        private boolean begun;

        private Bar(String task, int total) {
            bar = new ProgressBarBuilder().setTaskName(task).setInitialMax(total)
                    .setStyle(ProgressBarStyle.COLORFUL_UNICODE_BLOCK).build();
        }

        @Override
        public void step(String format, Object... arguments) {
            if (begun) {
                bar.step();
            }
            begun = true;
            bar.setExtraMessage(String.format(Locale.ROOT, format, arguments));
        }

        /** Steps name their section themselves. */
        @Override
        public void section(String format, Object... arguments) {}

        @Override
        public void close() {
            bar.stepTo(bar.getMax());
            bar.close();
        }
    }
}
