package salty.benchmarks;

import java.util.Map;

import salty.benchmarks.workload.Setting;
import salty.engine.backend.Backends;
import salty.engine.compile.Work;

/**
 * A row that can be measured.
 *
 * @param name       how it is shown and selected
 * @param suite      the JMH class
 * @param method     its method
 * @param parameters the JMH parameters, by field name
 * @param work       of one run of one thread
 * @param threads    how many run it at once, each by itself; a backend's own threads do not count
 * @param ceiling    which ceiling the row itself measures, if any
 * @param device     the index of the OpenCL device that runs it; empty for the backend of the setting
 */
record RowPlan(String name, Class<?> suite, String method, Map<String, String> parameters, Work work, int threads,
               Ceiling ceiling, String device) {
    /** The ceilings. */
    enum Ceiling { NONE, FLOPS_ONE, FLOPS_ALL, BYTES_ONE, BYTES_ALL }

    /** A row of a backend, which brings its threads. */
    static RowPlan of(String name, Class<?> suite, String method, Map<String, String> parameters, Work work) {
        return new RowPlan(name, suite, method, parameters, work, 1, Ceiling.NONE, "");
    }

    /** A row of the machine's own ceilings. */
    static RowPlan ofCeiling(String name, Class<?> suite, String method, Work work, int threads, Ceiling ceiling) {
        return new RowPlan(name, suite, method, Map.of(), work, threads, ceiling, "");
    }

    /** The same row on an OpenCL device. */
    RowPlan on(String other) {
        return new RowPlan(name + ", opencl " + other, suite, method, parameters, work, threads, ceiling, other);
    }

    /** The setting that it runs with. */
    Setting setting(Setting all) {
        return device.isEmpty() ? all.on(all.backend().equals(Backends.AUTO) ? "vector" : all.backend(), all.device())
                : all.on("opencl", device);
    }

    /** Whether it runs on a backend, which a device may be too, and not on bare kernels of the CPU. */
    boolean hasBackend() {
        return !name.startsWith("gemm/") && !name.startsWith("load/file");
    }

    /** Whether one core does it all: it is then a fraction of one thread's ceiling. */
    boolean singleThreaded() {
        return name.startsWith("gemm/") || name.endsWith(", 1 thread");
    }
}
