package salty.benchmarks;

import java.nio.file.Path;
import java.util.List;

import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.json.JsonMapper;

import salty.benchmarks.workload.Setting;
import salty.engine.compile.Work;

/**
 * What a run of benchmarks found; its JSON form is all that tables and charts are made of.
 *
 * @param machine  where, with what, when
 * @param setting  what all rows share
 * @param ceilings what this machine can do
 * @param rows     one a benchmark
 * @param peers    one a workload and engine; empty without {@code --peers}
 * @param cold     one a cold process; empty without {@code --cold}
 */
public record Results(Machine machine, Setting setting, Ceilings ceilings, List<Row> rows, List<PeerRow> peers,
                      List<ColdRow> cold) {

    /**
     * Measured ceilings; 0 where none was measured.
     *
     * @param gflopsOne GFLOP/s of fused multiply-adds with one thread
     * @param gflopsAll the same with all
     * @param gbytesOne GB/s of reading memory with one thread
     * @param gbytesAll the same with all
     * @param devices   those of the OpenCL devices that rows ran on
     */
    public record Ceilings(double gflopsOne, double gflopsAll, double gbytesOne, double gbytesAll,
                           List<DeviceCeiling> devices) {
        public Ceilings {
            devices = devices == null ? List.of() : List.copyOf(devices);
        }
    }

    /**
     * What an OpenCL device can do, by its own clock.
     *
     * @param device its index
     * @param name   as the driver gives it
     * @param gflops GFLOP/s of fused multiply-adds
     * @param gbytes GB/s of reading its memory
     */
    public record DeviceCeiling(String device, String name, double gflops, double gbytes) {}

    /**
     * One benchmark.
     *
     * @param ms       median of single runs, in milliseconds
     * @param low      their 10th percentile
     * @param high     their 90th percentile
     * @param samples  how many runs
     * @param gflops   the work's GFLOP/s; see {@link Work}
     * @param gbytes   the work's GB/s
     * @param fraction of the ceiling: the time that the ceilings allow, divided by {@code ms}
     */
    public record Row(String name, double ms, double low, double high, long samples, double gflops, double gbytes,
                      double fraction) {}

    /**
     * One engine at one workload.
     *
     * @param ratio      Salty's median divided by this engine's; below 1 Salty is faster
     * @param difference the largest difference of its logits from Salty's; NaN where the workload has none
     * @param note       what the figure profits from
     */
    public record PeerRow(String workload, String engine, double ms, double low, double high, int samples, double ratio,
                          double difference, String note) {}

    /**
     * One kind of cold process, from start to exit, the page cache warm.
     *
     * @param ms        median wall time in milliseconds
     * @param anonymous median of its peak resident anonymous memory in MiB (RssAnon)
     * @param resident  median of its peak resident memory in MiB, mapped files included (VmHWM)
     * @param ratio     the first process' time divided by this one's
     */
    public record ColdRow(String process, double ms, double low, double high, int samples, double anonymous,
                          double resident, double ratio) {}

    private static JsonMapper mapper() {
        return JsonMapper.builder().enable(SerializationFeature.INDENT_OUTPUT).build();
    }

    /** Writes JSON. */
    public void write(Path path) {
        mapper().writeValue(path, this);
    }

    /** Reads what {@link #write} wrote. */
    public static Results read(Path path) {
        return mapper().readValue(path.toFile(), Results.class);
    }
}
