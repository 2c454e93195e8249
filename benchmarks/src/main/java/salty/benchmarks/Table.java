package salty.benchmarks;

import java.util.Locale;

import salty.benchmarks.Results.Ceilings;
import salty.benchmarks.Results.ColdRow;
import salty.benchmarks.Results.DeviceCeiling;
import salty.benchmarks.Results.PeerRow;
import salty.benchmarks.Results.Row;
import salty.benchmarks.workload.Setting;

/** Results as text for a terminal. */
final class Table {
    private static final String ROW = "%-44s %10s %10s %10s %9s %8s %8s";
    private static final String PEER = "%-26s %-40s %9s %9s %9s %8s %10s  %s";
    private static final String COLD = "%-44s %9s %9s %9s %11s %11s %8s";

    private Table() {}

    /** Everything, with where it comes from. */
    static String of(Results results) {
        StringBuilder text = new StringBuilder(origin(results));
        if (!results.rows().isEmpty()) {
            text.append('\n').append(header()).append('\n');
            results.rows().forEach(row -> text.append(line(row)).append('\n'));
        }
        if (!results.peers().isEmpty()) {
            text.append('\n').append(peerHeader()).append('\n');
            results.peers().forEach(row -> text.append(line(row)).append('\n'));
        }
        if (!results.cold().isEmpty()) {
            text.append('\n').append(coldHeader()).append('\n');
            results.cold().forEach(row -> text.append(line(row)).append('\n'));
        }
        return text.toString();
    }

    /** The machine, the setting and the ceilings. */
    private static String origin(Results results) {
        Machine machine = results.machine();
        Setting setting = results.setting();
        Ceilings ceilings = results.ceilings();
        String origin = format("""
                machine   %s, %.1f GiB, %s
                jdk       %s
                commit    %s at %s
                command   %s
                setting   backend %s, %d threads, weights %s, image %s
                """, machine.processor(), machine.memory(), machine.system(), machine.jdk(), machine.commit(),
                machine.time(), machine.command(), setting.backend(), setting.threads(),
                setting.model().isEmpty() ? "seeded He-normal" : setting.model(),
                setting.image().isEmpty() ? "synthetic" : setting.image());
        if (ceilings.gflopsOne() == 0) {
            return origin;
        }
        StringBuilder text = new StringBuilder(origin);
        text.append(format("ceilings  %.1f GFLOP/s and %.1f GB/s with one thread, %.1f and %.1f with all%n",
                ceilings.gflopsOne(), ceilings.gbytesOne(), ceilings.gflopsAll(), ceilings.gbytesAll()));
        for (DeviceCeiling device : ceilings.devices()) {
            text.append(format("          %.1f GFLOP/s and %.1f GB/s on opencl %s, %s%n", device.gflops(),
                    device.gbytes(), device.device(), device.name()));
        }
        return text.toString();
    }

    static String header() {
        return format(ROW, "row", "median ms", "10 %", "90 %", "GFLOP/s", "GB/s", "ceiling");
    }

    static String line(Row row) {
        return format(ROW, row.name(), ms(row.ms()), ms(row.low()), ms(row.high()), rate(row.gflops()),
                rate(row.gbytes()), format("%.0f %%", 100 * row.fraction()));
    }

    static String peerHeader() {
        return format(PEER, "workload", "engine", "median ms", "least", "greatest", "ratio", "difference", "note");
    }

    static String line(PeerRow row) {
        return format(PEER, row.workload(), row.engine(), ms(row.ms()), ms(row.low()), ms(row.high()),
                format("%.2f", row.ratio()), Double.isNaN(row.difference()) ? "" : format("%.1e", row.difference()),
                row.note());
    }

    static String coldHeader() {
        return format(COLD, "cold process", "median ms", "least", "greatest", "anon. MiB", "res. MiB", "ratio");
    }

    static String line(ColdRow row) {
        return format(COLD, row.process(), ms(row.ms()), ms(row.low()), ms(row.high()), format("%.0f", row.anonymous()),
                format("%.0f", row.resident()), format("%.2f", row.ratio()));
    }

    private static String ms(double ms) {
        return format(ms >= 100 ? "%.1f" : ms >= 1 ? "%.2f" : "%.4f", ms);
    }

    private static String rate(double rate) {
        return rate == 0 ? "" : format(rate >= 10 ? "%.1f" : "%.2f", rate);
    }

    private static String format(String format, Object... values) {
        return String.format(Locale.ROOT, format, values);
    }
}
